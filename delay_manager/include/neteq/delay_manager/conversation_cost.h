// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace neteq::delay {

/// Delay impairment Idd of the E-model (ITU-T G.107, 2015, with sT = 1 and mT = 100 ms) as a table.
///
/// - Unit: points of the transmission rating R; delays in ms.
/// - Accuracy: 0.15 points. Entries are 2 ms apart, and the slope is 0.14 per ms at most.
class DelayImpairment {
 public:
  /// [setup]
  DelayImpairment();

  /// `playout_ms` counts from 100 ms from mouth to ear: the delay of capture, network and output
  /// device that E-model studies of VoIP usually assume.
  float Of(float playout_ms) const noexcept {
    const float step = std::clamp(playout_ms * (1.0F / kStepMs), 0.0F, kLastStep);
    return table_[static_cast<size_t>(static_cast<int>(step))];
  }

 private:
  static constexpr float kStepMs = 2.0F;
  static constexpr size_t kSteps = 1024;
  static constexpr float kLastStep = kSteps - 1;

  std::array<float, kSteps> table_;
};

/// Effective equipment impairment Ie,eff of a share of concealed audio (ITU-T G.107 with Ie = 0,
/// BurstR = 1 and Bpl = 20), in points of R.
constexpr float LossImpairment(float concealed_share) noexcept {
  const float percent = 100.0F * concealed_share;
  return 95.0F * percent / (percent + 20.0F);
}

}  // namespace neteq::delay
