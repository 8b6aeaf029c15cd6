// SPDX-License-Identifier: BSD-3-Clause
// An integer does not convert to a Duration.
#include "neteq/base/units.h"

neteq::Duration Delay() {
#ifdef MUST_NOT_COMPILE
  return 20;
#else
  return std::chrono::milliseconds(20);
#endif
}
