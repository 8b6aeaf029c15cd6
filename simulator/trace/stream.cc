// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/stream.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "neteq/base/check.h"
#include "simulator/support/text.h"

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

void SortByArrival(std::vector<TracePacket>& packets) {
  std::stable_sort(packets.begin(), packets.end(), [](const TracePacket& a, const TracePacket& b) {
    return a.arrival < b.arrival;
  });
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
  Stream stream;
  stream.ssrc = first->rtp.ssrc;
  stream.format = *SpeechFormat(*first, types);
  for (size_t type = 0; type < stream.event_types.size(); ++type) {
    const PayloadRole role = types.RoleOf(static_cast<uint8_t>(type));
    stream.event_types[type] = role == PayloadRole::kTelephoneEvent;
  }
  for (const TracePacket& packet : packets) {
    if (packet.rtp.ssrc == stream.ssrc) {
      stream.packets.push_back(packet);
    } else {
      ++stream.other_ssrc_skipped;
    }
  }
  return stream;
}

Status ApplyNetwork(const Delays& network, Stream& stream) {
  std::vector<TracePacket> arrived;
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const auto delay = DelayOf(network, i);
    if (!delay) continue;
    arrived.push_back(stream.packets[i]);
    arrived.back().arrival += *delay;
  }
  if (arrived.empty()) {
    return {StatusCode::kInvalidArgument,
            "--network: every packet is lost; use a network that delivers some"};
  }
  SortByArrival(arrived);
  stream.packets = std::move(arrived);
  return {};
}

SendClock::SendClock(const Stream& stream)
    : origin_(unwrapper_.Unwrap(stream.packets.front().rtp.timestamp)),
      ticks_per_ms_(stream.format.clock_rate.hz() / 1000.0) {}

double SendClock::SendMs(RtpTimestamp timestamp) {
  return static_cast<double>(unwrapper_.Unwrap(timestamp) - origin_) / ticks_per_ms_;
}

NetworkFigures MeasureNetwork(const Stream& stream) {
  NETEQ_DCHECK(!stream.packets.empty());
  NetworkFigures figures;
  SendClock clock(stream);
  Unwrapper<SequenceNumber> unwrapper;
  std::set<int64_t> seen;
  for (const TracePacket& packet : stream.packets) {
    const int64_t sequence = unwrapper.Unwrap(packet.rtp.sequence);
    const bool is_behind = !seen.empty() && sequence < *seen.rbegin();
    const bool is_new = seen.insert(sequence).second;
    figures.duplicate += is_new ? 0 : 1;
    figures.reordered += is_new && is_behind ? 1 : 0;
    if (stream.event_types[packet.rtp.payload_type]) continue;
    const double arrival_ms = ToMs(packet.arrival.time_since_epoch());
    figures.relative_transit_ms.push_back(arrival_ms - clock.SendMs(packet.rtp.timestamp));
  }
  figures.lost = *seen.rbegin() - *seen.begin() + 1 - static_cast<int64_t>(seen.size());
  figures.min_transit_ms =
      *std::min_element(figures.relative_transit_ms.begin(), figures.relative_transit_ms.end());
  for (double& transit_ms : figures.relative_transit_ms) transit_ms -= figures.min_transit_ms;
  return figures;
}

}  // namespace neteq::sim
