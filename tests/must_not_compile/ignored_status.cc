// SPDX-License-Identifier: BSD-3-Clause
// A Status cannot be ignored.
#include "neteq/base/status.h"

neteq::Status Open();

void Start() {
#ifdef MUST_NOT_COMPILE
  Open();
#else
  if (!Open().ok()) return;
#endif
}
