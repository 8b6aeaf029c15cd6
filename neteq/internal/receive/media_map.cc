// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/media_map.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Range of the shortest pause, which is one packet length. Heuristic: senders with coarse clocks
// err by up to 10 ms; the usual packet is 20 ms long.
constexpr Duration kLeastPause = milliseconds(10);
constexpr Duration kMostPause = milliseconds(20);

// A packet after a pause may be faster than the floor by this much. Heuristic: noise of the
// sender's timestamps.
constexpr double kFloorToleranceMs = 10.0;

// Weight of the newest deviation in the expected timestamp. Heuristic: averages the noise of 8
// packets, and follows a lost or doubled piece of audio in 200 ms.
constexpr double kDeviationGain = 1.0 / 8.0;

// Packets over which the step is averaged. Heuristic: a changed step is known within two seconds.
constexpr double kStepMemory = 64.0;

// Largest ratio of timestamp step to length. 90 kHz for 8 kHz audio is 11; 1 kHz for 48 kHz audio
// is 1/48.
constexpr double kLargestRatio = 64.0;

// Largest factor between the steps of two packets of a steady sender. Heuristic: coarse clocks err
// by half a packet.
constexpr double kLargestChange = 2.0;

// A copy whose timestamp deviates from a whole number of packets by less than this share of a
// packet is placed there. Heuristic: packets half as long are still told apart.
constexpr double kCopyTolerance = 0.25;

int64_t Rounded(double samples) { return std::llround(samples); }

}  // namespace

void MediaMap::Steps::Add(int64_t step_samples, int length_samples) {
  if (step_samples <= 0 || length_samples <= 0) return;
  const double ratio = static_cast<double>(step_samples) / length_samples;
  const double change = ratio / std::exchange(newest_ratio, ratio);
  if (ratio > kLargestRatio || ratio < 1.0 / kLargestRatio) return;
  if (change > kLargestChange || change < 1.0 / kLargestChange) return;
  // Exact while the ratio is 1, because both sums stay equal.
  if (length >= kStepMemory * length_samples) {
    step *= 0.5;
    length *= 0.5;
  }
  step += static_cast<double>(step_samples);
  length += length_samples;
}

void MediaMap::Reset(SampleRate rate) noexcept {
  *this = MediaMap(enabled_);
  rate_ = rate;
}

MediaMap::Place MediaMap::Add(int64_t sequence, int64_t timestamp, Timestamp arrival) noexcept {
  last_added_ = sequence;
  if (Is(sequence, Kind::kAudio)) return {.time = SlotOf(sequence).time};
  Slot placed{.sequence = sequence,
              .timestamp = timestamp,
              .expected = static_cast<double>(timestamp),
              .time = MediaTime{timestamp},
              .kind = Kind::kAudio};
  Place place{.time = placed.time};
  if (!newest_ || sequence > *newest_) {
    if (newest_) place = PlaceNewest(placed, arrival);
    newest_ = sequence;
  } else if (enabled_) {
    place.time = PlaceReordered(placed);
  }
  placed.time = place.time;
  const double arrival_ms = ToMs(arrival.time_since_epoch());
  floor_.OnPacket(arrival_ms, arrival_ms - LengthMs(place.time.samples));
  if (sequence > *newest_ - kMemory) SlotOf(sequence) = placed;
  return place;
}

void MediaMap::SetLength(int samples) noexcept {
  if (!Is(last_added_, Kind::kAudio) || samples <= 0) return;
  SlotOf(last_added_).length = samples;
  usual_length_ = samples;
}

void MediaMap::AddWithoutTime(int64_t sequence) noexcept {
  if (newest_ && sequence <= *newest_ - kMemory) return;
  if (Is(sequence, Kind::kAudio)) return;
  SlotOf(sequence) = {.sequence = sequence, .kind = Kind::kWithoutTime};
}

MediaMap::Place MediaMap::PlaceNewest(Slot& placed, Timestamp arrival) noexcept {
  const Slot& last = SlotOf(*newest_);
  const Expectation expected = Expect(last, placed);
  const bool in_sequence = expected.steps == 1;
  const double shortest = last.length == 0 ? 1.0 : shortest_pause(last.length);
  Place place{.time = expected.time};
  if (expected.deviation >= shortest) {
    const MediaTime claimed = expected.time + Rounded(expected.deviation);
    place.time = enabled_ ? NotFasterThanFloor(expected.time, claimed, arrival) : claimed;
  } else if (expected.deviation <= -shortest && !in_sequence) {
    // The missing packets held less audio, or the sender has set its timestamps back.
    const MediaTime claimed = expected.time + Rounded(expected.deviation);
    if (placed.timestamp > last.timestamp) place.time = std::max(claimed, last.time + last.length);
  }
  const bool is_contiguous = place.time == expected.time;
  place.follows_pause = in_sequence && place.time > expected.time;
  place.steps_oddly = in_sequence && is_contiguous && last.length > 0 &&
                      placed.timestamp - last.timestamp != last.length;
  if (in_sequence && is_contiguous) steps_.Add(placed.timestamp - last.timestamp, last.length);
  if (is_contiguous && std::abs(expected.deviation) < shortest) {
    placed.expected = expected.timestamp +
                      (static_cast<double>(placed.timestamp) - expected.timestamp) * kDeviationGain;
  }
  if (!enabled_) {
    place.time = placed.time;
    placed.expected = static_cast<double>(placed.timestamp);
  }
  return place;
}

/// Places a packet between its neighbours in the sequence.
MediaTime MediaMap::PlaceReordered(Slot& placed) const noexcept {
  const Slot* const before = Before(placed.sequence);
  const Slot* const after = After(placed.sequence);
  if (before == nullptr) {
    // Older than every known packet: counts back from the oldest.
    const double ratio = steps_.ratio();
    const double claimed = (static_cast<double>(placed.timestamp) - after->expected) / ratio;
    const auto counted = static_cast<double>(-int64_t{usual_length_} *
                                             StepsBetween(placed.sequence, after->sequence));
    const bool agrees = std::abs(claimed - counted) < shortest_pause(usual_length_);
    return after->time + std::min<int64_t>(0, Rounded(agrees ? counted : claimed));
  }
  const Expectation expected = Expect(*before, placed);
  MediaTime time = expected.time;
  if (std::abs(expected.deviation) >= shortest_pause(before->length)) {
    time = time + Rounded(expected.deviation);
  } else {
    placed.expected = expected.timestamp;
  }
  const MediaTime earliest = before->time + before->length;
  if (after == nullptr) return std::max(earliest, time);
  if (time >= after->time) time = after->time - usual_length_;
  return std::min(std::max(earliest, time), after->time);
}

MediaMap::Expectation MediaMap::Expect(const Slot& before, const Slot& placed) const {
  const double ratio = steps_.ratio();
  Expectation expected{.steps = StepsBetween(before.sequence, placed.sequence)};
  const int64_t length = before.length + (expected.steps - 1) * usual_length_;
  expected.time = before.time + length;
  expected.timestamp = before.expected + ratio * static_cast<double>(length);
  expected.deviation = (static_cast<double>(placed.timestamp) - expected.timestamp) / ratio;
  return expected;
}

/// Limits the pause between `next` and `time` to what the arrival allows.
MediaTime MediaMap::NotFasterThanFloor(MediaTime next, MediaTime time, Timestamp arrival) const {
  const std::optional<double> floor_ms = floor_.ms();
  if (!floor_ms) return time;
  const double newest_sent_ms = ToMs(arrival.time_since_epoch()) - *floor_ms;
  if (LengthMs(time.samples) - newest_sent_ms <= kFloorToleranceMs) return time;
  const double pause_ms = newest_sent_ms - LengthMs(next.samples);
  if (pause_ms < ToMs(kMostPause)) return next;
  return std::min(time, next + Rounded(pause_ms * rate_.hz() / 1000.0));
}

/// Number of packets from `before` to `sequence`, without those that take no media time.
int64_t MediaMap::StepsBetween(int64_t before, int64_t sequence) const {
  int64_t steps = sequence - before;
  for (int64_t n = std::max(before + 1, sequence - kMemory); n < sequence; ++n) {
    if (Is(n, Kind::kWithoutTime)) --steps;
  }
  return steps;
}

const MediaMap::Slot* MediaMap::Before(int64_t sequence) const {
  for (int64_t n = sequence - 1; n > *newest_ - kMemory; --n) {
    if (Is(n, Kind::kAudio)) return &SlotOf(n);
  }
  return nullptr;
}

const MediaMap::Slot* MediaMap::After(int64_t sequence) const {
  for (int64_t n = std::max(sequence + 1, *newest_ - kMemory + 1); n <= *newest_; ++n) {
    if (Is(n, Kind::kAudio)) return &SlotOf(n);
  }
  return nullptr;
}

double MediaMap::LengthMs(int64_t samples) const {
  return 1000.0 * static_cast<double>(samples) / rate_.hz();
}

double MediaMap::shortest_pause(int length) const {
  return static_cast<double>(
      std::clamp<int64_t>(length, rate_.Samples(kLeastPause), rate_.Samples(kMostPause)));
}

MediaTime MediaMap::At(int64_t timestamp) const noexcept {
  if (!enabled_ || !newest_) return MediaTime{timestamp};
  const Slot* reference = &SlotOf(*newest_);
  for (int64_t n = *newest_; n > *newest_ - kMemory; --n) {
    if (!Is(n, Kind::kAudio)) continue;
    reference = &SlotOf(n);
    if (reference->timestamp <= timestamp) break;
  }
  if (reference->timestamp == timestamp) return reference->time;
  const double distance = (static_cast<double>(timestamp) - reference->expected) / steps_.ratio();
  const int length = reference->length > 0 ? reference->length : usual_length_;
  if (length == 0) return reference->time + Rounded(distance);
  const double packets = std::round(distance / length);
  const bool is_whole = std::abs(distance - packets * length) < kCopyTolerance * length;
  return reference->time + Rounded(is_whole ? packets * length : distance);
}

}  // namespace neteq::internal
