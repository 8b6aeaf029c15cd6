// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

#include "neteq/base/quoted.h"

namespace neteq {
namespace {

template <class T>
std::optional<T> ParseValue(std::string_view text) {
  if constexpr (std::is_same_v<T, bool>) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
  } else if constexpr (std::is_enum_v<T>) {
    const auto& names = EnumNames<T>::kNames;
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return std::nullopt;
    return static_cast<T>(found - names.begin());
  } else {
    T number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
  }
}

template <class T>
std::string KindOf() {
  if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T>) return "one of";
  if constexpr (std::is_same_v<T, double>) return "a number from";
  return "an integer from";
}

std::string WithUnit(const std::string& text, Unit unit) {
  const std::string_view name = UnitName(unit);
  return name.empty() ? text : text + ' ' + std::string(name);
}

template <class FieldType, class T>
Status Assign(const std::string& name, const FieldType& field, std::string_view text, T& value) {
  const auto parsed = ParseValue<T>(text);
  if (parsed && *parsed >= field.min && *parsed <= field.max) {
    value = *parsed;
    return {};
  }
  const StatusCode code = parsed ? StatusCode::kOutOfRange : StatusCode::kInvalidArgument;
  return {code, name + " = " + Quoted(text) + ": expected " + KindOf<T>() + ' ' +
                    WithUnit(SettingRange(field.min, field.max), field.unit)};
}

}  // namespace

std::string SettingText(double value) {
  std::array<char, 400> digits{};  // the largest double has 309 digits
  const auto result =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), result.ptr};
}

Status SetSetting(Config& config, std::string_view name, std::string_view value) {
  const std::string_view current = CurrentName(name);
  std::optional<Status> result;
  ForEachSetting(config, [&](std::string_view group, const auto& field, auto& member) {
    const std::string full = DottedName(group, field.name);
    if (full == current) result = Assign(full, field, value, member);
  });
  if (result) return *result;
  return {StatusCode::kInvalidArgument, "unknown parameter " + Quoted(name)};
}

}  // namespace neteq
