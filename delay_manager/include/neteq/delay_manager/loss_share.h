// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"

namespace neteq::delay {

/// Share of audio that the network has lost, forgetting exponentially. Reordered packets count as
/// lost until they arrive.
class LossShare {
 public:
  /// A packet in order, `elapsed_ms` of media time after the one before. Losses of more than
  /// `long_gap_ms` in a row count as `long_gap_ms`.
  void OnPacket(int64_t sequence, float length_ms, float elapsed_ms,
                float long_gap_ms) noexcept NETEQ_REALTIME;
  /// A packet that had counted as lost has arrived, or a copy of it.
  void OnRecovered(float length_ms) noexcept NETEQ_REALTIME;
  /// A sequence number without audio.
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME;
  /// Another sequence begins; the share stays.
  void Restart() noexcept { last_sequence_.reset(); }
  void Reset() noexcept { *this = LossShare(); }

  float value() const noexcept;

 private:
  std::optional<int64_t> last_sequence_;
  float lost_ms_ = 0.0F;
  float sent_ms_ = 0.0F;
};

}  // namespace neteq::delay
