// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/trace_options.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "simulator/sender/replacement_audio.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/text.h"
#include "simulator/trace/edit.h"
#include "simulator/trace/file.h"

namespace neteq::sim::cli {

void AddInputOptions(CLI::App& command, InputOptions& options) {
  command
      .add_option("--port", options.port,
                  "In captures, treat everything sent to this UDP port as RTP. By default RTP is "
                  "detected by its headers: version 2 and consecutive sequence numbers.")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  command
      .add_option("--ssrc", options.ssrc,
                  "Use only this stream; decimal or 0x hexadecimal. `neteq trace info` lists the "
                  "streams.")
      ->type_name("SSRC");
}

Result<std::optional<uint32_t>> ParseSsrc(const std::string& ssrc) {
  if (ssrc.empty()) return std::optional<uint32_t>();
  const auto number = ParseUint32(ssrc);
  if (number) return number;
  return Status(StatusCode::kInvalidArgument,
                "--ssrc " + ssrc + ": expected a 32-bit number, decimal or 0x hexadecimal");
}

Result<Trace> LoadTrace(const std::string& path, const InputOptions& options) {
  const auto ssrc = ParseSsrc(options.ssrc);
  if (!ssrc.ok()) return ssrc.status();
  ReadTraceOptions read_options;
  if (options.port != 0) read_options.port = static_cast<uint16_t>(options.port);
  auto trace = ReadTrace(path, read_options);
  if (!trace.ok() || !*ssrc) return trace;
  auto only = OnlySsrc(*trace, **ssrc);
  if (!only.ok()) return Status(only.status().code(), path + ": " + only.status().detail());
  return only;
}

void AddReplacementOption(CLI::App& command, std::string& audio) {
  command
      .add_option(
          "--replace-audio", audio,
          "Replace the sound of one stream by this audio file, as L16 at the RTP clock rate: "
          "for traces whose payloads were not captured (header-only rtpdump, RtcEventLog, "
          "CSV) or are encrypted.")
      ->type_name("FILE");
}

void AddReportOption(CLI::App& command, std::string& page) {
  command
      .add_option("--report", page,
                  "Write an HTML report of charts and tables; one file that opens offline.")
      ->type_name("FILE");
}

Result<Trace> WithAudio(const Trace& trace, const PayloadTypes& types, const std::string& ssrc,
                        const std::string& audio) {
  const auto stream = ParseSsrc(ssrc);
  if (!stream.ok()) return stream.status();
  const auto file = ReadAudioFile(audio);
  if (!file.ok()) return file.status();
  auto replaced = ReplaceAudio(trace, types, *stream, *file);
  if (!replaced.ok()) {
    return Status(replaced.status().code(), "--replace-audio: " + replaced.status().detail());
  }
  return replaced;
}

void AddPayloadTypeOption(CLI::App& command, std::vector<std::string>& assignments) {
  command
      .add_option("--pt", assignments,
                  "Register a payload type as in SDP, for example 96=opus/48000/2; 96=none removes "
                  "it. May be repeated.")
      ->type_name("N=NAME/RATE[/CHANNELS][;PARAMETERS]")
      ->allow_extra_args(false);
}

Result<PayloadTypes> MakePayloadTypes(const std::vector<std::string>& assignments) {
  PayloadTypes types = PayloadTypes::Defaults();
  for (const std::string& assignment : assignments) {
    if (Status status = types.Set(assignment); !status.ok()) return status;
  }
  return types;
}

void AddFormatOption(CLI::App& command, const std::string& names, std::string& format) {
  command
      .add_option(names, format,
                  "Format to write. Default: by file name (.rtpdump, .rtp, .pcap or .csv). rtpdump "
                  "rounds times to 1 ms; CSV holds no payloads.")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"rtpdump", "pcap", "csv"}));
}

Status SaveTrace(const Trace& trace, const std::string& path, const std::string& format) {
  constexpr auto& kNames = EnumNames<TraceFormat>::kNames;
  if (!format.empty()) {
    const auto name = std::find(kNames.begin(), kNames.end(), format);
    return WriteTrace(trace, path, static_cast<TraceFormat>(name - kNames.begin()));
  }
  const auto named = TraceFormatOf(path);
  if (!named.ok()) return {named.status().code(), named.status().detail() + " with --format"};
  return WriteTrace(trace, path, *named);
}

}  // namespace neteq::sim::cli
