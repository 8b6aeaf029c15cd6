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

/// One event report as RFC 4733 section 2.3 sends it.
struct TelephoneEvent {
  uint8_t event = 0;      ///< 0 to 15 are the keys 0-9 * # A-D
  uint8_t volume_db = 0;  ///< attenuation, 0 to 63 dB
  bool has_ended = false;
  int duration_ticks = 0;  ///< of the RTP clock, 0 to 65535
};

/// Most reports taken from one payload, and most keys waiting.
inline constexpr size_t kMaxTelephoneEvents = 16;
using TelephoneEvents = FixedVector<TelephoneEvent, kMaxTelephoneEvents>;

/// The reports of a payload. Several follow each other without a gap: the first starts at the RTP
/// timestamp, each other where the one before ends (section 2.5.1.5). Bytes beyond the last whole
/// report are ignored.
TelephoneEvents ParseTelephoneEvents(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// A key pressed at the far end.
struct DtmfEvent {
  MediaTime start{};
  int64_t duration_samples = 0;  ///< as far as reported
  uint8_t event = 0;
  uint8_t volume_db = 0;
  bool has_ended = false;

  MediaTime reported_end() const { return start + duration_samples; }
};

/// Which key sounds when. A key is reported over and over while it is held, and its end three
/// times: reports of one start and key are one event. It lasts from its start until, not including,
/// its end; before its end is reported, 70 ms longer than reported, but not into the next event.
class DtmfQueue {
 public:
  enum class InsertResult : uint8_t {
    kInserted,
    kMalformed,    ///< no whole report
    kUnsupported,  ///< no key among the events, or none of any length
  };

  /// [stream] Takes a telephone-event payload whose RTP timestamp stands for `start`. `clock` is
  /// that of its payload type, `rate` the one of media time. A full queue lets go of its oldest
  /// event.
  InsertResult Insert(std::span<const std::byte> payload, MediaTime start, RtpClockRate clock,
                      SampleRate rate) noexcept NETEQ_REALTIME;

  /// [stream] Forgets the events that are over at `now`, at `rate`.
  void DiscardEnded(MediaTime now, SampleRate rate) noexcept NETEQ_REALTIME;
  /// [stream] The event that sounds at `now`, at `rate`; the earlier one of two.
  std::optional<DtmfEvent> ActiveAt(MediaTime now, SampleRate rate) const noexcept NETEQ_REALTIME;

  /// [stream] For a new time line.
  void Clear() noexcept NETEQ_REALTIME { size_ = 0; }

  bool empty() const { return size_ == 0; }
  int size() const { return static_cast<int>(size_); }

 private:
  void Put(const DtmfEvent& event);
  void Erase(size_t index);
  MediaTime EndOf(size_t index, SampleRate rate) const;

  /// By start; of equal ones the first come first.
  size_t size_ = 0;
  std::array<DtmfEvent, kMaxTelephoneEvents> events_{};
};

}  // namespace neteq::internal
