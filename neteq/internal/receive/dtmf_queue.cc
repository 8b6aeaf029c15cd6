// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/dtmf_queue.h"

#include <algorithm>

namespace neteq::internal {
namespace {

constexpr size_t kReportBytes = 4;
constexpr int kKeys = 16;
// Time that a key keeps sounding after its last report, until the next one comes (NetEQ).
constexpr int kExtrapolationMs = 70;

}  // namespace

TelephoneEvents ParseTelephoneEvents(std::span<const std::byte> payload) noexcept {
  TelephoneEvents events;
  while (payload.size() >= kReportBytes) {
    const auto byte = [&](size_t i) { return std::to_integer<unsigned>(payload[i]); };
    const bool added =
        events.PushBack({.event = static_cast<uint8_t>(byte(0)),
                         .volume_db = static_cast<uint8_t>(byte(1) & 0x3FU),
                         .has_ended = (byte(1) & 0x80U) != 0,
                         .duration_ticks = static_cast<int>(byte(2) << 8U | byte(3))});
    if (!added) break;
    payload = payload.subspan(kReportBytes);
  }
  return events;
}

DtmfQueue::InsertResult DtmfQueue::Insert(std::span<const std::byte> payload, MediaTime start,
                                          RtpClockRate clock, SampleRate rate) noexcept {
  const TelephoneEvents reports = ParseTelephoneEvents(payload);
  if (reports.empty()) return InsertResult::kMalformed;
  InsertResult result = InsertResult::kUnsupported;
  int64_t ticks = 0;
  const auto at = [&] { return start + ticks * rate.hz() / clock.hz(); };
  for (const TelephoneEvent& report : reports) {
    const MediaTime begin = at();
    ticks += report.duration_ticks;
    // A duration of 0 marks a state event; keys are never states (RFC 4733 section 2.3.5).
    if (report.event >= kKeys || report.duration_ticks == 0) continue;
    Put({.start = begin,
         .duration_samples = at() - begin,
         .event = report.event,
         .volume_db = report.volume_db,
         .has_ended = report.has_ended});
    result = InsertResult::kInserted;
  }
  return result;
}

void DtmfQueue::Put(const DtmfEvent& event) {
  DtmfEvent* const begin = events_.data();
  DtmfEvent* const known = std::find_if(begin, begin + size_, [&](const DtmfEvent& other) {
    return other.start == event.start && other.event == event.event;
  });
  if (known != begin + size_) {
    if (!known->has_ended) {
      known->duration_samples = std::max(known->duration_samples, event.duration_samples);
      known->has_ended = event.has_ended;
    }
    return;
  }
  if (size_ == events_.size()) Erase(0);
  DtmfEvent* const place =
      std::upper_bound(begin, begin + size_, event,
                       [](const DtmfEvent& a, const DtmfEvent& b) { return a.start < b.start; });
  std::move_backward(place, begin + size_, begin + size_ + 1);
  *place = event;
  ++size_;
}

void DtmfQueue::Erase(size_t index) {
  std::move(events_.data() + index + 1, events_.data() + size_, events_.data() + index);
  --size_;
}

MediaTime DtmfQueue::EndOf(size_t index, SampleRate rate) const {
  const DtmfEvent& event = events_[index];
  const MediaTime reported = event.reported_end();
  if (event.has_ended) return reported;
  const MediaTime extrapolated = reported + rate.SamplesInMs(kExtrapolationMs);
  if (index + 1 == size_) return extrapolated;
  return std::max(reported, std::min(extrapolated, events_[index + 1].start));
}

void DtmfQueue::DiscardEnded(MediaTime now, SampleRate rate) noexcept {
  for (size_t i = 0; i < size_;) {
    if (EndOf(i, rate) <= now) {
      Erase(i);
    } else {
      ++i;
    }
  }
}

std::optional<DtmfEvent> DtmfQueue::ActiveAt(MediaTime now, SampleRate rate) const noexcept {
  for (size_t i = 0; i < size_; ++i) {
    if (events_[i].start <= now && EndOf(i, rate) > now) return events_[i];
  }
  return std::nullopt;
}

}  // namespace neteq::internal
