// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Finds delay spikes that recur with a period, such as those of a Wi-Fi scan every few seconds.
/// They are too rare to hold the delay up all the time and too regular to suffer each of them.
///
/// - Onset: a packet is 40 ms slower than the target and than every packet of the last 0.3 s.
/// - Pattern: two onsets of similar height let the pattern expect a third after the same interval.
///   It ends when an expected spike does not come.
/// - Trust: each spike expected in vain demands one more equal interval before the next raise, until
///   an expected spike comes. Random spikes soon raise nothing.
class SpikePattern {
 public:
  /// Processes a packet in order that arrived at `now`, `delay` behind the reference. `target` is
  /// the target between spikes. Returns true if a confirmed pattern has ended.
  bool OnPacket(Timestamp now, Duration delay, Duration target) noexcept NETEQ_REALTIME;
  void Reset() noexcept { *this = SpikePattern(); }

  /// Spikes are expected, so they are no reason to hold the delay up between them.
  bool is_known() const noexcept { return has_period() && is_trusted(); }
  /// An expected spike has come.
  bool is_confirmed() const noexcept { return is_confirmed_; }
  /// The last packet belongs to a spike.
  bool is_in_spike() const noexcept { return is_in_spike_; }
  /// Target for the spike that is due; 0 outside the time of the raise.
  Duration target() const noexcept {
    return is_due_ && is_trusted() ? height_ + kMargin : Duration::zero();
  }
  Duration height() const noexcept { return height_; }
  /// Time from the beginning of a raise to its end.
  Duration RaiseLength(Duration target) const noexcept;

 private:
  static constexpr Duration kMargin = std::chrono::milliseconds(8);  // heuristic: one candidate

  /// The largest delay of the last 0.3 to 0.6 s.
  class RecentPeak {
   public:
    void Add(Timestamp now, Duration delay) noexcept;
    Duration highest() const noexcept { return std::max(current_, previous_); }

   private:
    Timestamp begin_;
    Duration current_{0};
    Duration previous_{0};
  };
  struct Spike {
    Timestamp begin;    // send time of its first packet, on the arrival clock
    Timestamp arrival;  // of that packet
    Duration height{0};
  };

  bool has_period() const noexcept { return period_ != Duration::zero(); }
  bool is_trusted() const noexcept { return is_confirmed_ || equal_intervals_ > failures_; }
  bool IsOnset(Timestamp now, Duration delay, Duration target) const noexcept;
  void OnSpike(const Spike& spike) noexcept;
  void OnExpectedSpike(const Spike& spike, Duration interval) noexcept;
  void OnOtherSpike(const Spike& spike, Duration interval) noexcept;
  void Miss() noexcept;
  Duration Lead(Duration target) const noexcept;

  RecentPeak recent_;
  std::optional<Spike> last_;
  Duration last_interval_{0};
  Duration period_{0};  // 0: no pattern
  Duration height_{0};  // expected
  Timestamp due_;
  int equal_intervals_ = 0;
  int failures_ = 0;
  bool is_confirmed_ = false;
  bool is_in_spike_ = false;
  bool is_due_ = false;
};

}  // namespace neteq::delay
