// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
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
  uint32_t path = 0;                ///< index in Trace::paths()

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
                "IP fragments of packets that are not complete."),
      MakeField(&S::not_udp, "not_udp", Unit::kPackets, 0, INT64_MAX,
                "Packets other than UDP and TCP over IPv4 or IPv6."),
      MakeField(&S::not_rtp, "not_rtp", Unit::kPackets, 0, INT64_MAX,
                "UDP datagrams that do not look like RTP or go to another port."),
      MakeField(&S::not_audio, "not_audio", Unit::kPackets, 0, INT64_MAX,
                "RTP packets of streams that the receiver's log does not list as audio."),
  };
}
static_assert(Declared<SkippedCounts>);

/// Audio of a session description (SDP, RFC 8866) that was found in a capture.
struct TraceSdp {
  std::string destination;                   ///< "10.0.0.1:5004": where its packets are received
  std::vector<std::string> payload_types{};  ///< "96=opus/48000/2;stereo=1"
};

/// Copies of byte strings, in large blocks. Views stay valid for the life of the arena.
class ByteArena {
 public:
  ByteArena() = default;
  ByteArena(ByteArena&&) noexcept = default;
  ByteArena& operator=(ByteArena&&) noexcept = default;

  std::span<std::byte> Copy(std::span<const std::byte> bytes);

 private:
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  size_t last_size_ = 0;  // bytes of the last block
  size_t left_ = 0;       // free ones at its end
};

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
  /// (see IsRtcp) is passed to AddRtcp. Bytes that are not an RTP packet are counted and left out.
  /// Returns true if an RTP packet was added.
  bool Add(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes = 0);
  /// Add for a datagram that is known not to be RTCP.
  bool AddRtp(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes = 0);
  /// Copies an RTCP datagram and stores the sender reports in it.
  void AddRtcp(Timestamp arrival, std::span<const std::byte> datagram);
  /// The packet added last.
  TracePacket& last() { return packets_.back(); }
  /// Index of a source and destination in paths(), added if it is new. `path` is text for people,
  /// "10.0.0.1:4000 -> 10.0.0.2:5004".
  uint32_t PathIndex(const std::string& path);
  void AddSdp(TraceSdp sdp) { sdp_.push_back(std::move(sdp)); }
  /// Adds a sentence about a part of the file that could not be used, once.
  void Warn(const std::string& warning);

  /// Shifts all times by a constant.
  void Shift(Duration by);
  /// Sorts everything by arrival; equal times keep their order.
  void SortByArrival();

  const std::vector<TracePacket>& packets() const { return packets_; }
  const std::vector<TraceRtcp>& rtcp() const { return rtcp_; }
  const std::vector<TraceSenderReport>& sender_reports() const { return sender_reports_; }
  /// The first path is empty: that of packets whose addresses are unknown.
  const std::vector<std::string>& paths() const { return paths_; }
  const std::vector<TraceSdp>& sdp() const { return sdp_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const ReceiverLog& receiver() const { return receiver_; }
  ReceiverLog& receiver() { return receiver_; }
  const SkippedCounts& skipped() const { return skipped_; }
  SkippedCounts& skipped() { return skipped_; }
  bool is_full() const { return packets_.size() + rtcp_.size() >= kMaxPackets; }

  int64_t rtcp_skipped() const { return static_cast<int64_t>(rtcp_.size()); }
  int64_t malformed_skipped() const { return skipped_.malformed; }

 private:
  ByteArena arena_;
  std::vector<TracePacket> packets_;
  std::vector<TraceRtcp> rtcp_;
  std::vector<TraceSenderReport> sender_reports_;
  std::vector<std::string> paths_{1};
  std::vector<TraceSdp> sdp_;
  std::vector<std::string> warnings_;
  ReceiverLog receiver_;
  SkippedCounts skipped_;
};

/// An RTP or RTCP datagram of a trace. Views into it.
struct TraceDatagram {
  Timestamp arrival;
  std::span<const std::byte> bytes;
  size_t full_size = 0;
  bool is_rtcp = false;
  uint32_t path = 0;  ///< index in Trace::paths(); 0 for RTCP
};
/// All RTP and RTCP datagrams in order of arrival.
std::vector<TraceDatagram> DatagramsByArrival(const Trace& trace);

/// A stream: packets with one SSRC on one path.
struct TraceStream {
  uint32_t ssrc = 0;
  uint32_t path = 0;  ///< index in Trace::paths()
  friend auto operator<=>(const TraceStream&, const TraceStream&) = default;
};
/// All streams, by SSRC, then path.
std::vector<TraceStream> StreamsOf(const Trace& trace);

/// True if a datagram is RTCP rather than RTP on the same port. RFC 5761 section 4 tells them apart by
/// the second byte, but senders use the payload types 64 to 95 regardless, which with the marker bit
/// look like RTCP. So the packet type must be assigned (IANA), and the lengths must fit: those of all
/// packets in the datagram, or that of the first for the types 200 to 204, since SRTCP encrypts the
/// others.
bool IsRtcp(std::span<const std::byte> datagram);

/// Sender reports in an RTCP datagram that arrived at `arrival`; empty if it is malformed (RFC 3550
/// A.2).
std::vector<TraceSenderReport> SenderReportsIn(Timestamp arrival,
                                               std::span<const std::byte> datagram);

}  // namespace neteq::sim
