// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/stream_demux.h"

#include <algorithm>
#include <utility>

#include "neteq/base/range.h"

namespace neteq {
namespace {

// Heuristic: strays between the first two packets of a new stream.
constexpr size_t kSpareCandidates = 8;

}  // namespace

Result<StreamDemux> StreamDemux::Create(std::vector<std::unique_ptr<NetEq>> engines,
                                        const StreamDemuxOptions& options) {
  const bool has_null = std::any_of(engines.begin(), engines.end(),
                                    [](const auto& engine) { return engine == nullptr; });
  if (engines.empty() || has_null)
    return Status(StatusCode::kInvalidArgument, engines.empty() ? "no engine" : "a null engine");
  Status status = CheckRange("timeout", ToMs(options.timeout), 1.0, 3'600'000.0, "ms");
  if (!status.ok()) return status;
  return StreamDemux(std::move(engines), options);
}

StreamDemux::StreamDemux(std::vector<std::unique_ptr<NetEq>> engines,
                         const StreamDemuxOptions& options)
    : options_(options), candidates_(engines.size() + kSpareCandidates) {
  for (auto& engine : engines) streams_.push_back({.engine = std::move(engine)});
}

StreamDemux::Outcome StreamDemux::InsertPacket(const RtpPacketView& packet,
                                               Timestamp now) noexcept {
  if (packet.payload_type >= options_.payload_types.size() ||
      !options_.payload_types.test(packet.payload_type))
    return {.result = Result::kIgnored};
  EndStale(now);
  int index = Find(packet.ssrc);
  const bool is_new = index < 0;
  if (is_new) {
    if (!IsConfirmed(packet, now)) return {.result = Result::kOnProbation};
    index = Admit(packet.ssrc);
  }
  if (index < 0) {
    ++packets_without_engine_;
    return {.result = Result::kNoEngine};
  }
  Stream& stream = streams_[static_cast<size_t>(index)];
  stream.last_arrival = now;
  return {.result = Result::kInserted,
          .stream = index,
          .is_new = is_new,
          .report = stream.engine->InsertPacket(packet, now)};
}

int StreamDemux::EndStale(Timestamp now) noexcept {
  int ended = 0;
  for (Stream& stream : streams_) {
    if (!stream.ssrc || now - stream.last_arrival < options_.timeout) continue;
    Release(stream);
    ++ended;
  }
  return ended;
}

bool StreamDemux::End(uint32_t ssrc) noexcept {
  const int index = Find(ssrc);
  if (index < 0) return false;
  Release(streams_[static_cast<size_t>(index)]);
  return true;
}

int StreamDemux::Find(uint32_t ssrc) const noexcept {
  const auto found = std::find_if(streams_.begin(), streams_.end(),
                                  [ssrc](const Stream& stream) { return stream.ssrc == ssrc; });
  return found == streams_.end() ? -1 : static_cast<int>(found - streams_.begin());
}

/// Notes the packet, in place of the oldest candidate if its SSRC is not known. True for the second
/// packet in sequence.
bool StreamDemux::IsConfirmed(const RtpPacketView& packet, Timestamp now) noexcept {
  const auto known = std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& c) {
    return c.is_used && c.ssrc == packet.ssrc;
  });
  const bool is_confirmed =
      known != candidates_.end() && packet.sequence.DistanceFrom(known->sequence) == 1;
  const auto oldest = std::min_element(
      candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return a.is_used != b.is_used ? !a.is_used : a.arrival < b.arrival;
      });
  Candidate& place = known != candidates_.end() ? *known : *oldest;
  place = {.ssrc = packet.ssrc, .sequence = packet.sequence, .arrival = now, .is_used = true};
  return is_confirmed;
}

int StreamDemux::Admit(uint32_t ssrc) noexcept {
  const auto free = std::find_if(streams_.begin(), streams_.end(),
                                 [](const Stream& stream) { return !stream.ssrc; });
  if (free == streams_.end()) return -1;
  free->ssrc = ssrc;
  for (Candidate& candidate : candidates_) {
    if (candidate.ssrc == ssrc) candidate.is_used = false;
  }
  return static_cast<int>(free - streams_.begin());
}

void StreamDemux::Release(Stream& stream) noexcept {
  stream.ssrc.reset();
  stream.engine->Flush();
}

}  // namespace neteq
