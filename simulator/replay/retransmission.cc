// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/retransmission.h"

#include "neteq/base/check.h"

namespace neteq::sim {

void Retransmitter::Request(std::span<const uint16_t> sequences, Timestamp now) {
  if (sequences.empty()) return;
  ++figures_.requests;
  for (; next_sent_ < path_->sent.size() && path_->sent[next_sent_].arrival <= now; ++next_sent_) {
    newest_[path_->sent[next_sent_].rtp.sequence.value()] = next_sent_;
  }
  for (const uint16_t sequence : sequences) {
    const bool is_new = requested_.insert(unwrapper_.Unwrap(SequenceNumber(sequence))).second;
    figures_.packets_requested += is_new ? 1 : 0;
    const auto sent = newest_.find(sequence);
    if (sent != newest_.end()) SendAgain(sent->second, now + path_->rtt);
  }
}

void Retransmitter::SendAgain(size_t index, Timestamp arrival) {
  const auto [last, is_first] = arrivals_.try_emplace(index, arrival);
  if (!is_first && arrival - last->second < path_->rtt) return;
  last->second = arrival;
  const auto sent_before = path_->sent.size() + static_cast<size_t>(figures_.retransmissions);
  ++figures_.retransmissions;
  if (!DelayOf(path_->network, sent_before)) {
    ++figures_.lost_again;
    return;
  }
  TracePacket packet = path_->sent[index];
  packet.arrival = arrival;
  on_the_way_.push_back(packet);
}

TracePacket Retransmitter::Take() {
  NETEQ_DCHECK(!on_the_way_.empty());
  ++figures_.received;
  TracePacket packet = on_the_way_.front();
  on_the_way_.pop_front();
  return packet;
}

}  // namespace neteq::sim
