// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/retransmission.h"

namespace neteq::internal {

void Retransmission::OnArrival(const ArrivalEvents& events, int64_t ticks) noexcept {
  const ArrivalEvents::Summary& packet = events.summary;
  if (packet.change == StreamTracker::Change::kNewSsrc) reserve_.Reset();
  if (!nack_) return;
  if (events.timeline_changed()) nack_->Reset();
  if (packet.takes_no_time) {
    nack_->OnEmptyPacket(packet.sequence);
  } else if (packet.is_in_timeline) {
    const int missing = nack_->OnPacketArrived(packet.sequence, packet.media_time,
                                               SampleRate(packet.clock.sample_hz));
    if (missing > 0) reserve_.OnLoss(nack_->loss_rate(), ticks);
  }
}

std::optional<Duration> Retransmission::OnTick(int64_t ticks) noexcept {
  if (!nack_) return std::nullopt;
  nack_->OnTick();
  return reserve_.reserve(ticks);
}

int Retransmission::List(Duration rtt, std::span<uint16_t> out, int64_t ticks) noexcept {
  if (!nack_) return 0;
  reserve_.OnListRequest(rtt, ticks);
  return nack_->List(rtt, out);
}

}  // namespace neteq::internal
