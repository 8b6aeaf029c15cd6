// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/status.h"
#include "neteq/config.h"

/// Configuration as text and JSON, generated from the parameter declarations. Names are those of
/// neteq/settings.h.
namespace neteq::sim {

/// Returns the configuration that the tools start from: `params`, with the output in the format of
/// the decoder.
Config ToolConfig(const Params& params = {});

/// SetSetting(), with a suggestion in the message about an unknown name.
Status SetParam(Config& config, std::string_view name, std::string_view value);
/// SetParam for "NAME=VALUE".
Status ApplyAssignment(Config& config, std::string_view assignment);
/// SetParam for each member of a flat JSON object with dotted names; `source` is for error
/// messages.
Status ApplyConfigJson(Config& config, std::string_view json, const std::string& source);

/// All values by dotted name, in order of declaration. ApplyConfigJson reads the result.
nlohmann::ordered_json ConfigToJson(const Config& config);

enum class ListFormat { kText, kMarkdown, kJson };
/// Lists every parameter with unit, range, value and description; with `filter` only those with that
/// text in the name or the description, in any case. Empty if there is none.
std::string ListParams(const Config& config, ListFormat format, std::string_view filter = {});
/// Lists every statistic with unit and description, filtered in the same way.
std::string ListStatistics(ListFormat format, std::string_view filter = {});

}  // namespace neteq::sim
