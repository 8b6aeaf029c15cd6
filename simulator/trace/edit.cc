// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/edit.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "neteq/base/check.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

Status Invalid(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

/// A copy of a datagram, editable before it is added to another trace.
struct Draft {
  Timestamp arrival;
  std::vector<std::byte> bytes;
  uint32_t ssrc = 0;
  bool is_rtcp = false;
  uint32_t path = 0;  // of RTP
};
/// Changes a datagram; returns false to drop it.
using Edit = std::function<bool(Draft&)>;

void Overwrite(std::vector<std::byte>& bytes, size_t offset, uint32_t number, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    bytes[offset + i] = static_cast<std::byte>(number >> (8 * (count - 1 - i)));
  }
}

void AppendPacket(const TracePacket& packet, const std::string& path, const Edit& edit, Trace& to) {
  Draft draft{packet.arrival,
              {packet.bytes.begin(), packet.bytes.end()},
              packet.rtp.ssrc,
              false,
              packet.path};
  if (!edit(draft) || !to.AddRtp(draft.arrival, draft.bytes, packet.missing_bytes)) return;
  to.last().sent = packet.sent;
  to.last().path = to.PathIndex(path);
  to.last().rtp.metadata = packet.rtp.metadata;
}

void AppendRtcp(const TraceRtcp& rtcp, const Edit& edit, Trace& to) {
  const uint32_t ssrc = rtcp.bytes.size() < 8 ? 0 : ReadUint32(rtcp.bytes, 4);
  Draft draft{rtcp.arrival, {rtcp.bytes.begin(), rtcp.bytes.end()}, ssrc, true};
  if (edit(draft)) to.AddRtcp(draft.arrival, draft.bytes);
}

/// Adds all datagrams of `from` to `to` after applying `edit`, and the receiver log.
void Append(const Trace& from, const Edit& edit, Trace& to) {
  for (const TracePacket& packet : from.packets()) {
    AppendPacket(packet, from.paths()[packet.path], edit, to);
  }
  for (const TraceRtcp& rtcp : from.rtcp()) AppendRtcp(rtcp, edit, to);
  for (const TraceSdp& sdp : from.sdp()) to.AddSdp(sdp);
  for (const std::string& warning : from.warnings()) to.Warn(warning);
  const ReceiverLog& log = from.receiver();
  ReceiverLog& log_to = to.receiver();
  log_to.playouts.insert(log_to.playouts.end(), log.playouts.begin(), log.playouts.end());
  log_to.minimum_delays.insert(log_to.minimum_delays.end(), log.minimum_delays.begin(),
                               log.minimum_delays.end());
}

/// Offsets that a stream's header fields are shifted by, and its new SSRC.
struct HeaderShift {
  uint32_t ssrc = 0;
  uint32_t sequence = 0;
  uint32_t timestamp = 0;
};

void ShiftRtp(const HeaderShift& shift, std::vector<std::byte>& rtp) {
  Overwrite(rtp, 2, ReadUint16(rtp, 2) + shift.sequence, 2);
  Overwrite(rtp, 4, ReadUint32(rtp, 4) + shift.timestamp, 4);
  Overwrite(rtp, 8, shift.ssrc, 4);
}

/// Shifts the RTP timestamps of sender reports in a compound packet (RFC 3550 section 6.4.1).
void ShiftSenderReports(const std::map<uint32_t, HeaderShift>& shifts,
                        std::vector<std::byte>& rtcp) {
  constexpr uint8_t kSenderReport = 200;
  if (SenderReportsIn({}, rtcp).empty()) return;  // also rejects malformed packets
  for (size_t at = 0; at < rtcp.size(); at += 4 * (size_t{1} + ReadUint16(rtcp, at + 2))) {
    if (ReadUint8(rtcp, at + 1) != kSenderReport || ReadUint16(rtcp, at + 2) < 6) continue;
    const auto shift = shifts.find(ReadUint32(rtcp, at + 4));
    if (shift == shifts.end()) continue;
    Overwrite(rtcp, at + 16, ReadUint32(rtcp, at + 16) + shift->second.timestamp, 4);
  }
}

/// First and last packet of a stream by sequence number.
struct Ends {
  const TracePacket* first = nullptr;
  const TracePacket* last = nullptr;
};

Ends EndsOf(const Trace& trace) {
  Ends ends;
  Unwrapper<SequenceNumber> unwrapper;
  int64_t lowest = 0;
  int64_t highest = 0;
  for (const TracePacket& packet : trace.packets()) {
    const int64_t sequence = unwrapper.Unwrap(packet.rtp.sequence);
    if (ends.first == nullptr || sequence < lowest) {
      lowest = sequence;
      ends.first = &packet;
    }
    if (ends.last == nullptr || sequence > highest) {
      highest = sequence;
      ends.last = &packet;
    }
  }
  return ends;
}

bool IsOneStream(const Trace& trace) {
  const auto& packets = trace.packets();
  return !packets.empty() && std::all_of(packets.begin(), packets.end(), [&](const auto& packet) {
    return packet.rtp.ssrc == packets.front().rtp.ssrc;
  });
}

/// The shift with which `next` continues the stream of `before`.
Result<HeaderShift> Continuation(const Trace& before, const Trace& next, Duration gap,
                                 const PayloadTypes& types) {
  if (!IsOneStream(before) || !IsOneStream(next)) {
    return Invalid(
        "a trace with several streams cannot be continued as one; select a stream with `neteq "
        "trace cut --ssrc`, or keep the headers");
  }
  const RtpPacketView& last = EndsOf(before).last->rtp;
  const RtpPacketView& first = EndsOf(next).first->rtp;
  const auto& format = types.Find(last.payload_type);
  if (!format) {
    return Invalid("payload type " + std::to_string(last.payload_type) +
                   " is not registered; name its codec with --pt, for example --pt " +
                   std::to_string(last.payload_type) + "=opus/48000/2");
  }
  const int64_t ticks = SampleRate(format->clock_rate.hz()).Samples(gap);
  return HeaderShift{last.ssrc, uint32_t{last.sequence.value()} + 1U - first.sequence.value(),
                     last.timestamp.Advanced(ticks).value() - first.timestamp.value()};
}

}  // namespace

Result<Trace> OnlySsrc(const Trace& trace, uint32_t ssrc) {
  Trace only;
  Append(
      trace, [ssrc](const Draft& draft) { return draft.ssrc == ssrc; }, only);
  if (only.packets().empty()) {
    return Invalid("--ssrc " + FormatHex(ssrc) +
                   ": no such stream; `neteq trace info` lists the streams");
  }
  return only;
}

Trace OnlyStream(const Trace& trace, const TraceStream& stream) {
  Trace only;
  Append(
      trace,
      [&stream](const Draft& draft) {
        return draft.ssrc == stream.ssrc && (draft.is_rtcp || draft.path == stream.path);
      },
      only);
  return only;
}

Result<Trace> Cut(const Trace& trace, Timestamp from, Timestamp to) {
  const auto is_inside = [&](Timestamp time) { return from <= time && time < to; };
  Trace cut;
  Append(
      trace, [&](const Draft& draft) { return is_inside(draft.arrival); }, cut);
  if (cut.packets().empty()) {
    return Invalid(
        "no packet arrives between --from and --to; `neteq trace info` prints when each stream "
        "begins and how long it lasts");
  }
  ReceiverLog& log = cut.receiver();
  std::erase_if(log.playouts, [&](Timestamp time) { return !is_inside(time); });
  std::erase_if(log.minimum_delays, [&](const auto& entry) { return !is_inside(entry.time); });
  return cut;
}

Trace ShiftTo(const Trace& trace, const NewStart& start) {
  std::map<uint32_t, HeaderShift> shifts;
  for (const TracePacket& packet : trace.packets()) {
    const uint32_t sequence = packet.rtp.sequence.value();
    const uint32_t timestamp = packet.rtp.timestamp.value();
    shifts.try_emplace(packet.rtp.ssrc,
                       HeaderShift{packet.rtp.ssrc, start.sequence.value_or(sequence) - sequence,
                                   start.timestamp.value_or(timestamp) - timestamp});
  }
  Trace shifted;
  const auto edit = [&](Draft& draft) {
    if (draft.is_rtcp) {
      ShiftSenderReports(shifts, draft.bytes);
    } else {
      ShiftRtp(shifts.at(draft.ssrc), draft.bytes);
    }
    return true;
  };
  Append(trace, edit, shifted);
  if (start.arrival && !shifted.packets().empty()) {
    shifted.Shift(*start.arrival - shifted.packets().front().arrival);
  }
  return shifted;
}

Result<Trace> Concatenate(std::span<const Trace> traces, Duration gap, const PayloadTypes* types) {
  const Edit as_it_is = [](const Draft&) { return true; };
  Trace whole;
  for (const Trace& trace : traces) {
    NETEQ_DCHECK(!trace.packets().empty());
    if (whole.packets().empty()) {
      Append(trace, as_it_is, whole);
      continue;
    }
    Edit edit = as_it_is;
    if (types != nullptr) {
      const auto shift = Continuation(whole, trace, gap, *types);
      if (!shift.ok()) return shift.status();
      edit = [shift = *shift](Draft& draft) {
        if (!draft.is_rtcp) ShiftRtp(shift, draft.bytes);
        return !draft.is_rtcp;
      };
    }
    Trace next;
    Append(trace, edit, next);
    const Timestamp begin = whole.packets().back().arrival + gap;
    next.Shift(begin - next.packets().front().arrival);
    Append(next, as_it_is, whole);
  }
  whole.SortByArrival();
  return whole;
}

Result<Trace> SendOver(const Trace& trace, const NetworkProfile& network,
                       const QueueParams& queue) {
  const Delays delays = TransitTimes(network, trace.packets(), queue);
  size_t next = 0;
  Trace received;
  const auto edit = [&](Draft& draft) {
    if (draft.is_rtcp) return true;
    const auto delay = delays[next++];
    draft.arrival += delay.value_or(Duration(0));
    return delay.has_value();
  };
  Append(trace, edit, received);
  if (received.packets().empty()) {
    return Invalid("every packet is lost; use a network that delivers some");
  }
  received.SortByArrival();
  return received;
}

}  // namespace neteq::sim
