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
  std::span<const std::byte> bytes;  ///< captured bytes, starting with the RTP header
  RtpPacketView rtp;
  size_t missing_bytes = 0;         ///< bytes at the end that were not captured
  std::optional<Timestamp> sent{};  ///< sending time; any offset to the clock of the arrivals

  size_t full_size() const { return bytes.size() + missing_bytes; }
  /// Payload bytes before the capture cut them; 0 for padding-only and empty packets.
  size_t payload_size() const { return rtp.payload.size() + missing_bytes; }
};

/// An RTCP datagram. Views into its Trace.
struct TraceRtcp {
  Timestamp arrival;
  std::span<const std::byte> bytes;
};

/// RTCP sender report of a stream: a pair of clock readings.
struct TraceSenderReport {
  Timestamp arrival;
  uint32_t ssrc = 0;
  SenderReport clocks;
};

/// Events logged by the receiver itself (RtcEventLog only), in order of time.
struct ReceiverLog {
  struct MinimumDelay {
    Timestamp time;
    int delay_ms = 0;
  };
  std::vector<Timestamp> playouts;  ///< each pull of 10 ms of audio
  std::vector<MinimumDelay> minimum_delays;
};

/// Content of a file other than RTP packets.
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
                "Packets too short for their headers, or not RTP where RTP was expected."),
      MakeField(&S::fragments, "fragments", Unit::kPackets, 0, INT64_MAX,
                "IP fragments; they are not reassembled."),
      MakeField(&S::not_udp, "not_udp", Unit::kPackets, 0, INT64_MAX,
                "Packets other than UDP over IPv4 or IPv6."),
      MakeField(&S::not_rtp, "not_rtp", Unit::kPackets, 0, INT64_MAX,
                "UDP datagrams that do not look like RTP or go to another port."),
      MakeField(&S::not_audio, "not_audio", Unit::kPackets, 0, INT64_MAX,
                "RTP packets of streams that the receiver's log does not list as audio."),
  };
}
static_assert(Declared<SkippedCounts>);

/// Error message of readers for files with more than Trace::kMaxPackets packets.
inline constexpr char kTooManyPackets[] =
    "too many packets: a trace holds at most 5,000,000; split the file";

/// Packets delivered by a network, read from any file format. Move-only: the packets are views into
/// it.
class Trace {
 public:
  /// More than a day of 20 ms packets. The limit keeps compressed logs from exhausting memory.
  static constexpr size_t kMaxPackets = 5'000'000;

  Trace() = default;
  Trace(Trace&&) noexcept = default;
  Trace& operator=(Trace&&) noexcept = default;

  /// Copies one datagram from a media port; the capture may lack its last `missing_bytes`. RTCP
  /// (RFC 5761 section 4) is passed to AddRtcp. Bytes that are not an RTP packet are counted and
  /// left out. Returns true if an RTP packet was added.
  bool Add(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes = 0);
  /// Copies an RTCP datagram and stores the sender reports in it.
  void AddRtcp(Timestamp arrival, std::span<const std::byte> datagram);
  /// The packet added last.
  TracePacket& last() { return packets_.back(); }
  /// Adds a source and destination of the stream's packets; `path` is text for people.
  void AddPath(uint32_t ssrc, std::string path) { paths_[ssrc].insert(std::move(path)); }

  /// Shifts all times by a constant.
  void Shift(Duration by);
  /// Sorts everything by arrival; equal times keep their order.
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
  /// Copies `bytes`; the view stays valid for the life of the trace.
  std::span<const std::byte> Keep(std::span<const std::byte> bytes);

  /// Inner buffers keep their addresses when the outer vector grows.
  std::vector<std::vector<std::byte>> datagrams_;
  std::vector<TracePacket> packets_;
  std::vector<TraceRtcp> rtcp_;
  std::vector<TraceSenderReport> sender_reports_;
  std::map<uint32_t, std::set<std::string>> paths_;
  ReceiverLog receiver_;
  SkippedCounts skipped_;
};

/// An RTP or RTCP datagram of a trace. Views into it.
struct TraceDatagram {
  Timestamp arrival;
  std::span<const std::byte> bytes;
  size_t full_size = 0;
  bool is_rtcp = false;
};
/// All RTP and RTCP datagrams in order of arrival.
std::vector<TraceDatagram> DatagramsByArrival(const Trace& trace);

/// True if the second byte marks RTCP on a port shared with RTP (RFC 5761 section 4).
bool IsRtcp(std::span<const std::byte> datagram);

/// Sender reports in an RTCP datagram that arrived at `arrival`; empty if it is malformed (RFC 3550
/// A.2).
std::vector<TraceSenderReport> SenderReportsIn(Timestamp arrival,
                                               std::span<const std::byte> datagram);

}  // namespace neteq::sim
