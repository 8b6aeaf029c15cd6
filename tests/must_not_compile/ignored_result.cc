// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/neteq.h"

// The number of missing packets, the state and the Status of a registration must not be ignored.
int Use(neteq::NetEq& neteq, std::span<uint16_t> out) {
#ifdef MUST_NOT_COMPILE
  neteq.NackList(neteq::Duration(0), out);
  return 0;
#else
  return neteq.NackList(neteq::Duration(0), out);
#endif
}
