// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "simulator/cli/commands.h"
#include "simulator/cli/trace_options.h"
#include "simulator/support/file_io.h"
#include "simulator/trace/info.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kStandardOutput = "-";

struct Options {
  std::string path;
  InputOptions input;
  std::vector<std::string> payload_types;
  std::string json;
};

Status Show(const Options& options) {
  const auto types = MakePayloadTypes(options.payload_types);
  if (!types.ok()) return types.status();
  const auto trace = LoadTrace(options.path, options.input);
  if (!trace.ok()) return trace.status();
  const TraceInfo info = Inspect(*trace, *types);
  if (options.json.empty()) {
    std::cout << TraceInfoText(info, *types, options.path);
    return {};
  }
  const std::string json = TraceInfoJson(info, *types, options.path);
  if (options.json != kStandardOutput) return WriteFile(options.json, json);
  std::cout << json;
  return {};
}

}  // namespace

void AddTraceInfoCommand(CLI::App& trace, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = trace.add_subcommand(
      "info",
      "Describe the streams of a trace: payload types, packet durations, loss and bursts, jitter, "
      "reordering, clock drift, transit times, gaps.");
  command
      ->add_option("trace", options->path,
                   "rtpdump, pcap, pcapng, RtcEventLog or CSV file (detected by content).")
      ->type_name("FILE")
      ->required();
  AddInputOptions(*command, options->input);
  AddPayloadTypeOption(*command, options->payload_types);
  command->add_option("--json", options->json, "Write JSON instead of the text. '-' prints it.")
      ->type_name("FILE");
  command->callback([options, &status] { status = Show(*options); });
}

}  // namespace neteq::sim::cli
