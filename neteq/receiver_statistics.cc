// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/receiver_statistics.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace neteq {
namespace {

// RFC 3550, A.1.
constexpr int kMaxDropout = 3000;
constexpr int kMaxMisorder = 100;
constexpr int64_t kSequenceModulus = 1 << 16;

// RFC 3550, A.8: weight of the newest difference.
constexpr double kJitterGain = 1.0 / 16.0;

// A larger change of the transit time is a jump of the timestamps. NetEQ drops packets of this age.
constexpr Duration kLargestTransitStep = std::chrono::seconds(5);

}  // namespace

void ReceiverStatistics::OnPacket(SequenceNumber sequence, RtpTimestamp timestamp,
                                  Timestamp arrival, RtpClockRate clock) noexcept {
  if (Count(sequence)) FollowTransit(timestamp, arrival, clock);
}

void ReceiverStatistics::OnPacketWithoutTiming(SequenceNumber sequence) noexcept {
  Count(sequence);
}

/// Returns false if the packet may be a stray, which is not counted.
bool ReceiverStatistics::Count(SequenceNumber sequence) noexcept {
  if (!started_) {
    started_ = true;
    sequences_.highest = sequence.value();
    sequences_.base = sequence.value();
  } else if (!FollowSequence(sequence.value())) {
    return false;
  }
  ++received_;
  return true;
}

/// RFC 3550, A.1, update_seq. Returns false if the packet may be a stray.
bool ReceiverStatistics::FollowSequence(uint16_t sequence) noexcept {
  Sequences& s = sequences_;
  const int ahead = static_cast<uint16_t>(sequence - s.highest);
  if (ahead < kMaxDropout) {
    if (sequence < s.highest) s.cycles += kSequenceModulus;
    s.highest = sequence;
  } else if (ahead <= kSequenceModulus - kMaxMisorder) {
    if (sequence != s.next_after_jump) {
      s.next_after_jump = (sequence + 1) % kSequenceModulus;
      return false;
    }
    s = {.highest = sequence, .base = sequence, .expected_before = expected()};
  }
  return true;
}

/// RFC 3550, A.8.
void ReceiverStatistics::FollowTransit(RtpTimestamp timestamp, Timestamp arrival,
                                       RtpClockRate clock) noexcept {
  if (clock != clock_) {
    transit_ = {};
    drift_.Reset();
    clock_ = clock;
  }
  const int64_t ticks = transit_.unwrapper.Unwrap(timestamp);
  const Duration transit = arrival.time_since_epoch() - Duration(ticks * 1'000'000 / clock.hz());
  const Duration step = std::chrono::abs(transit - transit_.last);
  if (transit_.is_known && step <= kLargestTransitStep) {
    jitter_us_ += (static_cast<double>(step.count()) - jitter_us_) * kJitterGain;
  } else {
    drift_.Reset();
  }
  transit_.is_known = true;
  transit_.last = transit;
  drift_.OnPacket(arrival, transit);
}

int64_t ReceiverStatistics::expected() const {
  if (!started_) return 0;
  const Sequences& s = sequences_;
  return s.expected_before + s.cycles + s.highest - s.base + 1;
}

/// RFC 3550, A.3.
ReceiverReport ReceiverStatistics::report() const noexcept {
  const int64_t expected_now = expected();
  const int64_t expected_interval = expected_now - expected_prior_;
  const int64_t lost_interval = expected_interval - (received_ - received_prior_);
  const bool any_lost = expected_interval > 0 && lost_interval > 0;
  const int64_t lost = std::clamp<int64_t>(expected_now - received_, -0x800000, 0x7fffff);
  return {.extended_highest_sequence = sequences_.cycles + sequences_.highest,
          .packets_received = received_,
          .packets_expected = expected_now,
          .cumulative_lost = static_cast<int>(lost),
          .fraction_lost = any_lost ? static_cast<int>(std::min<int64_t>(
                                          255, lost_interval * 256 / expected_interval))
                                    : 0,
          .jitter_timestamp_units = jitter_us_ * 1e-6 * clock_.hz(),
          .jitter_ms = jitter_us_ * 1e-3};
}

ReceiverReport ReceiverStatistics::CloseInterval() noexcept {
  const ReceiverReport closed = report();
  expected_prior_ = closed.packets_expected;
  received_prior_ = received_;
  return closed;
}

}  // namespace neteq
