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

/// Finds when the clean signal is spoken that a stream carries from its first sample on.
///
/// Assumptions: a packet leaves when its last sample is spoken, and the fastest packet has no
/// transit time, since traces do not reveal the clock offset. Codec look-ahead is not included.
class SpeakingTime {
 public:
  /// `sent` is the stream before the network loses packets. It must contain speech.
  explicit SpeakingTime(const Stream& sent);
  /// Start of the signal on the arrival clock of the received stream.
  Timestamp Begin(const Stream& received) const;

 private:
  RtpTimestamp first_;
  Duration packet_;
};

/// Records the output of a replay as mono and compares it with the clean signal.
class ReferenceMeter {
 public:
  void OnTick(const TickRecord& tick);
  /// Fails as CompareWithReference does.
  Result<QualityReport> Compare(const AudioFile& clean, Timestamp spoken_from) const;

 private:
  std::optional<Timestamp> begin_;
  int sample_rate_hz_ = 0;
  std::vector<float> samples_;
};

/// Quality figures and true delay over time; null without a comparison.
nlohmann::ordered_json QualityJson(const std::optional<QualityReport>& quality);

}  // namespace neteq::sim
