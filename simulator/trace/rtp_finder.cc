// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/rtp_finder.h"

#include <algorithm>

#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr size_t kFixedHeader = 12;  // RFC 3550 section 5.1
constexpr int kMaxDropout = 3000;    // RFC 3550, A.1
constexpr int64_t kMinInSequence = 2;
constexpr size_t kMaxUnproven = 256;  // SSRCs of a path; heuristic: random bytes name many

/// RTCP uses the RTP port or the one above (RFC 3550 section 11).
bool IsWanted(const UdpPath& path, bool is_rtcp, std::optional<uint16_t> port) {
  return !port || path.to.port == *port || (is_rtcp && path.to.port == *port + 1);
}

}  // namespace

DatagramClass Classify(const UdpDatagram& datagram, std::optional<uint16_t> port) {
  const ConstBytes& payload = datagram.payload;
  const bool is_version_2 = payload.size() >= 8 && ReadUint8(payload, 0) >> 6U == 2;
  const bool is_rtcp = is_version_2 && IsRtcp(payload);
  if (!is_version_2 || !IsWanted(datagram.path, is_rtcp, port)) return {};
  if (is_rtcp) return {DatagramKind::kRtcp, {datagram.path, ReadUint32(payload, 4)}};
  // Only the fixed header is checked here; Trace::Add parses the rest.
  if (payload.size() < kFixedHeader) return {};
  return {DatagramKind::kRtp, {datagram.path, ReadUint32(payload, 8)}};
}

void RtpFinder::Add(const StreamKey& key, SequenceNumber sequence, bool is_cut) {
  BySsrc& by_ssrc = evidence_[key.path];
  if (by_ssrc.size() > kMaxUnproven) {
    std::erase_if(by_ssrc, [](const auto& entry) { return entry.second.in_sequence == 0; });
  }
  const auto [entry, is_new] = by_ssrc.try_emplace(key.ssrc, Evidence{sequence});
  Evidence& evidence = entry->second;
  ++evidence.packets;
  evidence.cut += is_cut ? 1 : 0;
  if (is_new) return;
  const int ahead = sequence.DistanceFrom(evidence.highest);
  const bool goes_on = ahead > 0 && ahead < kMaxDropout;
  const bool confirms = evidence.restart && sequence == *evidence.restart;
  evidence.restart.reset();
  if (goes_on || confirms) {
    ++evidence.in_sequence;
    evidence.highest = sequence;
  } else if (ahead <= 0 && ahead > -kMaxDropout) {
    ++evidence.repeats;
    // The next one decides between late packets and a sequence that starts again not far below.
    evidence.restart = sequence.Advanced(1);
  } else {
    evidence.restart = sequence.Advanced(1);
  }
}

bool RtpFinder::IsStream(const Evidence& evidence) const {
  if (port_) return true;
  return evidence.in_sequence >= kMinInSequence &&
         2 * evidence.in_sequence >= evidence.packets - evidence.repeats;
}

bool RtpFinder::IsStream(const StreamKey& key) const {
  const auto path = evidence_.find(key.path);
  if (path == evidence_.end()) return false;
  const auto found = path->second.find(key.ssrc);
  return found != path->second.end() && IsStream(found->second);
}

bool RtpFinder::HasSsrc(uint32_t ssrc) const {
  return std::any_of(evidence_.begin(), evidence_.end(), [&](const auto& path) {
    const auto found = path.second.find(ssrc);
    return found != path.second.end() && IsStream(found->second);
  });
}

std::map<StreamKey, RtpFinder::Counts> RtpFinder::Streams() const {
  std::map<StreamKey, Counts> streams;
  for (const auto& [path, by_ssrc] : evidence_) {
    for (const auto& [ssrc, evidence] : by_ssrc) {
      if (IsStream(evidence)) streams[{path, ssrc}] = {evidence.packets, evidence.cut};
    }
  }
  return streams;
}

}  // namespace neteq::sim
