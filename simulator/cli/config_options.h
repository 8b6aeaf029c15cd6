// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/config.h"

namespace CLI {
class App;
}

/// The configuration options that all replaying commands share.
namespace neteq::sim::cli {

/// A preset, a configuration argument over it, and single parameters over both.
struct ConfigWords {
  std::string preset = "default";
  std::string config;  // empty: the preset
  std::vector<std::string> assignments;
};

/// Help text for a configuration argument.
inline constexpr const char* kConfigWords =
    "JSON file {\"name\": value} over the preset, or preset:NAME; either may be followed by any "
    "number of ,NAME=VALUE";

/// Adds --preset, --config (under the given option names; none if empty) and --set.
void AddConfigOptions(CLI::App& command, ConfigWords& words,
                      const std::string& config_names = "--config");

/// Applies a configuration argument to `config`. Errors (kInvalidArgument, kOutOfRange) name the
/// argument.
Status ApplyConfigWords(const std::string& words, Config& config);

/// Combines preset, then --config, then --set; the last one wins. Errors name the option.
Result<Config> MakeConfig(const ConfigWords& words);

/// For reports: the argument of --config if there is one, else "preset:NAME"; then ",NAME=VALUE".
std::string NameOfConfig(const ConfigWords& words);

}  // namespace neteq::sim::cli
