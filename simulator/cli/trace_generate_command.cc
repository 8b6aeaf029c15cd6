// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "simulator/cli/commands.h"
#include "simulator/cli/trace_options.h"
#include "simulator/networks/network.h"
#include "simulator/networks/network_list.h"
#include "simulator/sender/sender.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/file_io.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kStandardOutput = "-";

struct Options {
  std::string network;
  std::string network_file;
  uint64_t seed = 1;
  std::string input;
  InputOptions choice;
  std::string wav;
  std::string codec = "opus";
  EncoderOptions encoder;  // its frame length also applies to delays
  double seconds = 60.0;
  size_t bytes = 72;
  std::string output;
  std::string format;
  bool lists = false;
  bool is_markdown = false;
  bool is_json = false;
};

Result<Network> NetworkOf(const Options& options) {
  std::string text = options.network;
  std::string name = "--network: ";
  if (!options.network_file.empty()) {
    const auto file = ReadFile(options.network_file);
    if (!file.ok()) return file.status();
    text = AsText(*file);
    name = options.network_file + ": ";
  } else if (text.empty()) {
    return Status(StatusCode::kInvalidArgument,
                  "--network is required; --list shows the models and networks");
  }
  auto network = Network::Parse(text);
  if (network.ok()) return network;
  return Status(network.status().code(), name + network.status().detail());
}

Status WriteDelays(const Options& options, const Network& network) {
  const auto count =
      static_cast<size_t>(std::llround(options.seconds * 1000.0 / options.encoder.frame_ms));
  if (count == 0 || count > Trace::kMaxPackets) {
    return {StatusCode::kInvalidArgument, "--duration: from one packet to 5 million"};
  }
  const Flights packets = RegularPackets(count, FromMs(options.encoder.frame_ms), options.bytes);
  const auto delays = DelaysOf(packets, network.Send(packets, options.seed));
  if (!delays.ok()) {
    return {delays.status().code(), delays.status().detail() + " with --input or --wav"};
  }
  const std::string text = FormatDelays(*delays);
  if (!options.output.empty() && options.output != kStandardOutput) {
    return WriteFile(options.output, text);
  }
  std::cout << text;
  return {};
}

/// The sound to send, up to two channels.
Result<Trace> Encoded(const Options& options) {
  const auto audio = ReadAudioFile(options.wav);
  if (!audio.ok()) return audio.status();
  const auto codec = ParseCodec(options.codec);
  if (!codec.ok()) return codec.status();
  SenderOptions sender;
  sender.encoder = options.encoder;
  sender.encoder.codec = *codec;
  sender.encoder.channels = *codec == Codec::kG722 ? 1 : std::min(audio->audio.channels(), 2);
  auto sent = Send(*audio, sender, {});
  if (!sent.ok()) return sent.status();
  return std::move(sent->trace);
}

Status Generate(const Options& options) {
  if (options.lists) {
    std::cout << ListNetworks(options.is_markdown ? ListFormat::kMarkdown
                              : options.is_json   ? ListFormat::kJson
                                                  : ListFormat::kText);
    return {};
  }
  const auto network = NetworkOf(options);
  if (!network.ok()) return network.status();
  if (options.input.empty() && options.wav.empty()) return WriteDelays(options, *network);
  if (options.output.empty()) return {StatusCode::kInvalidArgument, "--out is required"};
  const auto sent =
      options.wav.empty() ? LoadTrace(options.input, options.choice) : Encoded(options);
  if (!sent.ok()) return sent.status();
  const auto received = SendOver(*sent, *network, options.seed);
  if (!received.ok()) {
    return {received.status().code(), "--network: " + received.status().detail()};
  }
  return SaveTrace(*received, options.output, options.format);
}

template <class Value>
CLI::Option* Add(CLI::App& command, const char* name, Value& value, const char* type,
                 const char* meaning) {
  return command.add_option(name, value, meaning)->type_name(type);
}

void AddNetworkOptions(CLI::App& command, Options& options) {
  CLI::Option* network = Add(
      command, "--network", options.network, "NETWORK",
      "Models in the order in which packets traverse them, for example 'gamma(mean=30, shape=2) + "
      "gilbert(loss=5%, burst=3) + freeze(every=10s, length=300ms)', named networks, or a JSON "
      "list "
      "of both. Packets stay in order unless a model reorders them.");
  Add(command, "--network-file", options.network_file, "FILE", "Read the network from a file.")
      ->excludes(network);
  Add(command, "--seed", options.seed, "N", "Seed of the network (1).");
  CLI::Option* list =
      command.add_flag("--list", options.lists, "List all models and named networks.");
  CLI::Option* markdown =
      command.add_flag("--markdown", options.is_markdown, "List as Markdown tables.")->needs(list);
  command.add_flag("--json", options.is_json, "List as JSON.")->needs(list)->excludes(markdown);
}

void AddPacketOptions(CLI::App& command, Options& options) {
  CLI::Option* input = Add(command, "--input", options.input, "TRACE",
                           "Send the packets of this trace (rtpdump, pcap, pcapng, RtcEventLog or "
                           "CSV). They enter the network at their arrival times.");
  AddInputOptions(command, options.choice);
  CLI::Option* wav = Add(command, "--wav", options.wav, "FILE",
                         "Send an audio file (WAV and others). `neteq trace encode` has more "
                         "options; its output is an --input.")
                         ->excludes(input);
  Add(command, "--codec", options.codec, "NAME",
      "Codec of --wav: opus (default), pcmu, pcma or g722.")
      ->check(CLI::IsMember({"opus", "pcmu", "pcma", "g722"}))
      ->needs(wav);
  Add(command, "--bitrate", options.encoder.bitrate_bps, "BPS", "Bitrate of --codec opus (24000).")
      ->needs(wav);
  Add(command, "--frame-ms", options.encoder.frame_ms, "MS", "Packet duration (20).")
      ->check(CLI::Range(2.5, 120.0))
      ->excludes(input);
  Add(command, "--duration", options.seconds, "SECONDS", "Length of a list of delays (60).")
      ->check(CLI::Range(0.0, 86'400.0));
  Add(command, "--bytes", options.bytes, "N", "Packet size in bytes for a list of delays (72).")
      ->check(CLI::Range(12, 65'507));
}

}  // namespace

void AddTraceGenerateCommand(CLI::App& trace, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = trace.add_subcommand(
      "generate",
      "Create a network from models and send packets through it. Without packets, write a list of "
      "delays for `neteq trace encode --delays` and `neteq replay --network`.");
  AddNetworkOptions(*command, *options);
  AddPacketOptions(*command, *options);
  Add(*command, "-o,--out", options->output, "FILE",
      "File to write. Default for a list of delays: standard output.");
  AddFormatOption(*command, "--format", options->format);
  command->callback([options, &status] { status = Generate(*options); });
}

}  // namespace neteq::sim::cli
