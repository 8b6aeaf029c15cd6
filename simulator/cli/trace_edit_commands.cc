// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "simulator/cli/commands.h"
#include "simulator/cli/trace_options.h"
#include "simulator/trace/edit.h"
#include "simulator/trace/network_profile.h"

namespace neteq::sim::cli {
namespace {

/// Longer than any trace; does not overflow in microseconds.
constexpr double kMaxMs = 1e12;

/// Options of every command that writes a trace.
struct Files {
  std::string input;
  std::string output;
  std::string format;
  InputOptions choice;
};

void AddFiles(CLI::App& command, Files& files) {
  command.add_option("input", files.input, kTraceHelp)->type_name("IN")->required();
  command.add_option("output", files.output, "File to write.")->type_name("OUT")->required();
  AddInputOptions(command, files.choice);
}

struct ConvertOptions {
  Files files;
  std::string audio;
  PayloadTypeWords payload_types;
  std::string network;
  std::string network_kind;
  QueueParams queue;
};

/// Applies the network, if there is one.
Result<Trace> OverNetwork(Trace trace, const ConvertOptions& options) {
  if (options.network.empty()) return trace;
  constexpr auto& kKinds = EnumNames<NetworkKind>::kNames;
  std::optional<NetworkKind> kind;
  if (!options.network_kind.empty()) {
    const auto name = std::find(kKinds.begin(), kKinds.end(), options.network_kind);
    kind = static_cast<NetworkKind>(name - kKinds.begin());
  }
  const auto network = ReadNetworkProfile(options.network, kind);
  if (!network.ok()) return network.status();
  return SendOver(trace, *network, options.queue);
}

Status Convert(const ConvertOptions& options) {
  auto trace = LoadTrace(options.files.input, options.files.choice);
  if (!trace.ok()) return trace.status();
  trace = OverNetwork(std::move(*trace), options);
  if (!trace.ok()) return trace.status();
  if (!options.audio.empty()) {
    auto types = MakePayloadTypes(options.payload_types);
    if (!types.ok()) return types.status();
    Recognise(options.files.input, *trace, true, *types);
    trace = WithAudio(*trace, *types, options.files.choice.ssrc, options.audio);
    if (!trace.ok()) return trace.status();
  }
  return SaveTrace(*trace, options.files.output, options.files.format);
}

void AddNetworkOptions(CLI::App& command, ConvertOptions& options) {
  command
      .add_option("--network", options.network,
                  "Send the packets through a network: a file of delays (one line per packet, ms; "
                  "'lost' or -1), losses (0 or 1 per packet) or delivery opportunities (Mahimahi). "
                  "Repeats when it is too short.")
      ->type_name("FILE");
  command
      .add_option("--network-kind", options.network_kind,
                  "Kind of --network. Default: detected by content.")
      ->type_name("KIND")
      ->check(CLI::IsMember({"delays", "losses", "opportunities"}));
  ForEachLeaf(options.queue, [&](std::string_view, const auto& field, int& value) {
    std::string name = "--" + std::string(field.name);
    std::replace(name.begin(), name.end(), '_', '-');
    command
        .add_option(name, value,
                    "For delivery opportunities. " + std::string(field.description) + " (" +
                        std::to_string(value) + ")")
        ->type_name("N")
        ->check(CLI::Range(field.min, field.max));
  });
}

void AddConvert(CLI::App& trace, Status& status) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = trace.add_subcommand(
      "convert",
      "Convert a trace to another format; optionally select a stream, apply a network "
      "or replace the sound.");
  AddFiles(*command, options->files);
  AddFormatOption(*command, "--to,--format", options->files.format);
  AddReplacementOption(*command, options->audio);
  AddPayloadTypeOption(*command, options->payload_types);
  AddNetworkOptions(*command, *options);
  command->callback([options, &status] { status = Convert(*options); });
}

struct CatOptions {
  std::vector<std::string> inputs;
  std::string output;
  std::string format;
  PayloadTypeWords payload_types;
  double gap_ms = 20.0;
  bool keeps_headers = false;
};

Status Cat(const CatOptions& options) {
  const auto types = MakePayloadTypes(options.payload_types);
  if (!types.ok()) return types.status();
  std::vector<Trace> traces;
  for (const std::string& input : options.inputs) {
    auto trace = LoadTrace(input, {});
    if (!trace.ok()) return trace.status();
    traces.push_back(std::move(*trace));
  }
  const auto whole =
      Concatenate(traces, FromMs(options.gap_ms), options.keeps_headers ? nullptr : &*types);
  if (!whole.ok()) return whole.status();
  return SaveTrace(*whole, options.output, options.format);
}

void AddCat(CLI::App& trace, Status& status) {
  auto options = std::make_shared<CatOptions>();
  CLI::App* command = trace.add_subcommand(
      "cat",
      "Join traces one after the other. Each stream continues the previous trace's SSRC, sequence "
      "numbers and timestamps.");
  command->add_option("inputs", options->inputs, "Traces of any format, in order.")
      ->type_name("IN")
      ->required();
  command->add_option("--out", options->output, "File to write.")->type_name("OUT")->required();
  AddFormatOption(*command, "--format", options->format);
  AddPayloadTypeOption(*command, options->payload_types);
  command
      ->add_option("--gap", options->gap_ms,
                   "Time between the last packet of one trace and the first of the next (20).")
      ->type_name("MS")
      ->check(CLI::Range(0.0, kMaxMs));
  command->add_flag("--keep-headers", options->keeps_headers,
                    "Keep SSRC, sequence numbers and timestamps unchanged.");
  command->callback([options, &status] { status = Cat(*options); });
}

struct ShiftOptions {
  Files files;
  std::optional<uint16_t> sequence;
  std::optional<uint32_t> timestamp;
  std::optional<double> time_ms;
};

Status Shift(const ShiftOptions& options) {
  const auto trace = LoadTrace(options.files.input, options.files.choice);
  if (!trace.ok()) return trace.status();
  NewStart start{options.sequence, options.timestamp};
  if (options.time_ms) start.arrival = Timestamp(FromMs(*options.time_ms));
  return SaveTrace(ShiftTo(*trace, start), options.files.output, options.files.format);
}

void AddShift(CLI::App& trace, Status& status) {
  auto options = std::make_shared<ShiftOptions>();
  CLI::App* command = trace.add_subcommand(
      "shift",
      "Change the first sequence number, timestamp or arrival time of a trace, for example to just "
      "before a wraparound. Other values are kept.");
  AddFiles(*command, options->files);
  AddFormatOption(*command, "--format", options->files.format);
  command
      ->add_option("--seq", options->sequence,
                   "Sequence number of the first packet of each stream in order of arrival.")
      ->type_name("N");
  command->add_option("--ts", options->timestamp, "RTP timestamp of the same packet.")
      ->type_name("N");
  command->add_option("--time", options->time_ms, "Arrival time of the first packet of the trace.")
      ->type_name("MS")
      ->check(CLI::Range(0.0, kMaxMs));
  command->callback([options, &status] { status = Shift(*options); });
}

struct CutOptions {
  Files files;
  double from_ms = -kMaxMs;
  double to_ms = kMaxMs;
};

Status CutOut(const CutOptions& options) {
  const auto trace = LoadTrace(options.files.input, options.files.choice);
  if (!trace.ok()) return trace.status();
  const auto cut =
      Cut(*trace, Timestamp(FromMs(options.from_ms)), Timestamp(FromMs(options.to_ms)));
  if (!cut.ok()) return {cut.status().code(), options.files.input + ": " + cut.status().detail()};
  return SaveTrace(*cut, options.files.output, options.files.format);
}

void AddCut(CLI::App& trace, Status& status) {
  auto options = std::make_shared<CutOptions>();
  CLI::App* command = trace.add_subcommand(
      "cut",
      "Keep the packets of a span of arrival time. Arrival times are kept; `neteq trace shift "
      "--time 0` moves them to the start.");
  AddFiles(*command, options->files);
  AddFormatOption(*command, "--format", options->files.format);
  command->add_option("--from", options->from_ms, "Drop packets that arrived before this time.")
      ->type_name("MS")
      ->check(CLI::Range(-kMaxMs, kMaxMs));
  command->add_option("--to", options->to_ms, "Drop packets that arrived at or after this time.")
      ->type_name("MS")
      ->check(CLI::Range(-kMaxMs, kMaxMs));
  command->callback([options, &status] { status = CutOut(*options); });
}

}  // namespace

void AddTraceEditCommands(CLI::App& trace, Status& status) {
  AddConvert(trace, status);
  AddCat(trace, status);
  AddShift(trace, status);
  AddCut(trace, status);
}

}  // namespace neteq::sim::cli
