// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/rtp_finder.h"

#include <algorithm>
#include <set>

namespace neteq::sim {
namespace {

constexpr size_t kFixedHeader = 12;  // RFC 3550 section 5.1
constexpr int kMaxDropout = 3000;    // RFC 3550, A.1
constexpr int64_t kMinInSequence = 2;

}  // namespace

/// RTCP uses the RTP port or the one above (RFC 3550 section 11).
bool RtpFinder::IsWanted(const UdpPath& path, bool is_rtcp) const {
  return !port_ || path.to.port == *port_ || (is_rtcp && path.to.port == *port_ + 1);
}

void RtpFinder::Add(Timestamp arrival, const UdpDatagram& datagram) {
  const bool is_version_2 =
      datagram.payload.size() >= 8 && ReadUint8(datagram.payload, 0) >> 6U == 2;
  const bool is_rtcp = is_version_2 && IsRtcp(datagram.payload);
  if (!is_version_2 || !IsWanted(datagram.path, is_rtcp)) {
    ++not_rtp_;
    return;
  }
  if (is_rtcp) {
    candidates_.push_back({arrival,
                           datagram.path,
                           ReadUint32(datagram.payload, 4),
                           true,
                           {datagram.payload.begin(), datagram.payload.end()}});
    return;
  }
  // Only the fixed header is checked here; Trace::Add parses the rest.
  if (datagram.payload.size() < kFixedHeader) {
    ++not_rtp_;
    return;
  }
  const uint32_t ssrc = ReadUint32(datagram.payload, 8);
  const SequenceNumber sequence(ReadUint16(datagram.payload, 2));
  const auto [entry, is_new] = evidence_.try_emplace({datagram.path, ssrc}, Evidence{sequence});
  Evidence& evidence = entry->second;
  const int ahead = sequence.DistanceFrom(evidence.highest);
  if (ahead > 0 && ahead < kMaxDropout) ++evidence.in_sequence;
  if (ahead > 0) evidence.highest = sequence;
  ++evidence.packets;
  candidates_.push_back({arrival,
                         datagram.path,
                         ssrc,
                         false,
                         {datagram.payload.begin(), datagram.payload.end()},
                         datagram.missing_bytes});
}

bool RtpFinder::IsStream(const Key& key) const {
  if (port_) return true;
  const auto found = evidence_.find(key);
  if (found == evidence_.end()) return false;
  const Evidence& evidence = found->second;
  return evidence.in_sequence >= kMinInSequence && 2 * evidence.in_sequence >= evidence.packets;
}

Trace RtpFinder::Finish(SkippedCounts skipped) {
  std::set<uint32_t> ssrcs;
  for (const auto& [key, evidence] : evidence_) {
    if (IsStream(key)) ssrcs.insert(key.second);
  }
  Trace trace;
  trace.skipped() = skipped;
  trace.skipped().not_rtp += not_rtp_;
  for (const Candidate& candidate : candidates_) {
    const bool is_kept = candidate.is_rtcp ? ssrcs.count(candidate.ssrc) != 0
                                           : IsStream({candidate.path, candidate.ssrc});
    if (!is_kept) {
      ++trace.skipped().not_rtp;
    } else if (candidate.is_rtcp) {
      trace.AddRtcp(candidate.arrival, candidate.bytes);
    } else if (trace.Add(candidate.arrival, candidate.bytes, candidate.missing_bytes)) {
      trace.AddPath(candidate.ssrc, candidate.path.Label());
    }
  }
  trace.SortByArrival();
  if (!trace.packets().empty()) trace.Shift(-trace.packets().front().arrival.time_since_epoch());
  return trace;
}

}  // namespace neteq::sim
