// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/stream.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "neteq/base/check.h"
#include "simulator/support/codecs.h"
#include "simulator/support/text.h"
#include "simulator/trace/all_streams.h"

namespace neteq::sim {
namespace {

/// For error messages: "0x00000001, 0x00000002".
std::string ListSsrcs(const Trace& trace) {
  std::set<uint32_t> ssrcs;
  for (const TracePacket& packet : trace.packets()) ssrcs.insert(packet.rtp.ssrc);
  std::string list;
  for (const uint32_t ssrc : ssrcs) list += (list.empty() ? "" : ", ") + FormatHex(ssrc);
  return list;
}

std::string ListPayloadTypes(const Trace& trace, std::optional<uint32_t> ssrc) {
  std::set<int> numbers;
  for (const TracePacket& packet : trace.packets()) {
    if (!ssrc || packet.rtp.ssrc == *ssrc) numbers.insert(packet.rtp.payload_type);
  }
  std::string list;
  for (const int number : numbers) list += (list.empty() ? "" : ", ") + std::to_string(number);
  return list;
}

/// Format of the speech in a packet.
std::optional<SdpFormat> SpeechFormat(const TracePacket& packet, const PayloadTypes& types) {
  for (const uint8_t type : types.TypesIn(packet.rtp)) {
    if (types.RoleOf(type) == PayloadRole::kSpeech) return types.Find(type);
  }
  return std::nullopt;
}

/// SSRCs on the path of `first` that take over from each other: each begins when the one before has
/// ended. So WebRTC's neteq_rtpplay plays a file with several SSRCs.
std::set<uint32_t> Successors(const Trace& trace, const PayloadTypes& types,
                              const TraceStream& first) {
  constexpr Duration kOverlap = std::chrono::milliseconds(200);  // heuristic: reordered packets
  constexpr int kMinPackets = 10;                                // heuristic: fewer are no call
  struct Extent {
    uint32_t ssrc = 0;
    Timestamp begin;
    Timestamp end;
    bool has_speech = false;
    int packets = 0;
  };
  std::vector<Extent> extents;  // by begin
  for (const TracePacket& packet : trace.packets()) {
    if (packet.path != first.path) continue;
    auto extent = std::find_if(extents.begin(), extents.end(),
                               [&](const Extent& known) { return known.ssrc == packet.rtp.ssrc; });
    if (extent == extents.end()) {
      extents.push_back({packet.rtp.ssrc, packet.arrival, packet.arrival});
      extent = extents.end() - 1;
    }
    extent->end = packet.arrival;
    ++extent->packets;
    extent->has_speech |= SpeechFormat(packet, types).has_value();
  }
  std::set<uint32_t> ssrcs = {first.ssrc};
  std::optional<Timestamp> end;
  for (const Extent& extent : extents) {
    const bool takes_over = end && extent.has_speech && extent.packets >= kMinPackets &&
                            extent.begin >= *end - kOverlap;
    if (extent.ssrc != first.ssrc && !takes_over) continue;
    ssrcs.insert(extent.ssrc);
    end = extent.end;
  }
  return ssrcs;
}

/// Shortens times without packets to bound the work of a replay.
void ShortenGaps(Stream& stream) {
  constexpr Duration kLongest = std::chrono::minutes(10);  // heuristic: above a call on hold
  constexpr Duration kShortened = std::chrono::seconds(1);
  Duration skipped{0};
  int64_t gaps = 0;
  Duration longest{0};
  for (size_t i = 1; i < stream.packets.size(); ++i) {
    TracePacket& packet = stream.packets[i];
    const Duration gap = packet.arrival - skipped - stream.packets[i - 1].arrival;
    if (gap > kLongest) {
      ++gaps;
      longest = std::max(longest, gap);
      skipped += gap - kShortened;
    }
    packet.arrival -= skipped;
  }
  if (gaps == 0) return;
  stream.notes.push_back("no packet arrives for " + FormatNumber(ToMs(longest) / 1000.0, 0) +
                         " s; " + std::to_string(gaps) + (gaps == 1 ? " gap is" : " gaps are") +
                         " shortened to 1 s");
}

void SortByArrival(std::vector<TracePacket>& packets) {
  std::stable_sort(packets.begin(), packets.end(), [](const TracePacket& a, const TracePacket& b) {
    return a.arrival < b.arrival;
  });
}

void DescribeTypes(const PayloadTypes& types, Stream& stream) {
  for (size_t type = 0; type < stream.event_types.size(); ++type) {
    const PayloadRole role = types.RoleOf(static_cast<uint8_t>(type));
    stream.event_types[type] = role == PayloadRole::kTelephoneEvent;
    // RED has the clock of its blocks (RFC 2198), telephone events that of the speech around them.
    const bool has_clock = role == PayloadRole::kSpeech || role == PayloadRole::kComfortNoise;
    stream.clock_rates_hz[type] =
        has_clock ? types.Find(static_cast<uint8_t>(type))->clock_rate.hz() : 0;
  }
}

/// The stream that begins with `first`, a packet of speech. With `is_alone`, other SSRCs do not
/// continue it. Returns its SSRCs too.
std::pair<Stream, std::set<uint32_t>> StreamFrom(const Trace& trace, const PayloadTypes& types,
                                                 const TracePacket& first, bool is_alone) {
  Stream stream;
  stream.ssrc = first.rtp.ssrc;
  stream.path = trace.paths()[first.path];
  stream.format = *SpeechFormat(first, types);
  DescribeTypes(types, stream);
  std::set<uint32_t> ssrcs = {first.rtp.ssrc};
  if (!is_alone) ssrcs = Successors(trace, types, {first.rtp.ssrc, first.path});
  for (const TracePacket& packet : trace.packets()) {
    if (packet.path == first.path && ssrcs.count(packet.rtp.ssrc) != 0) {
      stream.packets.push_back(packet);
    } else {
      ++stream.other_ssrc_skipped;
    }
  }
  if (ssrcs.size() > 1) {
    stream.notes.push_back("the SSRC changes " + std::to_string(ssrcs.size() - 1) +
                           (ssrcs.size() == 2 ? " time" : " times") +
                           "; all are played as one call, --ssrc selects one");
  }
  ShortenGaps(stream);
  return {std::move(stream), std::move(ssrcs)};
}

}  // namespace

Result<Stream> SelectStream(const Trace& trace, const PayloadTypes& types,
                            std::optional<uint32_t> ssrc) {
  const auto& packets = trace.packets();
  const auto has_ssrc = [&](const TracePacket& p) { return !ssrc || p.rtp.ssrc == *ssrc; };
  if (std::none_of(packets.begin(), packets.end(), has_ssrc)) {
    return Status(
        StatusCode::kInvalidArgument,
        "--ssrc " + FormatHex(*ssrc) + ": no such stream; the trace has " + ListSsrcs(trace));
  }
  const auto first = std::find_if(packets.begin(), packets.end(), [&](const TracePacket& packet) {
    return has_ssrc(packet) && SpeechFormat(packet, types).has_value();
  });
  if (first == packets.end()) {
    return Status(StatusCode::kInvalidArgument,
                  "no packet has a registered speech payload type (the trace has " +
                      ListPayloadTypes(trace, ssrc) +
                      "); name the codec with --pt, for example --pt 96=opus/48000/2");
  }
  return StreamFrom(trace, types, *first, ssrc.has_value()).first;
}

std::vector<Stream> SelectAllStreams(const Trace& trace, const PayloadTypes& types) {
  std::vector<Stream> streams;
  std::set<TraceStream> taken;
  for (const TracePacket& packet : trace.packets()) {
    if (taken.count({packet.rtp.ssrc, packet.path}) != 0 || !SpeechFormat(packet, types)) continue;
    auto [stream, ssrcs] = StreamFrom(trace, types, packet, false);
    for (const uint32_t ssrc : ssrcs) taken.insert({ssrc, packet.path});
    streams.push_back(std::move(stream));
  }
  return streams;
}

Status CheckPlayable(const Stream& stream, const PayloadTypes& types) {
  std::bitset<128> checked;
  for (const TracePacket& packet : stream.packets) {
    if (packet.missing_bytes > 0) {
      return {StatusCode::kUnreadable,
              "payloads were not captured; --replace-audio substitutes a sound"};
    }
    for (const uint8_t type : types.TypesIn(packet.rtp)) {
      if (checked[type] || types.RoleOf(type) != PayloadRole::kSpeech) continue;
      checked.set(type);
      if (MakeToolDecoder(*types.Find(type)).ok()) continue;
      return {StatusCode::kUnsupported,
              "there is no decoder for " + types.Label(type) +
                  "; --replace-audio replays the delays with another sound"};
    }
  }
  return {};
}

Status ApplyNetwork(const Delays& network, Stream& stream) {
  std::vector<TracePacket> arrived;
  std::optional<Timestamp> lost_until;
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const auto delay = DelayOf(network, i);
    if (!delay) {
      lost_until = stream.packets[i].arrival;
      continue;
    }
    lost_until.reset();
    arrived.push_back(stream.packets[i]);
    arrived.back().arrival += *delay;
  }
  if (arrived.empty()) {
    return {StatusCode::kInvalidArgument,
            "--network: every packet is lost; use a network that delivers some"};
  }
  SortByArrival(arrived);
  if (lost_until && *lost_until > arrived.back().arrival) stream.lost_until = lost_until;
  stream.packets = std::move(arrived);
  return {};
}

SendClock::SendClock(const Stream& stream)
    : origin_(unwrapper_.Unwrap(stream.packets.front().rtp.timestamp)),
      ticks_per_ms_(stream.format.clock_rate.hz() / 1000.0) {}

double SendClock::SendMs(RtpTimestamp timestamp) {
  return static_cast<double>(unwrapper_.Unwrap(timestamp) - origin_) / ticks_per_ms_;
}

NetworkFigures MeasureNetwork(const Stream& stream, const TimeLines& lines) {
  NETEQ_DCHECK(!stream.packets.empty());
  NetworkFigures figures;
  figures.restarts = static_cast<int64_t>(lines.count()) - 1;
  figures.min_transit_ms = lines.FirstTransitMs();
  std::set<int64_t> seen;
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const TracePacket& packet = stream.packets[i];
    const PacketPlace& place = lines.places()[i];
    if (place.is_stray) {
      ++figures.stray;
      continue;
    }
    const bool is_behind = !seen.empty() && place.sequence < *seen.rbegin();
    const bool is_new = seen.insert(place.sequence).second;
    figures.duplicate += is_new ? 0 : 1;
    figures.reordered += is_new && is_behind ? 1 : 0;
    if (stream.event_types[packet.rtp.payload_type]) continue;
    figures.relative_transit_ms.push_back(ToMs(packet.arrival.time_since_epoch()) -
                                          lines.DueMs(place));
  }
  figures.lost = *seen.rbegin() - *seen.begin() + 1 - static_cast<int64_t>(seen.size());
  return figures;
}

NetworkFigures MeasureNetwork(const Stream& stream) {
  return MeasureNetwork(stream, TimeLines(stream));
}

}  // namespace neteq::sim
