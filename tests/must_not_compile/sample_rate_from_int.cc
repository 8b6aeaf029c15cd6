// SPDX-License-Identifier: BSD-3-Clause
// An integer does not convert to a rate.
#include "neteq/base/units.h"

neteq::SampleRate Rate() {
#ifdef MUST_NOT_COMPILE
  return 48000;
#else
  return neteq::SampleRate(48000);
#endif
}
