// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

namespace neteq::sim {

/// A complete network with a name.
struct NetworkPreset {
  std::string_view name;
  std::string_view spec;
  std::string_view meaning;
  std::string_view source;  ///< source of the numbers
};
std::span<const NetworkPreset> NetworkPresets();

}  // namespace neteq::sim
