// SPDX-License-Identifier: BSD-3-Clause
// The library cannot read the caller's clock.
#include "neteq/base/units.h"

neteq::Timestamp Now() {
#ifdef MUST_NOT_COMPILE
  return neteq::CallerClock::now();
#else
  return neteq::CallerClock::time_point();
#endif
}
