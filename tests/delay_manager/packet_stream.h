// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"

namespace neteq::delay {

/// A sender of evenly spaced packets; the test says when each arrives.
class PacketStream {
 public:
  explicit PacketStream(Duration frame_length) : frame_length_(frame_length) {}

  /// The next packet, on time.
  Arrival Next() { return NextAfter(frame_length_); }
  /// The next packet, `gap` after the arrival of the one before.
  Arrival NextAfter(Duration gap) {
    time_ += gap;
    const Arrival arrival = {.sequence = sequence_,
                             .media_time = media_time_,
                             .time = time_,
                             .frame_length = frame_length_};
    ++sequence_;
    media_time_ += frame_length_;
    return arrival;
  }
  /// `count` packets that never arrive; what follows them is on time.
  void Lose(int count) {
    sequence_ += count;
    media_time_ += count * frame_length_;
    time_ += count * frame_length_;
  }
  /// The sender pauses: media time and clock go on, sequence numbers do not.
  void Pause(Duration pause) {
    media_time_ += pause;
    time_ += pause;
  }
  /// A sequence number is spent on padding.
  int64_t SkipSequence() { return sequence_++; }
  void SetFrameLength(Duration frame_length) { frame_length_ = frame_length; }

 private:
  Duration frame_length_;
  int64_t sequence_ = 0;
  Duration media_time_{0};
  Timestamp time_;
};

}  // namespace neteq::delay
