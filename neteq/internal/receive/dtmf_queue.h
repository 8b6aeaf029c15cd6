// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// One event report of RFC 4733 section 2.3.
struct TelephoneEvent {
  uint8_t event = 0;      ///< 0 to 15 are the keys 0-9 * # A-D
  uint8_t volume_db = 0;  ///< attenuation, 0 to 63 dB
  bool has_ended = false;
  int duration_ticks = 0;  ///< RTP ticks, 0 to 65535
};

/// Maximum number of reports read from one payload, and of events in a DtmfQueue.
inline constexpr size_t kMaxTelephoneEvents = 16;
using TelephoneEvents = FixedVector<TelephoneEvent, kMaxTelephoneEvents>;

/// Reads the reports of a payload. The first one starts at the RTP timestamp; each further one
/// starts where the previous one ends (section 2.5.1.5). Ignores bytes after the last whole report.
TelephoneEvents ParseTelephoneEvents(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// A key that the far end has pressed.
struct DtmfEvent {
  MediaTime start{};
  int64_t duration_samples = 0;  ///< longest duration reported so far
  uint8_t event = 0;
  uint8_t volume_db = 0;
  bool has_ended = false;

  MediaTime reported_end() const { return start + duration_samples; }
};

/// Schedules the telephone keys on the media timeline. The sender reports a key repeatedly while it
/// is held, and its end three times; reports with the same start and key describe one event. An
/// event covers [start, end). Until its end is reported, an event is extended by 70 ms beyond the
/// reported duration, but not beyond the start of the next event.
class DtmfQueue {
 public:
  enum class InsertResult : uint8_t {
    kInserted,
    kMalformed,    ///< no whole report
    kUnsupported,  ///< no report describes a key with a duration
  };

  /// [stream] Adds the events of a telephone-event payload whose RTP timestamp corresponds to
  /// `start`. `clock` is the RTP clock of the payload type, `rate` the sample rate of media time. A
  /// full queue drops its oldest event.
  InsertResult Insert(std::span<const std::byte> payload, MediaTime start, RtpClockRate clock,
                      SampleRate rate) noexcept NETEQ_REALTIME;

  /// [stream] Removes the events that have ended at `now`.
  void DiscardEnded(MediaTime now, SampleRate rate) noexcept NETEQ_REALTIME;
  /// [stream] The event that sounds at `now`. If two overlap, returns the one that started first.
  std::optional<DtmfEvent> ActiveAt(MediaTime now, SampleRate rate) const noexcept NETEQ_REALTIME;

  /// [stream] Removes all events, because a new timeline starts.
  void Clear() noexcept NETEQ_REALTIME { size_ = 0; }

  bool empty() const { return size_ == 0; }
  int size() const { return static_cast<int>(size_); }

 private:
  void Put(const DtmfEvent& event);
  void Erase(size_t index);
  MediaTime EndOf(size_t index, SampleRate rate) const;

  /// Sorted by start; events with equal starts are in order of arrival.
  size_t size_ = 0;
  std::array<DtmfEvent, kMaxTelephoneEvents> events_{};
};

}  // namespace neteq::internal
