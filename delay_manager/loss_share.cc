// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/loss_share.h"

#include <algorithm>
#include <cmath>

namespace neteq::delay {
namespace {

constexpr float kMemoryMs = 10'000.0F;  // heuristic: losses of a radio link change within seconds
constexpr float kLeastMs = 2000.0F;     // audio that the first loss is compared with

}  // namespace

void LossShare::OnPacket(int64_t sequence, float length_ms, float elapsed_ms,
                         float long_gap_ms) noexcept {
  const float keep = std::max(0.0F, 1.0F - elapsed_ms / kMemoryMs);
  sent_ms_ = keep * sent_ms_ + elapsed_ms;
  lost_ms_ *= keep;
  if (last_sequence_ && sequence > *last_sequence_ + 1) {
    const auto missing = static_cast<float>(sequence - *last_sequence_ - 1);
    lost_ms_ += std::min(missing * length_ms, long_gap_ms);
  }
  last_sequence_ = sequence;
}

void LossShare::OnRecovered(float length_ms) noexcept {
  lost_ms_ = std::max(0.0F, lost_ms_ - length_ms);
}

void LossShare::OnEmptyPacket(int64_t sequence) noexcept {
  if (last_sequence_ && sequence == *last_sequence_ + 1) last_sequence_ = sequence;
}

float LossShare::value() const noexcept {
  return std::min(1.0F, lost_ms_ / std::max(sent_ms_, kLeastMs));
}

}  // namespace neteq::delay
