// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "simulator/cli/commands.h"
#include "simulator/cli/notice.h"
#include "simulator/cli/trace_options.h"
#include "simulator/support/file_io.h"
#include "simulator/trace/inspect_file.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kStandardOutput = "-";

struct Options {
  std::string path;
  InputOptions input;
  PayloadTypeWords payload_types;
  std::string json;
};

Status Show(const Options& options) {
  auto types = MakePayloadTypes(options.payload_types);
  if (!types.ok()) return types.status();
  const auto read = ReadOptionsOf(options.input);
  if (!read.ok()) return read.status();
  std::vector<std::string> notes;
  const auto info = InspectFile(options.path, *read, *types, notes);
  if (!info.ok()) return info.status();
  PrintWarnings(options.path, notes);
  if (options.json.empty()) {
    std::cout << TraceInfoText(*info, *types, options.path);
    return {};
  }
  const std::string json = TraceInfoJson(*info, *types, options.path);
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
  command->add_option("trace", options->path, kTraceHelp)->type_name("FILE")->required();
  AddInputOptions(*command, options->input);
  AddPayloadTypeOption(*command, options->payload_types);
  command->add_option("--json", options->json, "Write JSON instead of the text. '-' prints it.")
      ->type_name("FILE");
  command->callback([options, &status] { status = Show(*options); });
}

}  // namespace neteq::sim::cli
