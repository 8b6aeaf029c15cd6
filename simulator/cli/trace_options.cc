// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/trace_options.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "simulator/cli/notice.h"
#include "simulator/sender/replacement_audio.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/file_io.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/payload_guess.h"
#include "simulator/trace/sdp_text.h"

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
  command
      .add_option("--stream", options.stream,
                  "Use only the stream with this number in the list of `neteq trace info`: an SSRC "
                  "between two addresses and ports.")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

Result<std::optional<uint32_t>> ParseSsrc(const std::string& ssrc) {
  if (ssrc.empty()) return std::optional<uint32_t>();
  const auto number = ParseUint32(ssrc);
  if (number) return number;
  return Status(StatusCode::kInvalidArgument,
                "--ssrc " + ssrc + ": expected a 32-bit number, decimal or 0x hexadecimal");
}

Result<ReadTraceOptions> ReadOptionsOf(const InputOptions& options) {
  const auto ssrc = ParseSsrc(options.ssrc);
  if (!ssrc.ok()) return ssrc.status();
  ReadTraceOptions read;
  if (options.port != 0) read.port = static_cast<uint16_t>(options.port);
  if (options.stream != 0) read.stream = options.stream;
  read.ssrc = *ssrc;
  return read;
}

Result<Trace> LoadTrace(const std::string& path, const InputOptions& options) {
  const auto read = ReadOptionsOf(options);
  if (!read.ok()) return read.status();
  auto trace = ReadTrace(path, *read);
  if (trace.ok()) PrintWarnings(path, trace->warnings());
  return trace;
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

void AddPayloadTypeOption(CLI::App& command, PayloadTypeWords& words) {
  command
      .add_option("--sdp", words.sdp,
                  "Register the payload types of a session description (SDP). Those in the SIP "
                  "messages of a capture are found without it.")
      ->type_name("FILE");
  command
      .add_option("--pt", words.assignments,
                  "Register a payload type as in SDP, for example 96=opus/48000/2; 96=none removes "
                  "it. May be repeated.")
      ->type_name("N=NAME/RATE[/CHANNELS][;PARAMETERS]")
      ->allow_extra_args(false);
}

Result<PayloadTypes> MakePayloadTypes(const PayloadTypeWords& words) {
  PayloadTypes types = PayloadTypes::Defaults();
  if (!words.sdp.empty()) {
    const auto file = ReadFile(words.sdp);
    if (!file.ok()) {
      return Status(StatusCode::kInvalidArgument, "--sdp: " + file.status().detail());
    }
    const auto found = ParseSdpText(AsText(*file));
    if (found.empty()) {
      return Status(StatusCode::kInvalidArgument,
                    "--sdp: " + words.sdp + ": no audio; expected a line 'm=audio ...'");
    }
    for (const TraceSdp& sdp : found) {
      for (const std::string& assignment : sdp.payload_types) types.SetFromSdp(assignment);
    }
  }
  for (const std::string& assignment : words.assignments) {
    if (Status status = types.Set(assignment); !status.ok()) return status;
  }
  return types;
}

void Recognise(const std::string& path, const Trace& trace, bool is_replaced, PayloadTypes& types) {
  PrintWarnings(path, RecognisePayloads(trace, types, is_replaced));
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
