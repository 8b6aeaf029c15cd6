// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

/// HTML reports. Each is one file that opens offline and contains style, scripts, the charting
/// library (dygraphs, MIT) and all data. Its content security policy forbids loading anything.
/// External text, such as file names, is only ever inserted as text.
namespace neteq::sim {

enum class PageKind { kReplay, kCompare, kSweep };

/// Returns a page. `data` is the input of the page's script: replay.js, compare.js or sweep.js. The
/// same data give the same bytes.
std::string HtmlPage(PageKind kind, std::string_view title, const nlohmann::ordered_json& data);

/// Encodes bytes as base64 (RFC 4648 section 4).
std::string Base64(std::span<const std::byte> bytes);

/// Packs numbers for the scripts: little-endian, as base64.
template <class Number>
std::string PackedNumbers(std::span<const Number> numbers) {
  return Base64(std::as_bytes(numbers));
}

}  // namespace neteq::sim
