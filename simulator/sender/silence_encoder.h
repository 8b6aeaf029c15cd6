// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "neteq/base/units.h"

namespace neteq::sim {

/// Separates silence from speech and encodes silence descriptors (SID, RFC 3389).
///
/// - Silence: less than 9 dB above the noise floor for more than 200 ms. The floor follows
///   decreases
///   at once and rises by 3 dB/s, within -75 to -40 dBov (heuristic).
/// - SID: level and 10 reflection coefficients of the last 100 ms, sent when silence begins, then
///   every 100 ms, and at once when the level has changed by 3 dB (heuristic).
class SilenceEncoder {
 public:
  explicit SilenceEncoder(SampleRate rate) : rate_(rate) {}

  /// Adds the next frame of one channel. Returns true if it is silence.
  bool Add(std::span<const float> frame);
  /// Descriptor to send instead of the last frame if that is silence; empty when none is due.
  std::vector<std::byte> Descriptor();

 private:
  bool IsDue(double level_db) const;

  SampleRate rate_;
  std::vector<float> recent_;
  double floor_db_ = -40.0;  // dBov; 0 is a full-scale square wave
  Duration quiet_{0};        // time since the last frame of speech
  Duration since_descriptor_{0};
  std::optional<double> described_db_;  // level in the last descriptor of this silence
};

}  // namespace neteq::sim
