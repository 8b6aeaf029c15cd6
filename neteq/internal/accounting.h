// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/realtime.h"
#include "base/units.h"
#include "neteq/reports.h"
#include "neteq/statistics.h"

namespace neteq::internal {

/// Waiting packets thrown out to make room for another.
struct Displaced {
  int dropped = 0;
  bool flushed = false;  ///< they were all there were
};

/// A packet that left the buffer to be decoded.
struct DecodedPacket {
  Duration waiting{0};
  int samples = 0;
};

/// Keeps the lifetime counters. The only place where they change: once for every event, when its
/// outcome is final.
class Accounting {
 public:
  const Statistics& statistics() const { return statistics_; }

  /// One call of InsertPacket with a payload, and what was thrown out for it.
  void OnInsert(InsertResult result, const Displaced& displaced) noexcept NETEQ_REALTIME;
  void OnLatePackets(int count) noexcept NETEQ_REALTIME;
  void OnFlush(int dropped) noexcept NETEQ_REALTIME;
  void OnDecoded(const DecodedPacket& packet, Duration target,
                 Duration unlimited_target) noexcept NETEQ_REALTIME;
  /// One tick, finished.
  void OnFrame(const FrameReport& frame, SampleRate rate) noexcept NETEQ_REALTIME;

 private:
  void EndConcealment(const FrameReport& frame, SampleRate rate) noexcept NETEQ_REALTIME;

  Statistics statistics_;
  bool concealing_ = false;
  bool decoded_before_ = false;  // some decoded audio has been played
  bool counts_as_interruption_ = false;
  uint64_t concealed_at_start_ = 0;  // concealed_samples when the present concealment began
};

}  // namespace neteq::internal
