// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"

namespace neteq::internal {

/// Decides when the packets of another SSRC replace the current source.
///
/// - Rule: the other source takes over with its second packet in sequence (RFC 3550, A.1:
///   MIN_SEQUENTIAL) if the current source has sent nothing in between. Two sources that alternate
///   therefore never replace each other.
/// - Return: a source that takes over again soon after it was replaced needs twice as many packets
///   each time, so that bursts of two sources do not alternate either.
class SourceGate {
 public:
  /// A packet of the current source has arrived.
  void OnCurrent() noexcept NETEQ_REALTIME {
    candidate_.reset();
    if (packets_ < kForgiven) ++packets_;
  }
  /// A packet of another source has arrived. Returns true if that source takes over.
  bool OnOther(uint32_t current, uint32_t ssrc, SequenceNumber sequence) noexcept NETEQ_REALTIME {
    const bool continues =
        candidate_ && candidate_->ssrc == ssrc && sequence.DistanceFrom(candidate_->sequence) == 1;
    candidate_ = Candidate{ssrc, sequence, continues ? candidate_->packets + 1 : 1};
    const bool returns = replaced_ == ssrc && packets_ < kForgiven;
    const int needed = returns ? needed_ : kNeeded;
    if (candidate_->packets < needed) return false;
    needed_ = returns ? std::min(2 * needed_, kMostNeeded) : 2 * kNeeded;
    replaced_ = current;
    packets_ = 0;
    candidate_.reset();
    return true;
  }

 private:
  // Packets in sequence (RFC 3550, A.1).
  static constexpr int kNeeded = 2;
  // Heuristic: about one second of packets.
  static constexpr int kMostNeeded = 64;
  // Packets of the new source after which a return counts as a first change. Heuristic: 10 s.
  static constexpr int kForgiven = 500;

  struct Candidate {
    uint32_t ssrc = 0;
    SequenceNumber sequence;
    int packets = 0;
  };

  std::optional<Candidate> candidate_;
  std::optional<uint32_t> replaced_;  // SSRC of the source before the current one
  int packets_ = 0;                   // of the current source, at most kForgiven
  int needed_ = kNeeded;              // packets that the replaced source needs to return
};

}  // namespace neteq::internal
