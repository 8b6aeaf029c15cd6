// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace neteq {

/// Quotes text for an error message: '...', at most 40 characters, control characters as '?'.
inline std::string Quoted(std::string_view text) {
  constexpr size_t kMaxCharacters = 40;  // heuristic: keeps messages on one line
  std::string quoted = "'";
  for (const char c : text.substr(0, kMaxCharacters)) {
    quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  }
  return quoted + (text.size() > kMaxCharacters ? "...'" : "'");
}

}  // namespace neteq
