// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Delay that builds up over many packets, each only a little late: what a histogram of
/// inter-arrival times cannot see. For live listening, where holes hurt more than delay.
///
/// S <- max(0, S + elapsed - sent - packet/128), the way delay has grown since it last was at its
/// least; packet/128 lets a slow drift of the sender's clock run off. The target is its maximum
/// M, which shrinks by packet/128 a packet once it is ten minutes old (NetEQ 2018, streaming mode).
class StreamingDelay {
 public:
  /// A packet in order: `elapsed` since the one before on the arrival clock, `sent` on the
  /// sender's.
  void Update(Timestamp now, Duration elapsed, Duration sent,
              Duration packet_length) noexcept NETEQ_REALTIME;
  void Reset() noexcept { *this = StreamingDelay(); }

  /// M.
  Duration highest() const noexcept { return highest_; }

 private:
  Duration sum_{0};
  Duration highest_{0};
  Timestamp highest_at_;
};

}  // namespace neteq::delay
