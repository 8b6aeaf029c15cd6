// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// Small text conversions that do not depend on the locale.
namespace neteq::sim {

/// The whole text as one number; nullopt for anything else.
template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Decimal, or hexadecimal after "0x".
std::optional<uint32_t> ParseUint32(std::string_view text);

/// At least one part.
std::vector<std::string_view> Split(std::string_view text, char separator);

/// At most `decimals` digits after the point, trailing zeros dropped.
std::string FormatNumber(double number, int decimals);
/// Exactly `decimals` digits after the point.
std::string FormatFixed(double number, int decimals);
/// "0x1a2b3c4d"
std::string FormatHex(uint32_t number);

/// Of `candidates` the one with the fewest single-letter edits to `text` (Levenshtein distance);
/// empty when none is near.
std::string Nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace neteq::sim
