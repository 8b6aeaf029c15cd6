// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "simulator/cli/commands.h"
#include "simulator/sender/sender.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/rtpdump.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  std::string input;
  std::string output;
  std::string delays;
  std::string codec = "opus";
  int channels = 0;       // 0: channels of the input
  int payload_type = -1;  // -1: default of the codec
  int red_payload_type = 117;
  SenderOptions sender;
};

/// Hint for `neteq replay` about a payload type outside its defaults.
std::string HintFor(uint8_t payload_type, const SdpFormat& format) {
  const auto known = PayloadTypes::Defaults().Find(payload_type);
  if (known && known->Encoding() == format.Encoding() && known->parameters == format.parameters) {
    return {};
  }
  const std::string separator = format.parameters.empty() ? "" : ";";
  return "replay with --pt '" + std::to_string(payload_type) + '=' + format.Encoding() + separator +
         format.parameters + "'\n";
}

std::string Hints(const SenderOptions& sender, const Transmission& sent) {
  std::string hint = HintFor(sent.payload_type, sent.format);
  if (sender.red_distance == 0) return hint;
  return hint + HintFor(sender.red_payload_type, *ParseSdpFormat("red/48000"));
}

Status Encode(const Options& options) {
  SenderOptions sender = options.sender;
  const auto codec = ParseCodec(options.codec);
  if (!codec.ok()) return {codec.status().code(), "--codec: " + codec.status().detail()};
  sender.encoder.codec = *codec;
  sender.red_payload_type = static_cast<uint8_t>(options.red_payload_type);
  if (options.payload_type >= 0) sender.payload_type = static_cast<uint8_t>(options.payload_type);
  const auto audio = ReadAudioFile(options.input);
  if (!audio.ok()) return audio.status();
  const int default_channels = *codec == Codec::kG722 ? 1 : audio->audio.channels();
  sender.encoder.channels = options.channels == 0 ? default_channels : options.channels;
  const auto delays = options.delays.empty() ? Delays() : ReadDelays(options.delays);
  if (!delays.ok()) return delays.status();
  const auto sent = Send(*audio, sender, *delays);
  if (!sent.ok()) return sent.status();
  if (Status status = WriteRtpdump(sent->trace, options.output); !status.ok()) return status;
  std::cout << Hints(sender, *sent);
  return {};
}

template <class Value>
CLI::Option* Add(CLI::App& command, const char* name, Value& value, const char* type,
                 const char* meaning) {
  return command.add_option(name, value, meaning)->type_name(type);
}

void AddCodecOptions(CLI::App& command, Options& options) {
  EncoderOptions& encoder = options.sender.encoder;
  Add(command, "--codec", options.codec, "NAME", "opus (default), pcmu, pcma, g722 or l16.");
  Add(command, "--frame-ms", encoder.frame_ms, "MS",
      "Packet duration (20): Opus 2.5, 5, 10, 20, 40, 60, 80, 100 or 120, others 2.5 to 120.");
  Add(command, "--channels", options.channels, "N",
      "1 to 8. Default: channels of the input; 1 for G.722. Opus above 2 is multiopus.")
      ->check(CLI::Range(1, 8));
  Add(command, "--rate", encoder.rate_hz, "HZ", "Sample rate of L16 (48000).")
      ->check(CLI::IsMember({8000, 16000, 24000, 32000, 44100, 48000}));
  Add(command, "--bitrate", encoder.bitrate_bps, "BPS", "Bitrate of Opus (24000).");
  Add(command, "--complexity", encoder.complexity, "N", "Complexity of Opus, 0 to 10 (10).");
  Add(command, "--expected-loss", encoder.expected_loss_pct, "PERCENT",
      "Loss rate that Opus prepares for (0). --fec has no effect without it.");
  command.add_flag("--fec", encoder.fec, "Enable in-band FEC of Opus.");
  command.add_flag("--dtx", encoder.dtx, "Enable discontinuous transmission of Opus.");
}

void AddPacketOptions(CLI::App& command, Options& options) {
  SenderOptions& sender = options.sender;
  command.add_flag(
      "--cn", sender.comfort_noise,
      "Send comfort noise (RFC 3389) in silence; not for Opus. Payload types 13, 98, 99 "
      "and 100 at 8, 16, 32 and 48 kHz.");
  Add(command, "--red", sender.red_distance, "N",
      "Redundancy (RFC 2198): repeat the previous N payloads in each packet, 0 to 9 (0).");
  Add(command, "--red-pt", options.red_payload_type, "N", "Payload type of --red (117).")
      ->check(CLI::Range(0, 127));
  Add(command, "--dtmf", sender.keys, "KEYS@SECONDS",
      "Press telephone keys (RFC 4733), for example 12#@3.5: 100 ms each, 100 ms apart. Payload "
      "types 106, 114, 115 and 116 at clock rates of 8, 16, 32 and 48 kHz. May be repeated.")
      ->allow_extra_args(false);
  Add(command, "--seq", sender.first_sequence, "N", "First sequence number (0).");
  Add(command, "--ts", sender.first_timestamp, "N", "First RTP timestamp (0).");
  Add(command, "--ssrc", sender.ssrc, "SSRC", "SSRC, decimal or 0x hexadecimal (0x6e657465).");
  Add(command, "--pt", options.payload_type, "N", "Payload type. Default: that of the codec.")
      ->check(CLI::Range(0, 127));
}

void AddEncodeOptions(CLI::App& command, Options& options) {
  Add(command, "input", options.input, "FILE", "Audio file to send (WAV and others).")->required();
  Add(command, "--out", options.output, "FILE", "rtpdump file to write.")->required();
  Add(command, "--delays", options.delays, "FILE",
      "Network: one line per packet with its transit time in ms, or 'lost'. Repeats when it is "
      "too short. Default: 0 ms.");
  AddCodecOptions(command, options);
  AddPacketOptions(command, options);
}

}  // namespace

void AddTraceCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* trace = app.add_subcommand("trace", "Create, inspect and edit packet traces.");
  trace->require_subcommand(1);
  CLI::App* encode = trace->add_subcommand("encode", "Send an audio file as RTP over a network.");
  AddEncodeOptions(*encode, *options);
  encode->callback([options, &status] { status = Encode(*options); });
  AddTraceInfoCommand(*trace, status);
  AddTraceEditCommands(*trace, status);
  AddTraceGenerateCommand(*trace, status);
}

}  // namespace neteq::sim::cli
