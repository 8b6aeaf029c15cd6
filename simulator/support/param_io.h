// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/status.h"
#include "neteq/config.h"

/// Configuration as text and JSON, made from the declarations of the parameters. Names are dotted:
/// those of Params, and limits.max_packets, limits.payload_bytes, output.rate_hz, output.channels
/// and seed.
namespace neteq::sim {

/// kInvalidArgument for an unknown name (suggesting a near one) or a malformed value, kOutOfRange
/// for one outside the declared range; names the parameter.
Status SetParam(Config& config, std::string_view name, std::string_view value);
/// The same for "NAME=VALUE".
Status ApplyAssignment(Config& config, std::string_view assignment);
/// The same for a JSON object of flat dotted names; `source` is for error messages.
Status ApplyConfigJson(Config& config, std::string_view json, const std::string& source);

/// Every value under its dotted name, in order of declaration; ApplyConfigJson reads it back.
nlohmann::ordered_json ConfigToJson(const Config& config);

enum class ListFormat { kText, kMarkdown, kJson };
/// Every parameter with unit, range, value and meaning.
std::string ListParams(const Config& config, ListFormat format);
/// Every statistic with unit and meaning.
std::string ListStatistics(ListFormat format);

}  // namespace neteq::sim
