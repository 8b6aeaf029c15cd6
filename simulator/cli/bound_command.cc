// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "simulator/bound/bound.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/trace_options.h"
#include "simulator/support/file_io.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kStandardOutput = "-";

struct Options {
  std::string path;
  InputOptions input;
  PayloadTypeWords payload_types;
  BoundParams params;
  std::string json;
};

Result<std::vector<BoundPacket>> LoadPackets(const Options& options) {
  auto types = MakePayloadTypes(options.payload_types);
  if (!types.ok()) return types.status();
  const auto trace = LoadTrace(options.path, options.input);
  if (!trace.ok()) return trace.status();
  Recognise(options.path, *trace, false, *types);
  const auto ssrc = ParseSsrc(options.input.ssrc);
  if (!ssrc.ok()) return ssrc.status();
  const auto stream = SelectStream(*trace, *types, *ssrc);
  if (!stream.ok()) {
    return Status(stream.status().code(), options.path + ": " + stream.status().detail());
  }
  std::vector<BoundPacket> packets = BoundPackets(*stream);
  if (packets.empty()) {
    return Status(StatusCode::kUnreadable,
                  options.path + ": no packet of the stream carries sound");
  }
  return packets;
}

Status Run(const Options& options) {
  const auto packets = LoadPackets(options);
  if (!packets.ok()) return packets.status();
  const Bound bound = FindBound(*packets, options.params);
  if (options.json != kStandardOutput) std::cout << BoundText(bound, options.params, options.path);
  if (options.json.empty()) return {};
  const std::string json = BoundJson(bound, options.params, options.path);
  if (options.json != kStandardOutput) return WriteFile(options.json, json);
  std::cout << json;
  return {};
}

/// Adds one option per parameter, from its declaration.
void AddParamOptions(CLI::App& command, BoundParams& params) {
  ForEachLeaf(params, [&](std::string_view, const auto& field, auto& value) {
    std::string name(field.name.substr(0, field.name.find("_ms")));
    name = name.substr(0, name.find("_pct"));
    for (char& c : name) c = c == '_' ? '-' : c;
    command.add_option("--" + name, value, std::string(field.description))
        ->check(CLI::Range(field.min, field.max))
        ->capture_default_str();
  });
}

}  // namespace

void AddBoundCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("bound",
                                         "Compute the smallest mean playout delay for each share "
                                         "of concealment that any schedule could "
                                         "reach with knowledge of the whole trace.");
  command->add_option("trace", options->path, kTraceHelp)->type_name("FILE")->required();
  AddParamOptions(*command, options->params);
  command
      ->add_option("--json", options->json,
                   "Write the points as JSON. '-' prints the JSON instead of the text.")
      ->type_name("FILE");
  AddPayloadTypeOption(*command, options->payload_types);
  AddInputOptions(*command, options->input);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
