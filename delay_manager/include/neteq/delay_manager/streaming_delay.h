// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Detects delay that accumulates over many packets, each only slightly late, which a histogram of
/// inter-arrival times cannot show. For live listening, where gaps hurt more than delay.
///
/// S <- max(0, S + elapsed - sent - packet/128): the growth of the delay since its last minimum.
/// The term packet/128 absorbs slow drift of the sender's clock. The target is the maximum M of S;
/// once M is ten minutes old, it shrinks by packet/128 per packet (NetEQ 2018, streaming mode).
class StreamingDelay {
 public:
  /// Takes a packet in order: `elapsed` and `sent` are the times since the previous packet on the
  /// arrival clock and on the sender's clock.
  void Update(Timestamp now, Duration elapsed, Duration sent,
              Duration packet_length) noexcept NETEQ_REALTIME;
  void Reset() noexcept { *this = StreamingDelay(); }

  /// Returns M.
  Duration highest() const noexcept { return highest_; }

 private:
  Duration sum_{0};
  Duration highest_{0};
  Timestamp highest_at_;
};

}  // namespace neteq::delay
