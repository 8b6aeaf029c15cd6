// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/serial.h"
#include "neteq/base/status.h"
#include "simulator/quality/quality.h"
#include "simulator/replay/replay.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// When a clean signal is spoken that a stream carries from its first sample on.
///
/// A packet leaves when its last sample is spoken, and the fastest one takes no time: traces do not
/// tell how far the clocks are apart. What a codec looks ahead comes on top.
class SpeakingTime {
 public:
  /// `sent` is the stream before a network took packets away. It has speech.
  explicit SpeakingTime(const Stream& sent);
  /// Where the signal begins on the clock of the arrivals of what came of the stream.
  Timestamp Begin(const Stream& received) const;

 private:
  RtpTimestamp first_;
  Duration packet_;
};

/// Keeps what a replay plays, as mono, and compares it with the clean signal.
class ReferenceMeter {
 public:
  void OnTick(const TickRecord& tick);
  /// kInvalidArgument as CompareWithReference.
  Result<QualityReport> Compare(const AudioFile& clean, Timestamp spoken_from) const;

 private:
  std::optional<Timestamp> begin_;
  int sample_rate_hz_ = 0;
  std::vector<float> samples_;
};

/// The figures, and the true delay over time.
nlohmann::ordered_json QualityJson(const std::optional<QualityReport>& quality);

}  // namespace neteq::sim
