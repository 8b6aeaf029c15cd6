// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/receive/transit_floor.h"

namespace neteq::internal {

/// Places packets on the media timeline by their sequence numbers.
///
/// A packet that follows the previous one in sequence starts where that one ends: no packet is
/// missing between them, whatever their timestamps say. Timestamps decide only where sequence
/// numbers cannot:
///
/// - Pause: a timestamp ahead of the expected one by a packet length or more, without a gap in the
///   sequence numbers (RFC 3551, 4.1). A pause takes real time. A packet whose timestamp would make
///   it faster than the fastest recent packet follows a shorter pause, or none.
/// - Loss: timestamps tell how much audio the missing packets held. A deviation of less than a
///   packet length is ignored.
/// - Step: the ratio of timestamp step to decoded length is learned (1 for a correct sender), so
///   that a sender with the wrong clock rate or packet length is followed through losses too.
///
/// A correct stream is mapped one to one. Times never decrease with the sequence number.
///
/// - Input: unwrapped numbers of one timeline. Timestamps are in samples at the decoder's rate.
/// - Cost: O(1) for a packet in sequence, otherwise O(kMemory). Memory is fixed.
class MediaMap {
 public:
  /// Where a packet belongs.
  struct Place {
    MediaTime time{};
    bool follows_pause = false;  ///< the sender paused before it, no packet is missing
    bool steps_oddly = false;  ///< follows in sequence, but its timestamp step is no packet length
  };

  /// `enabled` false: places every packet at its timestamp, and only reports pauses.
  explicit MediaMap(bool enabled = true) : enabled_(enabled) {}

  /// Forgets everything. The first packet is placed at its timestamp.
  void Reset(SampleRate rate) noexcept NETEQ_REALTIME;
  /// Places a packet with audio or a silence descriptor. A known sequence number keeps its place.
  Place Add(int64_t sequence, int64_t timestamp, Timestamp arrival) noexcept NETEQ_REALTIME;
  /// Length of the audio in the packet that Add() placed last. Without a call, the packet has no
  /// known length (silence descriptor).
  void SetLength(int samples) noexcept NETEQ_REALTIME;
  /// A packet that takes no media time: padding or a telephone event.
  void AddWithoutTime(int64_t sequence) noexcept NETEQ_REALTIME;
  /// Place of audio with this timestamp, which need not have arrived.
  MediaTime At(int64_t timestamp) const noexcept NETEQ_REALTIME;
  /// Timestamp step over decoded length of recent packets; 1 for a correct sender.
  double step_ratio() const { return steps_.ratio(); }

 private:
  // Packets remembered. Heuristic: reordering up to 100 packets (RFC 3550, A.1: MAX_MISORDER).
  static constexpr int64_t kMemory = 128;

  enum class Kind : uint8_t { kNone, kAudio, kWithoutTime };
  struct Slot {
    int64_t sequence = 0;
    int64_t timestamp = 0;
    double expected = 0.0;  ///< timestamp without the sender's noise
    MediaTime time{};
    int length = 0;  ///< 0 = unknown
    Kind kind = Kind::kNone;
  };
  /// Steps of packets in sequence, and the audio that these packets held.
  struct Steps {
    double step = 0.0;
    double length = 0.0;
    double newest_ratio = 0.0;  ///< 0 = none

    double ratio() const { return length > 0.0 ? step / length : 1.0; }
    /// Ignores single steps that differ from both neighbours: jumps of the timestamp.
    void Add(int64_t step_samples, int length_samples);
  };
  /// Position that sequence numbers give to a packet, relative to an earlier one.
  struct Expectation {
    int64_t steps = 1;       ///< packets since the earlier one
    MediaTime time{};        ///< place if nothing but these packets was sent
    double timestamp = 0.0;  ///< timestamp at `time`
    double deviation = 0.0;  ///< media samples that the timestamp is later
  };

  Place PlaceNewest(Slot& placed, Timestamp arrival) noexcept;
  MediaTime PlaceReordered(Slot& placed) const noexcept;
  Expectation Expect(const Slot& before, const Slot& placed) const;
  MediaTime NotFasterThanFloor(MediaTime next, MediaTime time, Timestamp arrival) const;
  int64_t StepsBetween(int64_t before, int64_t sequence) const;
  const Slot* Before(int64_t sequence) const;
  const Slot* After(int64_t sequence) const;
  double LengthMs(int64_t samples) const;
  double shortest_pause(int length) const;

  Slot& SlotOf(int64_t sequence) { return slots_[Index(sequence)]; }
  const Slot& SlotOf(int64_t sequence) const { return slots_[Index(sequence)]; }
  static size_t Index(int64_t sequence) {
    return static_cast<size_t>(((sequence % kMemory) + kMemory) % kMemory);
  }
  bool Is(int64_t sequence, Kind kind) const {
    const Slot& slot = SlotOf(sequence);
    return slot.kind == kind && slot.sequence == sequence;
  }

  bool enabled_;
  SampleRate rate_{48000};
  std::array<Slot, kMemory> slots_{};  // packet n is in slot n mod kMemory
  std::optional<int64_t> newest_;      // sequence number of the newest packet with audio
  int64_t last_added_ = 0;
  int usual_length_ = 0;  // of the last packet whose length is known
  Steps steps_;
  TransitFloor floor_;
};

}  // namespace neteq::internal
