// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"

namespace neteq::delay {

/// Sends evenly spaced packets; the test determines their arrival times.
class PacketStream {
 public:
  explicit PacketStream(Duration frame_length) : frame_length_(frame_length) {}

  /// Returns the next packet, on time.
  Arrival Next() { return NextAfter(frame_length_); }
  /// Returns the next packet, `gap` after the arrival of the previous one.
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
  /// Skips `count` packets, which never arrive; the packet after them is on time.
  void Lose(int count) {
    sequence_ += count;
    media_time_ += count * frame_length_;
    time_ += count * frame_length_;
  }
  /// Pauses the sender: media time and clock advance, sequence numbers do not.
  void Pause(Duration pause) {
    media_time_ += pause;
    time_ += pause;
  }
  /// Uses a sequence number for padding.
  int64_t SkipSequence() { return sequence_++; }
  void SetFrameLength(Duration frame_length) { frame_length_ = frame_length; }

 private:
  Duration frame_length_;
  int64_t sequence_ = 0;
  Duration media_time_{0};
  Timestamp time_;
};

}  // namespace neteq::delay
