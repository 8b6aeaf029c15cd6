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

/// Counts of retransmission requests and their results.
struct NackFigures {
  int64_t requests = 0;           ///< request messages
  int64_t packets_requested = 0;  ///< distinct packets requested
  int64_t retransmissions = 0;    ///< packets sent again
  int64_t lost_again = 0;         ///< retransmissions that were lost
  int64_t received = 0;           ///< retransmissions that arrived before the end
  int64_t in_time = 0;            ///< received retransmissions that were not too late
};

/// A sender that retransmits requested packets.
///
/// Request and packet each take half a round trip, so a retransmission arrives one round trip after
/// its request. A request for a packet retransmitted less than one round trip ago is ignored, as
/// real senders do. Retransmissions consume the entries of the network's list that follow those of
/// the original packets, and are lost where these entries say so.
class Retransmitter {
 public:
  /// `path` must outlive the retransmitter.
  explicit Retransmitter(const ReturnPath& path) : path_(&path) {}

  Duration rtt() const { return path_->rtt; }
  /// Requests packets at `now`. `now` must not decrease.
  void Request(std::span<const uint16_t> sequences, Timestamp now);
  /// Whether a retransmission has arrived by `now`.
  bool HasArrival(Timestamp now) const {
    return !on_the_way_.empty() && on_the_way_.front().arrival <= now;
  }
  TracePacket Take();
  void CountInTime() { ++figures_.in_time; }

  const NackFigures& figures() const { return figures_; }

 private:
  void SendAgain(size_t index, Timestamp arrival);

  const ReturnPath* path_;
  size_t next_sent_ = 0;                         // index of the first packet not sent yet
  std::unordered_map<uint16_t, size_t> newest_;  // packet index by sequence number
  Unwrapper<SequenceNumber> unwrapper_;
  std::set<int64_t> requested_;
  std::unordered_map<size_t, Timestamp> arrivals_;  // last retransmission by packet index
  std::deque<TracePacket> on_the_way_;              // sorted by arrival
  NackFigures figures_;
};

}  // namespace neteq::sim
