// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/units.h"

namespace neteq::delay {

/// Bounds of the target delay set by the application, 0 to 10 s each; zero means unset.
struct DelayBounds {
  Duration minimum{0};
  Duration maximum{0};
  Duration base_minimum{0};  ///< a second minimum, which gives way to maximum and capacity

  friend bool operator==(const DelayBounds&, const DelayBounds&) = default;
};

}  // namespace neteq::delay
