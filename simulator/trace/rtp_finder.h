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

/// Tells RTP from whatever else a capture holds.
///
/// Model     A datagram may be RTP if it parses as such and is no RTCP. Such datagrams of one path
///           and one SSRC are a stream when at least two of them, and at least half of them, have
///           the sequence number a little ahead of the highest before (RFC 3550, A.1: probation,
///           and at most 3000 ahead). STUN, DTLS and the like differ in their first byte already
///           (RFC 7983). RTCP is kept for the streams that were found.
///           Where a port is named, everything sent to it that parses is RTP.
class RtpFinder {
 public:
  explicit RtpFinder(std::optional<uint16_t> port) : port_(port) {}

  /// Copies what may be RTP or RTCP.
  void Add(Timestamp arrival, const UdpDatagram& datagram);
  bool is_full() const { return candidates_.size() >= Trace::kMaxPackets; }

  /// What was found, the first packet at time 0 and in order of arrival; `skipped` so far comes
  /// with it.
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
