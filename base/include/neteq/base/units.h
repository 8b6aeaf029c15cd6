// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace neteq {

/// Time difference in microseconds: finer than any supported network timestamp, and exact for every
/// packet length in use.
using Duration = std::chrono::microseconds;

/// The caller's clock. It has no now(): the library receives time only as an argument.
struct CallerClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CallerClock>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming): std::chrono's
};

/// Instant on the caller's clock, whose origin is arbitrary.
using Timestamp = CallerClock::time_point;

/// Length of one output block.
inline constexpr Duration kTick = std::chrono::milliseconds(10);

constexpr double ToMs(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

/// Converts milliseconds to the nearest Duration.
constexpr Duration FromMs(double ms) {
  return Duration(static_cast<Duration::rep>(ms * 1000.0 + (ms < 0 ? -0.5 : 0.5)));
}

/// Sampling rate of decoded audio, in Hz. Not the RTP clock rate (see RtpClockRate).
class SampleRate {
 public:
  explicit constexpr SampleRate(int hz) : hz_(hz) {}

  constexpr int hz() const { return hz_; }
  /// Samples per channel in one tick.
  constexpr int tick_samples() const { return hz_ / 100; }
  /// Samples per channel in `duration`, rounded to nearest.
  constexpr int64_t Samples(Duration duration) const {
    const int64_t product = duration.count() * hz_;
    return (product + (product < 0 ? -500'000 : 500'000)) / 1'000'000;
  }
  /// Samples per channel in `ms` milliseconds, rounded to nearest.
  constexpr int SamplesInMs(double ms) const {
    // std::lround is not constexpr; `ms` is not negative.
    return static_cast<int>(ms * hz_ / 1000.0 + 0.5);  // NOLINT(bugprone-incorrect-roundings)
  }
  /// Duration of `samples` samples, rounded to the nearest microsecond.
  constexpr Duration Length(int64_t samples) const {
    const int64_t product = samples * 1'000'000;
    return Duration((product + (product < 0 ? -hz_ / 2 : hz_ / 2)) / hz_);
  }
  friend constexpr bool operator==(SampleRate, SampleRate) = default;

 private:
  int hz_;
};

/// Rate of the RTP timestamp clock, in Hz. Differs from the audio rate for G.722 (8000 instead of
/// 16000, RFC 3551) and for Opus decoded below 48 kHz (always 48000, RFC 7587).
class RtpClockRate {
 public:
  explicit constexpr RtpClockRate(int hz) : hz_(hz) {}
  constexpr int hz() const { return hz_; }
  friend constexpr bool operator==(RtpClockRate, RtpClockRate) = default;

 private:
  int hz_;
};

/// Position on the sender's media timeline, in samples per channel at the decoder's rate. Has 64
/// bits and never wraps.
struct MediaTime {
  int64_t samples = 0;

  friend constexpr auto operator<=>(MediaTime, MediaTime) = default;
  friend constexpr MediaTime operator+(MediaTime time, int64_t more) {
    return {time.samples + more};
  }
  friend constexpr MediaTime operator-(MediaTime time, int64_t less) {
    return {time.samples - less};
  }
  friend constexpr int64_t operator-(MediaTime a, MediaTime b) { return a.samples - b.samples; }
  constexpr MediaTime& operator+=(int64_t more) {
    samples += more;
    return *this;
  }
};

}  // namespace neteq
