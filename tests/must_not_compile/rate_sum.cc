// SPDX-License-Identifier: BSD-3-Clause
// Rates of different kinds cannot be added.
#include "neteq/base/units.h"

int Sum(neteq::SampleRate sound, neteq::RtpClockRate clock) {
#ifdef MUST_NOT_COMPILE
  return sound + clock;
#else
  return sound.hz() + clock.hz();
#endif
}
