// SPDX-License-Identifier: BSD-3-Clause
// A sequence number is not a timestamp.
#include "neteq/base/serial.h"

bool IsNewer(neteq::RtpTimestamp timestamp, neteq::SequenceNumber sequence) {
#ifdef MUST_NOT_COMPILE
  return timestamp.IsNewerThan(sequence);
#else
  return timestamp.IsNewerThan(neteq::RtpTimestamp(0)) && sequence.value() > 0;
#endif
}
