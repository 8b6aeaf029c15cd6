// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "neteq/base/status.h"

namespace neteq {

/// `value` for a message: "40", "0.75"; an enum as its number.
template <class T>
std::string NumberText(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    std::array<char, 32> text{};  // the longest shortest form of a double has 24 characters
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else {
    return std::to_string(value);
  }
}

/// Ok if `value` is in [least, most], which NaN is not; else kOutOfRange with "NAME = VALUE UNIT is
/// out of range [LEAST, MOST] UNIT". `unit` may be empty.
template <class T>
Status CheckRange(std::string_view name, T value, std::type_identity_t<T> least,
                  std::type_identity_t<T> most, std::string_view unit = {}) {
  if (value >= least && value <= most) return {};
  const std::string suffix = unit.empty() ? "" : ' ' + std::string(unit);
  std::string detail(name);
  detail += " = " + NumberText(value) + suffix + " is out of range [" + NumberText(least) + ", " +
            NumberText(most) + "]" + suffix;
  return {StatusCode::kOutOfRange, std::move(detail)};
}

}  // namespace neteq
