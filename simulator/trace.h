// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/units.h"
#include "neteq/packet.h"

namespace neteq::sim {

/// One RTP packet as the receiver saw it. Views into its Trace.
struct TracePacket {
  Timestamp arrival;
  std::span<const std::byte> bytes;  ///< from the RTP header on
  RtpPacketView rtp;
};

/// What a network delivered, whatever file it was read from. Move-only: the packets view into it.
class Trace {
 public:
  Trace() = default;
  Trace(Trace&&) noexcept = default;
  Trace& operator=(Trace&&) noexcept = default;

  /// Copies one datagram of a media port. RTCP (RFC 5761 section 4) and bytes that are no whole RTP
  /// packet are counted and left out.
  void Add(Timestamp arrival, std::span<const std::byte> datagram);
  void CountRtcp() { ++rtcp_skipped_; }
  /// Brings the packets into order of arrival; equal times keep their order.
  void SortByArrival();

  const std::vector<TracePacket>& packets() const { return packets_; }
  int64_t rtcp_skipped() const { return rtcp_skipped_; }
  int64_t malformed_skipped() const { return malformed_skipped_; }

 private:
  std::vector<std::vector<std::byte>> datagrams_;  // heap blocks stay put when the vector grows
  std::vector<TracePacket> packets_;
  int64_t rtcp_skipped_ = 0;
  int64_t malformed_skipped_ = 0;
};

}  // namespace neteq::sim
