// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "neteq/base/quoted.h"

/// Small text conversions, independent of the locale.
namespace neteq::sim {

/// Parses the whole text as one number; nullopt for anything else.
template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Parses a decimal number, or a hexadecimal one after "0x".
std::optional<uint32_t> ParseUint32(std::string_view text);

/// Splits at each separator; the result has at least one part.
std::vector<std::string_view> Split(std::string_view text, char separator);

/// Formats with at most `decimals` decimals, without trailing zeros.
std::string FormatNumber(double number, int decimals);
/// Formats with exactly `decimals` decimals.
std::string FormatFixed(double number, int decimals);
/// Formats like "0x1a2b3c4d".
std::string FormatHex(uint32_t number);

/// The candidate with the smallest Levenshtein distance to `text`; empty if none is similar.
std::string Nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace neteq::sim
