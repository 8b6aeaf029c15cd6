// SPDX-License-Identifier: BSD-3-Clause
// Wrapping numbers have no order.
#include "neteq/base/serial.h"

bool IsOlder(neteq::RtpTimestamp a, neteq::RtpTimestamp b) {
#ifdef MUST_NOT_COMPILE
  return a < b;
#else
  return b.IsNewerThan(a);
#endif
}
