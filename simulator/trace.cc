// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace.h"

#include <algorithm>

#include "neteq/rtp_parser.h"

namespace neteq::sim {
namespace {

/// Where RTP and RTCP share a port, the second byte tells them apart (RFC 5761 section 4).
bool IsRtcp(std::span<const std::byte> datagram) {
  if (datagram.size() < 2) return false;
  const auto type = std::to_integer<int>(datagram[1]);
  return type >= 192 && type <= 223;
}

}  // namespace

void Trace::Add(Timestamp arrival, std::span<const std::byte> datagram) {
  if (IsRtcp(datagram)) return CountRtcp();
  std::vector<std::byte> bytes(datagram.begin(), datagram.end());
  const auto rtp = ParseRtp(bytes);
  if (!rtp) {
    ++malformed_skipped_;
    return;
  }
  packets_.push_back({arrival, bytes, *rtp});
  datagrams_.push_back(std::move(bytes));
}

void Trace::SortByArrival() {
  std::stable_sort(
      packets_.begin(), packets_.end(),
      [](const TracePacket& a, const TracePacket& b) { return a.arrival < b.arrival; });
}

}  // namespace neteq::sim
