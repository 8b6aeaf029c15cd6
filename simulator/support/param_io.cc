// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/param_io.h"

#include <algorithm>
#include <cctype>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "neteq/settings.h"
#include "neteq/statistics.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json ValueJson(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return SettingText(value);
  } else {
    return value;
  }
}

/// {"min", "max"} for numbers, {"choices"} otherwise.
template <class T>
Json DomainJson(const T& min, const T& max) {
  if constexpr (std::is_same_v<T, bool>) {
    return {{"choices", {false, true}}};
  } else if constexpr (std::is_enum_v<T>) {
    return {{"choices", EnumNames<T>::kNames}};
  } else {
    return {{"min", min}, {"max", max}};
  }
}

/// Error for an unknown name. Suggests a similar name; compares last parts if the group is missing.
Status UnknownParam(const Config& config, std::string_view name) {
  std::vector<std::string> names;
  std::vector<std::string> leaves;
  ForEachSetting(config, [&](std::string_view group, const auto& field, const auto&) {
    names.push_back(DottedName(group, field.name));
    leaves.emplace_back(field.name);
  });
  std::string nearest = Nearest(name, names);
  const std::string leaf = Nearest(Split(name, '.').back(), leaves);
  if (name.find('.') == std::string_view::npos && !leaf.empty()) {
    const auto found = std::find(leaves.begin(), leaves.end(), leaf);
    nearest = names[static_cast<size_t>(found - leaves.begin())];
  }
  const std::string hint =
      nearest.empty() ? "`neteq params` lists all" : "did you mean " + nearest + '?';
  return {StatusCode::kInvalidArgument, "unknown parameter " + Quoted(name) + "; " + hint};
}

/// Columns of ListParams and ListStatistics for one leaf.
struct Entry {
  std::string name;
  std::string unit;
  std::string value;
  std::string range;
  std::string meaning;
};

bool HasText(std::string_view text, std::string_view part) {
  const auto is_equal = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), is_equal) != text.end() ||
         part.empty();
}
bool Matches(const std::string& name, std::string_view meaning, std::string_view filter) {
  return HasText(name, filter) || HasText(meaning, filter);
}

std::vector<Entry> ParamEntries(const Config& config, std::string_view filter) {
  std::vector<Entry> entries;
  ForEachSetting(config, [&](std::string_view group, const auto& field, const auto& value) {
    if (!Matches(DottedName(group, field.name), field.description, filter)) return;
    entries.push_back({DottedName(group, field.name), std::string(UnitName(field.unit)),
                       SettingText(value), SettingRange(field.min, field.max),
                       std::string(field.description)});
  });
  return entries;
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += ' ' + cell + " |";
  return row + '\n';
}

/// Wraps `text` into lines of at most 96 columns, indented by four.
std::string Indented(const std::string& text) {
  constexpr size_t kWidth = 92;
  std::string result;
  std::string line;
  for (const std::string_view word : Split(text, ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      result += "    " + line + '\n';
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  return result + "    " + line + '\n';
}

std::string TextOf(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) {
    text += entry.name;
    if (!entry.value.empty()) text += " = " + entry.value;
    if (!entry.unit.empty()) text += ' ' + entry.unit;
    if (!entry.range.empty()) text += "   (" + entry.range + ')';
    text += '\n' + Indented(entry.meaning);
  }
  return text;
}

}  // namespace

Config ToolConfig(const Params& params) {
  Config config;
  config.params = params;
  config.output_rate_hz = 0;
  config.output_channels = 0;
  return config;
}

Status SetParam(Config& config, std::string_view name, std::string_view value) {
  const std::string_view current = CurrentName(name);
  bool is_known = false;
  ForEachSetting(config, [&](std::string_view group, const auto& field, const auto&) {
    is_known = is_known || DottedName(group, field.name) == current;
  });
  return is_known ? SetSetting(config, name, value) : UnknownParam(config, name);
}

Status ApplyAssignment(Config& config, std::string_view assignment) {
  const size_t equals = assignment.find('=');
  Status status;
  if (equals == std::string_view::npos) {
    status = {StatusCode::kInvalidArgument,
              "expected NAME=VALUE, for example delay.min_delay_ms=60"};
  } else {
    status = SetParam(config, assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  if (status.ok()) return status;
  return {status.code(), "--set " + std::string(assignment) + ": " + status.detail()};
}

Status ApplyConfigJson(Config& config, std::string_view json, const std::string& source) {
  const auto fail = [&](StatusCode code, const std::string& what) {
    return Status(code, source + ": " + what);
  };
  Json object;
  try {
    object = Json::parse(json);
  } catch (const Json::parse_error& error) {
    return fail(StatusCode::kInvalidArgument,
                "byte " + std::to_string(error.byte) + ": not valid JSON");
  }
  if (!object.is_object()) {
    return fail(StatusCode::kInvalidArgument,
                "expected an object such as {\"delay.min_delay_ms\": 60}");
  }
  for (const auto& [name, value] : object.items()) {
    if (value.is_structured() || value.is_null()) {
      return fail(StatusCode::kInvalidArgument,
                  name + ": expected a number, string or boolean; names are flat and dotted");
    }
    const std::string text = value.is_string() ? value.template get<std::string>() : value.dump();
    Status status = SetParam(config, name, text);
    if (!status.ok()) return fail(status.code(), status.detail());
  }
  return {};
}

Json ConfigToJson(const Config& config) {
  Json json = Json::object();
  ForEachSetting(config, [&](std::string_view group, const auto& field, const auto& value) {
    json[DottedName(group, field.name)] = ValueJson(value);
  });
  return json;
}

std::string ListParams(const Config& config, ListFormat format, std::string_view filter) {
  const std::vector<Entry> entries = ParamEntries(config, filter);
  if (entries.empty()) return {};
  if (format == ListFormat::kText) return TextOf(entries);
  if (format == ListFormat::kMarkdown) {
    std::string text = MarkdownRow({"Parameter", "Default", "Unit", "Range", "Meaning"});
    text += "|---|---|---|---|---|\n";
    for (const Entry& e : entries) {
      text += MarkdownRow({'`' + e.name + '`', e.value, e.unit, e.range, e.meaning});
    }
    return text;
  }
  Json list = Json::array();
  ForEachSetting(config, [&](std::string_view group, const auto& field, const auto& value) {
    if (!Matches(DottedName(group, field.name), field.description, filter)) return;
    list.push_back({{"name", DottedName(group, field.name)},
                    {"value", ValueJson(value)},
                    {"unit", UnitName(field.unit)},
                    {"domain", DomainJson(field.min, field.max)},
                    {"meaning", field.description}});
  });
  return list.dump(2) + '\n';
}

std::string ListStatistics(ListFormat format, std::string_view filter) {
  std::vector<Entry> entries;
  const Statistics statistics;
  ForEachLeaf(statistics, [&](std::string_view group, const auto& field, const auto&) {
    if (!Matches(DottedName(group, field.name), field.description, filter)) return;
    entries.push_back({DottedName(group, field.name), std::string(UnitName(field.unit)), "", "",
                       std::string(field.description)});
  });
  if (format == ListFormat::kText) return TextOf(entries);
  if (format == ListFormat::kMarkdown) {
    std::string text = MarkdownRow({"Statistic", "Unit", "Meaning"}) + "|---|---|---|\n";
    for (const Entry& e : entries) text += MarkdownRow({'`' + e.name + '`', e.unit, e.meaning});
    return text;
  }
  Json list = Json::array();
  for (const Entry& e : entries) {
    list.push_back({{"name", e.name}, {"unit", e.unit}, {"meaning", e.meaning}});
  }
  return list.dump(2) + '\n';
}

}  // namespace neteq::sim
