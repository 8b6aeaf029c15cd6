// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "neteq/base/units.h"

namespace neteq::sim {

/// Tells silence from speech and describes it as RFC 3389 says.
///
/// Silence  is what lies less than 9 dB above the noise floor for more than 200 ms. The floor falls
///          at once and rises by 3 dB/s, between -75 and -40 dBov (heuristic).
/// SID      level and 10 reflection coefficients of the last 100 ms: when silence begins, then
///          every 100 ms, and at once when the level has moved by 3 dB.
class SilenceEncoder {
 public:
  explicit SilenceEncoder(SampleRate rate) : rate_(rate) {}

  /// Takes the next frame of one channel; true if it is silence.
  bool Add(std::span<const float> frame);
  /// To send in place of the frame added last, which is silence; empty when nothing is due.
  std::vector<std::byte> Descriptor();

 private:
  bool IsDue(double level_db) const;

  SampleRate rate_;
  std::vector<float> recent_;
  double floor_db_ = -40.0;  // 0 dBov is a square wave at full scale
  Duration quiet_{0};        // since the last frame of speech
  Duration since_descriptor_{0};
  std::optional<double> described_db_;  // of the last descriptor of this silence
};

}  // namespace neteq::sim
