// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "neteq/config.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/notice.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  std::string filter;
  std::string preset = "default";
  bool is_markdown = false;
  bool is_json = false;
  bool shows_statistics = false;
};

Status Run(const Options& options) {
  const ListFormat format = options.is_markdown ? ListFormat::kMarkdown
                            : options.is_json   ? ListFormat::kJson
                                                : ListFormat::kText;
  if (options.shows_statistics) {
    std::cout << ListStatistics(format, options.filter);
    return {};
  }
  NoticeOldName(options.preset);
  const auto params = PresetParams(options.preset);
  if (!params.ok()) return {params.status().code(), "--preset: " + params.status().detail()};
  const std::string list = ListParams(ToolConfig(*params), format, options.filter);
  if (list.empty()) {
    return {StatusCode::kInvalidArgument,
            "no parameter has " + Quoted(options.filter) + " in its name or description"};
  }
  std::cout << list;
  return {};
}

std::string PresetHelp() {
  std::string help = "Show the values of this preset:";
  for (const Preset& preset : Presets()) {
    help += ' ' + std::string(preset.name) + " (" + std::string(preset.description) + ')';
  }
  return help;
}

}  // namespace

void AddParamsCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("params", "List all parameters with unit, range, value and description.");
  command
      ->add_option("filter", options->filter,
                   "Only those with this text in the name or the description, in any case.")
      ->type_name("FILTER");
  command->add_option("--preset", options->preset, PresetHelp());
  auto* markdown = command->add_flag("--markdown", options->is_markdown, "Print a Markdown table.");
  command->add_flag("--json", options->is_json, "Print JSON.")->excludes(markdown);
  command->add_flag("--statistics", options->shows_statistics,
                    "List the statistics instead of the parameters.");
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
