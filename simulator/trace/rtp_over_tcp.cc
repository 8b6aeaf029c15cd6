// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/rtp_over_tcp.h"

#include <algorithm>

namespace neteq::sim {
namespace {

constexpr size_t kMaxWaiting = 64;          // segments; heuristic: a window of 90 KB
constexpr size_t kMaxConnections = 10'000;  // heuristic: bounds memory
constexpr size_t kMinFrame = 8;             // an empty RTCP receiver report

/// A frame at the start of some bytes.
struct Framing {
  size_t head = 0;  ///< bytes before the payload; 0: not a frame
  size_t size = 0;  ///< bytes of the payload
};

/// RTP and RTCP have version 2. The first byte of a payload may not have arrived yet.
bool MayBeRtp(ConstBytes bytes, size_t head) {
  return bytes.size() <= head || ReadUint8(bytes, head) >> 6U == 2;
}

Framing FramingOf(ConstBytes bytes) {
  constexpr uint8_t kDollar = 0x24;
  if (bytes.size() >= 4 && ReadUint8(bytes, 0) == kDollar) {
    const size_t size = ReadUint16(bytes, 2);
    if (size >= kMinFrame && MayBeRtp(bytes, 4)) return {4, size};
  }
  if (bytes.size() < 2) return {};
  const size_t size = ReadUint16(bytes, 0);
  // STUN and DTLS share a connection with RTP (RFC 6544); they are frames too.
  if (size >= kMinFrame && MayBeRtp(bytes, 2)) return {2, size};
  return {};
}

}  // namespace

void RtpOverTcp::Add(const TcpSegment& segment, const OnFrame& on_frame) {
  if (connections_.size() >= kMaxConnections && connections_.count(segment.path) == 0) return;
  Connection& connection = connections_[segment.path];
  if (segment.is_start) {
    connection = {.is_started = true, .next = segment.sequence + 1};
    return;
  }
  if (segment.payload.empty()) return;
  if (!connection.is_started) {
    connection.is_started = true;
    connection.next = segment.sequence;
  }
  const auto ahead = static_cast<int32_t>(segment.sequence - connection.next);
  if (ahead > 0) {
    connection.waiting.try_emplace(segment.sequence, segment.payload.begin(),
                                   segment.payload.end());
    if (connection.waiting.size() < kMaxWaiting) return;
    // The missing segment was not captured.
    connection.rest.clear();
    connection.is_in_step = false;
    connection.next = connection.waiting.begin()->first;
  } else {
    const auto known = static_cast<size_t>(-int64_t{ahead});
    if (known >= segment.payload.size()) return;  // sent again
    Append(segment.payload.subspan(known), segment.path, connection, on_frame);
  }
  for (auto next = connection.waiting.begin(); next != connection.waiting.end();) {
    const auto gap = static_cast<int32_t>(next->first - connection.next);
    if (gap > 0) break;
    const auto known = static_cast<size_t>(-int64_t{gap});
    if (known < next->second.size()) {
      Append(ConstBytes(next->second).subspan(known), segment.path, connection, on_frame);
    }
    next = connection.waiting.erase(next);
  }
}

void RtpOverTcp::Append(ConstBytes bytes, const UdpPath& path, Connection& connection,
                        const OnFrame& on_frame) {
  connection.next += static_cast<uint32_t>(bytes.size());
  // Outside of frames, such as in RTSP replies, only the start of a segment is searched.
  if (!connection.is_in_step) connection.rest.clear();
  connection.rest.insert(connection.rest.end(), bytes.begin(), bytes.end());
  TakeFrames(path, connection, on_frame);
}

void RtpOverTcp::TakeFrames(const UdpPath& path, Connection& connection, const OnFrame& on_frame) {
  ConstBytes left(connection.rest);
  while (!left.empty()) {
    const Framing framing = FramingOf(left);
    connection.is_in_step = framing.head != 0 || left.size() < 2;
    if (framing.head == 0 || left.size() < framing.head + framing.size) break;
    on_frame({path, left.subspan(framing.head, framing.size)});
    left = left.subspan(framing.head + framing.size);
  }
  if (left.empty()) connection.is_in_step = true;
  const auto used = static_cast<ptrdiff_t>(connection.rest.size() - left.size());
  connection.rest.erase(connection.rest.begin(), connection.rest.begin() + used);
}

}  // namespace neteq::sim
