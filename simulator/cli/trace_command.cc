// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "simulator/audio_file.h"
#include "simulator/cli/commands.h"
#include "simulator/file_io.h"
#include "simulator/rtpdump.h"
#include "simulator/sender.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  std::string input;
  std::string output;
  std::string delays;
  std::string codec = "opus";
  int payload_type = -1;
  SenderOptions sender;
};

/// The payload type that PayloadTypes::Defaults() has for the codec.
uint8_t DefaultPayloadType(const SenderOptions& options, int channels) {
  switch (options.codec) {
    case Codec::kOpus:
      return 111;
    case Codec::kPcmu:
      return 0;
    case Codec::kPcma:
      return 8;
    case Codec::kL16:
      break;
  }
  const PayloadTypes defaults = PayloadTypes::Defaults();
  const PayloadFormat wanted{Codec::kL16, options.rate_hz, channels};
  for (uint8_t number = 0; number < 128; ++number) {
    if (defaults.Find(number) == wanted) return number;
  }
  return 96;  // first of the dynamic payload types (RFC 3551)
}

Result<Delays> ReadDelays(const std::string& path) {
  if (path.empty()) return Delays{};
  const auto file = ReadFile(path);
  if (!file.ok()) return file.status();
  const std::string_view text(reinterpret_cast<const char*>(file->data()), file->size());
  return ParseDelays(text, path);
}

Status Encode(const Options& options) {
  SenderOptions sender = options.sender;
  const auto codec = ParseCodec(options.codec);
  if (!codec.ok()) return {codec.status().code(), "--codec: " + codec.status().detail()};
  sender.codec = *codec;
  const auto audio = ReadAudioFile(options.input);
  if (!audio.ok()) return audio.status();
  sender.payload_type = options.payload_type >= 0
                            ? static_cast<uint8_t>(options.payload_type)
                            : DefaultPayloadType(sender, audio->audio.channels());
  const auto delays = ReadDelays(options.delays);
  if (!delays.ok()) return delays.status();
  const auto trace = Send(*audio, sender, *delays);
  if (!trace.ok()) return trace.status();
  return WriteRtpdump(*trace, options.output);
}

void AddEncodeOptions(CLI::App& command, Options& options) {
  SenderOptions& sender = options.sender;
  const auto add = [&](const char* name, auto& value, const char* type, const char* meaning) {
    return command.add_option(name, value, meaning)->type_name(type);
  };
  add("input", options.input, "FILE", "Audio file to send (WAV and others).")->required();
  add("--out", options.output, "FILE", "rtpdump file to write.")->required();
  add("--codec", options.codec, "NAME", "opus (default), pcmu, pcma or l16.");
  add("--delays", options.delays, "FILE",
      "The network: per packet a line with its transit time in ms, or 'lost'; used again from its "
      "start when it is too short. Default: 0 ms.");
  add("--frame-ms", sender.frame_ms, "MS", "Length of a packet (20).");
  add("--bitrate", sender.bitrate_bps, "BPS", "Of Opus (24000).");
  add("--rate", sender.rate_hz, "HZ", "Of L16 (48000).")
      ->check(CLI::IsMember({8000, 16000, 24000, 32000, 44100, 48000}));
  add("--seq", sender.first_sequence, "N", "First sequence number (0).");
  add("--ts", sender.first_timestamp, "N", "First RTP timestamp (0).");
  add("--ssrc", sender.ssrc, "SSRC", "Decimal or 0x hexadecimal (0x6e657465).");
  add("--pt", options.payload_type, "N", "Payload type; by default that of the codec.")
      ->check(CLI::Range(0, 127));
}

}  // namespace

void AddTraceCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* trace = app.add_subcommand("trace", "Make packet traces.");
  trace->require_subcommand(1);
  CLI::App* encode = trace->add_subcommand("encode", "Send an audio file as RTP over a network.");
  AddEncodeOptions(*encode, *options);
  encode->callback([options, &status] { status = Encode(*options); });
}

}  // namespace neteq::sim::cli
