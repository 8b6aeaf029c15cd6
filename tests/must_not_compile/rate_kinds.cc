// SPDX-License-Identifier: BSD-3-Clause
// An audio rate does not convert to an RTP clock rate (G.722: 16000 and 8000).
#include "neteq/base/units.h"

bool Same(neteq::SampleRate sound, neteq::RtpClockRate clock) {
#ifdef MUST_NOT_COMPILE
  return sound == clock;
#else
  return sound.hz() == clock.hz();
#endif
}
