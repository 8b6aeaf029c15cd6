// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "neteq/base/serial.h"
#include "simulator/trace/trace.h"
#include "simulator/trace/udp.h"

namespace neteq::sim {

/// A stream of a capture: a path and an SSRC.
struct StreamKey {
  UdpPath path;
  uint32_t ssrc = 0;
  friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};

enum class DatagramKind { kOther, kRtp, kRtcp };

/// A datagram by its first bytes. With a port, everything sent to it that has an RTP header is RTP.
struct DatagramClass {
  DatagramKind kind = DatagramKind::kOther;
  StreamKey key{};  ///< path and SSRC; for RTCP the SSRC of its sender
};
DatagramClass Classify(const UdpDatagram& datagram, std::optional<uint16_t> port);

/// Separates RTP from other traffic in a capture.
///
/// Without a port, the datagrams of a key are a stream if at least two of them, and at least half
/// without repeats, continue the sequence: they are 1 to 2999 above the highest number so far (RFC
/// 3550 A.1: probation and MAX_DROPOUT). Repeats, late packets and the first packet after a restart
/// of the sequence say nothing against a stream. STUN, DTLS and similar protocols already differ in
/// their first byte (RFC 7983).
class RtpFinder {
 public:
  explicit RtpFinder(std::optional<uint16_t> port) : port_(port) {}

  /// Counts a datagram that has an RTP header; `is_cut` if its end was not captured.
  void Add(const StreamKey& key, SequenceNumber sequence, bool is_cut);
  bool IsStream(const StreamKey& key) const;
  /// Whether any stream has this SSRC.
  bool HasSsrc(uint32_t ssrc) const;

  struct Counts {
    int64_t packets = 0;
    int64_t cut = 0;
  };
  std::map<StreamKey, Counts> Streams() const;

 private:
  struct Evidence {
    SequenceNumber highest;
    std::optional<SequenceNumber> restart{};  // expected next, if the last packet was a restart
    int64_t packets = 0;
    int64_t in_sequence = 0;
    int64_t repeats = 0;  // duplicates and late packets
    int64_t cut = 0;
  };
  using BySsrc = std::map<uint32_t, Evidence>;

  bool IsStream(const Evidence& evidence) const;

  std::optional<uint16_t> port_;
  std::map<UdpPath, BySsrc> evidence_;
};

}  // namespace neteq::sim
