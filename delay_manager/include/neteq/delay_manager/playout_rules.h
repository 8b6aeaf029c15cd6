// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace neteq::delay {

/// How playout follows its target, for estimators that simulate it. The engine fills in its own
/// parameters. Times in ms.
struct PlayoutRules {
  float band_ms = 20.0F;    ///< playout may lie this far above the target ...
  float band_share = 0.2F;  ///< ... plus this share of the target
  float skip_ms = 300.0F;   ///< a longer backlog above the target is skipped; 0 = never
  float fall_rate = 0.2F;   ///< ms per ms by accelerate (heuristic: average over speech)
  float rise_rate = 0.1F;   ///< ms per ms by preemptive expand (heuristic: average over speech)
};

}  // namespace neteq::delay
