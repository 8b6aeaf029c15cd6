// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "simulator/trace/trace.h"
#include "simulator/trace/udp.h"

namespace neteq::sim {

/// Separates RTP from other traffic in a capture.
///
/// Without a port, a datagram is a candidate if it parses as RTP and is not RTCP. Candidates with
/// the same path and SSRC are a stream if at least two of them, and at least half, have a sequence
/// number 1 to 2999 above the highest so far (RFC 3550 A.1: probation and MAX_DROPOUT). STUN, DTLS
/// and similar protocols already differ in their first byte (RFC 7983). RTCP is kept for the SSRCs
/// of these streams.
///
/// With a port, every datagram sent to it that parses as RTP is RTP.
class RtpFinder {
 public:
  explicit RtpFinder(std::optional<uint16_t> port) : port_(port) {}

  /// Copies a datagram that may be RTP or RTCP; counts others.
  void Add(Timestamp arrival, const UdpDatagram& datagram);
  bool is_full() const { return candidates_.size() >= Trace::kMaxPackets; }

  /// Returns the streams in order of arrival, the first packet at time 0. The counts are added to
  /// `skipped`.
  Trace Finish(SkippedCounts skipped);

 private:
  using Key = std::pair<UdpPath, uint32_t>;
  struct Evidence {
    SequenceNumber highest;
    int64_t packets = 0;
    int64_t in_sequence = 0;
  };
  struct Candidate {
    Timestamp arrival;
    UdpPath path;
    uint32_t ssrc = 0;
    bool is_rtcp = false;
    std::vector<std::byte> bytes{};
    size_t missing_bytes = 0;
  };

  bool IsWanted(const UdpPath& path, bool is_rtcp) const;
  bool IsStream(const Key& key) const;

  std::optional<uint16_t> port_;
  std::vector<Candidate> candidates_;
  std::map<Key, Evidence> evidence_;
  int64_t not_rtp_ = 0;
};

}  // namespace neteq::sim
