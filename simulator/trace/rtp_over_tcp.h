// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "simulator/trace/udp.h"

namespace neteq::sim {

/// Finds frames of RTP and RTCP in TCP connections: each behind a length of 16 bits (RFC 4571), or
/// interleaved with RTSP behind '$', channel and length (RFC 7826 section 14).
///
/// Segments may be missing, repeated and out of order. A connection is in step if its frames follow
/// each other without a gap; otherwise each segment is searched for a frame at its start. Memory is
/// bounded per connection.
class RtpOverTcp {
 public:
  using OnFrame = std::function<void(const UdpDatagram&)>;

  void Add(const TcpSegment& segment, const OnFrame& on_frame);

 private:
  struct Connection {
    bool is_started = false;
    bool is_in_step = false;
    uint32_t next = 0;                                     // sequence number of the next byte
    std::vector<std::byte> rest{};                         // bytes of an incomplete frame
    std::map<uint32_t, std::vector<std::byte>> waiting{};  // segments behind a gap
  };

  static void Append(ConstBytes bytes, const UdpPath& path, Connection& connection,
                     const OnFrame& on_frame);
  static void TakeFrames(const UdpPath& path, Connection& connection, const OnFrame& on_frame);

  std::map<UdpPath, Connection> connections_;
};

}  // namespace neteq::sim
