// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "neteq/av_sync.h"
#include "neteq/base/fields.h"
#include "neteq/base/units.h"
#include "neteq/packet.h"

namespace neteq::sim {

/// One RTP packet as the receiver saw it. Views into its Trace.
struct TracePacket {
  Timestamp arrival;
  std::span<const std::byte> bytes;  ///< from the RTP header on, as far as they were captured
  RtpPacketView rtp;
  size_t missing_bytes = 0;         ///< of the end of the packet, which the capture left out
  std::optional<Timestamp> sent{};  ///< on a clock with any offset to that of the arrivals

  size_t full_size() const { return bytes.size() + missing_bytes; }
  /// Of the payload before it was captured; 0: padding only, or nothing.
  size_t payload_size() const { return rtp.payload.size() + missing_bytes; }
};

/// An RTCP datagram. Views into its Trace.
struct TraceRtcp {
  Timestamp arrival;
  std::span<const std::byte> bytes;
};

/// A sender report of a stream: what RTCP says about its clocks.
struct TraceSenderReport {
  Timestamp arrival;
  uint32_t ssrc = 0;
  SenderReport clocks;
};

/// What a receiver wrote down of itself (RtcEventLog only), in order of time.
struct ReceiverLog {
  struct MinimumDelay {
    Timestamp time;
    int delay_ms = 0;
  };
  std::vector<Timestamp> playouts;  ///< each pull of 10 ms of audio
  std::vector<MinimumDelay> minimum_delays;
};

/// What a file held beside RTP packets.
struct SkippedCounts {
  int64_t malformed = 0;
  int64_t fragments = 0;
  int64_t not_udp = 0;
  int64_t not_rtp = 0;
  int64_t not_audio = 0;
};
constexpr auto FieldsOf(const SkippedCounts*) {
  using S = SkippedCounts;
  return std::tuple{
      MakeField(&S::malformed, "malformed", Unit::kPackets, 0, INT64_MAX,
                "Too short for their own headers, or no RTP where RTP was expected."),
      MakeField(&S::fragments, "fragments", Unit::kPackets, 0, INT64_MAX,
                "Fragments of IP packets; they are not put together."),
      MakeField(&S::not_udp, "not_udp", Unit::kPackets, 0, INT64_MAX,
                "Other than UDP over IPv4 or IPv6."),
      MakeField(&S::not_rtp, "not_rtp", Unit::kPackets, 0, INT64_MAX,
                "UDP datagrams that do not look like RTP, or go to another port."),
      MakeField(&S::not_audio, "not_audio", Unit::kPackets, 0, INT64_MAX,
                "RTP packets of streams that the receiver's log does not list as audio."),
  };
}
static_assert(Declared<SkippedCounts>);

/// What a network delivered, whatever file it was read from. Move-only: the packets view into it.
class Trace {
 public:
  /// Over a day of packets of 20 ms; compressed logs must not fill the memory.
  static constexpr size_t kMaxPackets = 5'000'000;

  Trace() = default;
  Trace(Trace&&) noexcept = default;
  Trace& operator=(Trace&&) noexcept = default;

  /// Copies one datagram of a media port, of which a capture may have left out the last
  /// `missing_bytes`. RTCP (RFC 5761 section 4) goes where AddRtcp puts it; bytes that are no RTP
  /// packet are counted and left out. True if an RTP packet was added.
  bool Add(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes = 0);
  /// Copies an RTCP datagram and keeps the sender reports in it.
  void AddRtcp(Timestamp arrival, std::span<const std::byte> datagram);
  /// The packet that was added last.
  TracePacket& last() { return packets_.back(); }
  /// `path` is for people: where packets of the stream came from and went to.
  void AddPath(uint32_t ssrc, std::string path) { paths_[ssrc].insert(std::move(path)); }

  /// Moves everything in time.
  void Shift(Duration by);
  /// Brings all into order of arrival; equal times keep their order.
  void SortByArrival();

  const std::vector<TracePacket>& packets() const { return packets_; }
  const std::vector<TraceRtcp>& rtcp() const { return rtcp_; }
  const std::vector<TraceSenderReport>& sender_reports() const { return sender_reports_; }
  const std::map<uint32_t, std::set<std::string>>& paths() const { return paths_; }
  const ReceiverLog& receiver() const { return receiver_; }
  ReceiverLog& receiver() { return receiver_; }
  const SkippedCounts& skipped() const { return skipped_; }
  SkippedCounts& skipped() { return skipped_; }
  bool is_full() const { return packets_.size() + rtcp_.size() >= kMaxPackets; }

  int64_t rtcp_skipped() const { return static_cast<int64_t>(rtcp_.size()); }
  int64_t malformed_skipped() const { return skipped_.malformed; }

 private:
  /// Where the bytes stay.
  std::span<const std::byte> Keep(std::span<const std::byte> bytes);

  std::vector<std::vector<std::byte>> datagrams_;  // heap blocks stay put when the vector grows
  std::vector<TracePacket> packets_;
  std::vector<TraceRtcp> rtcp_;
  std::vector<TraceSenderReport> sender_reports_;
  std::map<uint32_t, std::set<std::string>> paths_;
  ReceiverLog receiver_;
  SkippedCounts skipped_;
};

/// Anything that a trace holds. Views into it.
struct TraceDatagram {
  Timestamp arrival;
  std::span<const std::byte> bytes;
  size_t full_size = 0;
  bool is_rtcp = false;
};
/// RTP and RTCP in order of arrival.
std::vector<TraceDatagram> DatagramsByArrival(const Trace& trace);

/// Where RTP and RTCP share a port, the second byte tells them apart (RFC 5761 section 4).
bool IsRtcp(std::span<const std::byte> datagram);

/// The sender reports in an RTCP datagram that arrived at `arrival`; none if it is malformed
/// (RFC 3550, A.2).
std::vector<TraceSenderReport> SenderReportsIn(Timestamp arrival,
                                               std::span<const std::byte> datagram);

}  // namespace neteq::sim
