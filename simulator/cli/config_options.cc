// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/config_options.h"

#include <string_view>

#include <CLI/CLI.hpp>

#include "simulator/cli/notice.h"
#include "simulator/support/file_io.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kPresetPrefix = "preset:";

Status ApplyPreset(std::string_view preset, Config& config) {
  NoticeOldName(preset);
  const auto params = PresetParams(preset);
  if (!params.ok()) return params.status();
  config = ToolConfig(*params);
  return {};
}

/// Applies a preset or a file.
Status ApplyBase(std::string_view word, Config& config) {
  if (word.starts_with(kPresetPrefix)) {
    return ApplyPreset(word.substr(kPresetPrefix.size()), config);
  }
  const std::string path(word);
  const auto file = ReadFile(path);
  if (!file.ok()) return {StatusCode::kInvalidArgument, file.status().detail()};
  const std::string_view json(reinterpret_cast<const char*>(file->data()), file->size());
  return ApplyConfigJson(config, json, path);
}

Status ApplyParts(const std::string& words, Config& config) {
  const auto parts = Split(words, ',');
  if (Status status = ApplyBase(parts[0], config); !status.ok()) return status;
  for (size_t i = 1; i < parts.size(); ++i) {
    const size_t equals = parts[i].find('=');
    if (equals == std::string_view::npos) {
      return {StatusCode::kInvalidArgument, "expected NAME=VALUE after a comma"};
    }
    NoticeOldName(parts[i].substr(0, equals));
    Status status = SetParam(config, parts[i].substr(0, equals), parts[i].substr(equals + 1));
    if (!status.ok()) return status;
  }
  return {};
}

}  // namespace

void AddConfigOptions(CLI::App& command, ConfigWords& words, const std::string& config_names) {
  command.add_option("--preset", words.preset, "Preset to start from.")->type_name("NAME");
  if (!config_names.empty()) {
    command.add_option(config_names, words.config, kConfigWords)->type_name("CONFIG");
  }
  command
      .add_option(
          "--set", words.assignments,
          "Set a parameter, applied over preset and file; `neteq params` lists them. May be "
          "repeated.")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

Status ApplyConfigWords(const std::string& words, Config& config) {
  const Status status = ApplyParts(words, config);
  return status.ok() ? status : Status(status.code(), words + ": " + status.detail());
}

Result<Config> MakeConfig(const ConfigWords& words) {
  Config config;
  if (Status status = ApplyPreset(words.preset, config); !status.ok()) {
    return Status(status.code(), "--preset: " + status.detail());
  }
  if (!words.config.empty()) {
    if (Status status = ApplyParts(words.config, config); !status.ok()) {
      return Status(status.code(), "--config: " + status.detail());
    }
  }
  for (const std::string& assignment : words.assignments) {
    NoticeOldName(std::string_view(assignment).substr(0, assignment.find('=')));
    if (Status status = ApplyAssignment(config, assignment); !status.ok()) return status;
  }
  if (Status status = CheckConfig(config); !status.ok()) return status;
  return config;
}

std::string NameOfConfig(const ConfigWords& words) {
  std::string name = words.config;
  if (name.empty()) name = std::string(kPresetPrefix) + std::string(CurrentName(words.preset));
  for (const std::string& assignment : words.assignments) name += ',' + assignment;
  return name;
}

}  // namespace neteq::sim::cli
