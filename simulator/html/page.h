// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

/// Reports as one HTML file each, which opens offline: style, scripts, the charting library
/// (dygraphs, MIT) and all data lie within. A page loads nothing and may load nothing (its content
/// security policy says so). The scripts draw what the data say; text from outside, such as the
/// names of files, only ever becomes text.
namespace neteq::sim {

enum class PageKind { kReplay, kCompare, kSweep };

/// `data` is what the page's script reads, see replay.js, compare.js and sweep.js. The same data
/// give the same bytes.
std::string HtmlPage(PageKind kind, std::string_view title, const nlohmann::ordered_json& data);

/// RFC 4648 section 4.
std::string Base64(std::span<const std::byte> bytes);

/// Numbers of one type as the scripts read them: base64, little-endian.
template <class Number>
std::string PackedNumbers(std::span<const Number> numbers) {
  return Base64(std::as_bytes(numbers));
}

}  // namespace neteq::sim
