// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// What asking for lost packets came to.
struct NackFigures {
  int64_t requests = 0;           ///< lists sent
  int64_t packets_requested = 0;  ///< packets in at least one of them
  int64_t retransmissions = 0;    ///< sent again
  int64_t lost_again = 0;         ///< the part of them that was lost on the way
  int64_t received = 0;           ///< the part that arrived before the end
  int64_t in_time = 0;            ///< the part of these that could still be played
};

/// A sender that sends again what it is asked for.
///
/// A request takes half a round trip, and so does the packet: it arrives a round trip after the
/// request. Requests for what was sent again less than a round trip ago are ignored, as senders do.
/// Packets sent again are lost where the network's list says so: they use up the entries behind
/// those of the packets that were sent first.
class Retransmitter {
 public:
  /// `path` must outlive the retransmitter.
  explicit Retransmitter(const ReturnPath& path) : path_(&path) {}

  Duration rtt() const { return path_->rtt; }
  /// The receiver asks at `now`, which does not go back.
  void Request(std::span<const uint16_t> sequences, Timestamp now);
  /// A packet has come back by `now`.
  bool HasArrival(Timestamp now) const {
    return !on_the_way_.empty() && on_the_way_.front().arrival <= now;
  }
  TracePacket Take();
  void CountInTime() { ++figures_.in_time; }

  const NackFigures& figures() const { return figures_; }

 private:
  void SendAgain(size_t index, Timestamp arrival);

  const ReturnPath* path_;
  size_t next_sent_ = 0;                         // packets before it have left the sender
  std::unordered_map<uint16_t, size_t> newest_;  // of each sequence number
  Unwrapper<SequenceNumber> unwrapper_;
  std::set<int64_t> requested_;
  std::unordered_map<size_t, Timestamp> arrivals_;  // of the last retransmission
  std::deque<TracePacket> on_the_way_;              // by arrival
  NackFigures figures_;
};

}  // namespace neteq::sim
