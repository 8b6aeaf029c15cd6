// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/info.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "neteq/av_sync.h"
#include "neteq/receiver_statistics.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

using Packets = std::vector<TracePacket>;

double Ratio(int64_t part, int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Guesses the RTP clock rate: the usual rate closest to that of the timestamps.
int GuessClockRate(const Packets& packets) {
  constexpr std::array kRatesHz = {8000, 16000, 32000, 44100, 48000, 90000};  // RFC 3551, 7587
  Unwrapper<RtpTimestamp> unwrapper;
  const int64_t first = unwrapper.Unwrap(packets.front().rtp.timestamp);
  int64_t last = first;
  for (const TracePacket& packet : packets) last = unwrapper.Unwrap(packet.rtp.timestamp);
  const double ms = ToMs(packets.back().arrival - packets.front().arrival);
  if (last <= first || ms <= 0.0) return kRatesHz.front();
  const double measured = std::log(static_cast<double>(last - first) / ms * 1000.0);
  return *std::min_element(kRatesHz.begin(), kRatesHz.end(), [&](int a, int b) {
    return std::abs(std::log(a) - measured) < std::abs(std::log(b) - measured);
  });
}

/// Makes a stream with a clock rate, guessed if no payload type is registered.
Stream MakeStream(Packets packets, const PayloadTypes& types, StreamInfo& info) {
  Stream stream;
  stream.ssrc = info.ssrc;
  stream.packets = std::move(packets);
  for (const TracePacket& packet : stream.packets) {
    const uint8_t type = packet.rtp.payload_type;
    const auto& format = types.Find(type);
    if (types.RoleOf(type) == PayloadRole::kTelephoneEvent) {
      stream.event_types.set(type);
    } else if (format && format->role != PayloadRole::kRed) {
      stream.clock_rates_hz[type] = format->clock_rate.hz();
    }
    if (info.clock_rate_hz == 0 && format && !stream.event_types[type]) {
      info.clock_rate_hz = format->clock_rate.hz();
    }
  }
  if (info.clock_rate_hz == 0) {
    info.clock_rate_hz = GuessClockRate(stream.packets);
    info.is_clock_rate_guessed = true;
    stream.event_types.reset();
    stream.clock_rates_hz.fill(0);
  }
  stream.format.clock_rate = RtpClockRate(info.clock_rate_hz);
  return stream;
}

PacketCounts CountPackets(const Packets& packets) {
  PacketCounts counts;
  int64_t bytes = 0;
  for (const TracePacket& packet : packets) {
    ++counts.received;
    counts.header_only += packet.missing_bytes > 0 ? 1 : 0;
    counts.empty += packet.payload_size() == 0 ? 1 : 0;
    counts.marked += packet.rtp.marker ? 1 : 0;
    bytes += static_cast<int64_t>(packet.full_size());
  }
  const double ms = ToMs(packets.back().arrival - packets.front().arrival);
  counts.bitrate_kbps = ms > 0.0 ? 8.0 * static_cast<double>(bytes) / ms : 0.0;
  return counts;
}

/// Unwrapped sequence numbers in order of arrival, without strays.
std::vector<int64_t> Sequences(const TimeLines& lines) {
  std::vector<int64_t> sequences;
  for (const PacketPlace& place : lines.places()) {
    if (!place.is_stray) sequences.push_back(place.sequence);
  }
  return sequences;
}

/// Maximum-likelihood estimates of Gilbert's p and r are shares of transitions.
LossFigures MeasureLoss(std::vector<int64_t> sequences) {
  std::sort(sequences.begin(), sequences.end());
  sequences.erase(std::unique(sequences.begin(), sequences.end()), sequences.end());
  LossFigures loss;
  for (size_t i = 1; i < sequences.size(); ++i) {
    const int64_t burst = sequences[i] - sequences[i - 1] - 1;
    loss.lost += burst;
    loss.bursts += burst > 0 ? 1 : 0;
    loss.longest_burst_packets = std::max(loss.longest_burst_packets, burst);
  }
  const auto arrived = static_cast<int64_t>(sequences.size());
  loss.lost_pct = 100.0 * Ratio(loss.lost, arrived + loss.lost);
  loss.mean_burst_packets = Ratio(loss.lost, loss.bursts);
  loss.gilbert_loss_after_arrival = Ratio(loss.bursts, arrived - 1);  // the last has no successor
  loss.gilbert_arrival_after_loss = Ratio(loss.bursts, loss.lost);
  return loss;
}

int64_t LargestStepBack(const std::vector<int64_t>& sequences) {
  int64_t highest = sequences.front();
  int64_t largest = 0;
  for (const int64_t sequence : sequences) {
    largest = std::max(largest, highest - sequence);
    highest = std::max(highest, sequence);
  }
  return largest;
}

/// RTP timestamp steps between packets with consecutive sequence numbers. Padding is left out: it
/// repeats the timestamp of the previous packet.
std::vector<int64_t> TimestampSteps(const Stream& stream, const TimeLines& lines) {
  std::map<int64_t, size_t> packets;
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const bool is_event = stream.event_types[stream.packets[i].rtp.payload_type];
    const PacketPlace& place = lines.places()[i];
    if (!is_event && !place.is_stray) packets.try_emplace(place.sequence, i);
  }
  std::vector<int64_t> steps;
  for (const auto& [sequence, index] : packets) {
    const auto next = packets.find(sequence + 1);
    if (next == packets.end() || stream.packets[next->second].payload_size() == 0) continue;
    const PacketPlace& from = lines.places()[index];
    const PacketPlace& to = lines.places()[next->second];
    if (from.line == to.line) steps.push_back(to.timestamp - from.timestamp);
  }
  return steps;
}

/// The most common step; 0 if there are none.
int64_t UsualStep(const std::map<int64_t, int64_t>& packet_times) {
  const auto usual = std::max_element(packet_times.begin(), packet_times.end(),
                                      [](auto& a, auto& b) { return a.second < b.second; });
  return usual == packet_times.end() ? 0 : usual->first;
}

void MeasureGaps(const Packets& packets, const std::vector<int64_t>& steps, StreamInfo& info) {
  constexpr Duration kGap = std::chrono::milliseconds(150);  // WebRTC: interruption threshold
  constexpr int64_t kUsualPackets = 3;  // heuristic: Opus DTX sends one packet per 400 ms
  GapFigures& gaps = info.gaps;
  for (size_t i = 1; i < packets.size(); ++i) {
    const Duration gap = packets[i].arrival - packets[i - 1].arrival;
    gaps.gaps += gap >= kGap ? 1 : 0;
    if (ToMs(gap) <= gaps.longest_gap_ms) continue;
    gaps.longest_gap_ms = ToMs(gap);
    gaps.longest_gap_at_ms = ToMs(packets[i - 1].arrival.time_since_epoch());
  }
  const int64_t usual = UsualStep(info.packet_times);
  for (const int64_t step : steps) {
    if (usual <= 0 || step <= kUsualPackets * usual) continue;
    ++gaps.pauses;
    gaps.paused_ms += 1000.0 * static_cast<double>(step - usual) / info.clock_rate_hz;
  }
}

void MeasureTransit(const Stream& stream, StreamInfo& info) {
  ReceiverStatistics statistics;
  std::vector<double> jitter_ms;
  std::vector<double> transit_ms;
  for (const TracePacket& packet : stream.packets) {
    if (packet.sent) transit_ms.push_back(ToMs(packet.arrival - *packet.sent));
    if (stream.event_types[packet.rtp.payload_type]) continue;
    statistics.OnPacket(packet.rtp.sequence, packet.rtp.timestamp, packet.arrival,
                        stream.format.clock_rate);
    jitter_ms.push_back(statistics.report().jitter_ms);
  }
  info.jitter_ms = Summarize(std::move(jitter_ms));
  info.drift = statistics.clock_drift();
  if (!transit_ms.empty()) info.measured_transit_ms = Summarize(std::move(transit_ms));
}

/// Minimum time from capture, on the sender's clock, to arrival; nullopt if sender reports do not
/// determine it.
std::optional<double> CaptureToArrivalMs(const Trace& trace, const Stream& stream,
                                         ReportFigures& figures) {
  RtpToNtp mapping(stream.format.clock_rate);
  for (const TraceSenderReport& report : trace.sender_reports()) {
    if (report.ssrc != stream.ssrc) continue;
    ++figures.sender_reports;
    mapping.OnSenderReport(report.clocks);
  }
  figures.is_clock_known = mapping.valid();
  std::optional<double> least;
  for (const TracePacket& packet : stream.packets) {
    const auto ntp = mapping.NtpOf(packet.rtp.timestamp);
    if (!ntp || stream.event_types[packet.rtp.payload_type]) continue;
    const double captured_ms = static_cast<double>(*ntp) * 0x1p-32 * 1000.0;
    const double transit_ms = ToMs(packet.arrival.time_since_epoch()) - captured_ms;
    least = std::min(least.value_or(transit_ms), transit_ms);
  }
  return least;
}

StreamInfo InspectStream(const Trace& trace, const Stream& stream, StreamInfo info) {
  const Packets& packets = stream.packets;
  const TimeLines lines(stream);
  const std::vector<int64_t> sequences = Sequences(lines);
  const std::vector<int64_t> steps = TimestampSteps(stream, lines);
  for (const int64_t step : steps) ++info.packet_times[step];
  for (const TracePacket& packet : packets) ++info.by_payload_type[packet.rtp.payload_type];
  info.path = trace.paths()[packets.front().path];
  info.begin_ms = ToMs(packets.front().arrival.time_since_epoch());
  info.duration_s = ToMs(packets.back().arrival - packets.front().arrival) / 1000.0;
  info.packets = CountPackets(packets);
  info.loss = MeasureLoss(sequences);
  const NetworkFigures network = MeasureNetwork(stream, lines);
  info.order = {network.reordered, LargestStepBack(sequences), network.duplicate, network.restarts,
                network.stray};
  info.relative_transit_ms = Summarize(network.relative_transit_ms);
  MeasureGaps(packets, steps, info);
  MeasureTransit(stream, info);
  return info;
}

}  // namespace

TraceInfo Inspect(const Trace& trace, const PayloadTypes& types) {
  std::map<TraceStream, Packets> by_stream;
  for (const TracePacket& packet : trace.packets()) {
    by_stream[{packet.rtp.ssrc, packet.path}].push_back(packet);
  }
  TraceInfo info{.rtcp = static_cast<int64_t>(trace.rtcp().size()),
                 .skipped = trace.skipped(),
                 .playouts = static_cast<int64_t>(trace.receiver().playouts.size()),
                 .minimum_delays = static_cast<int64_t>(trace.receiver().minimum_delays.size()),
                 .warnings = trace.warnings()};
  std::vector<std::optional<double>> capture_to_arrival_ms;
  double fastest_ms = std::numeric_limits<double>::infinity();
  for (auto& [key, packets] : by_stream) {
    StreamInfo stream_info{.ssrc = key.ssrc};
    const Stream stream = MakeStream(std::move(packets), types, stream_info);
    const auto least_ms = CaptureToArrivalMs(trace, stream, stream_info.reports);
    capture_to_arrival_ms.push_back(least_ms);
    fastest_ms = std::min(fastest_ms, least_ms.value_or(fastest_ms));
    info.streams.push_back(InspectStream(trace, stream, std::move(stream_info)));
  }
  for (size_t i = 0; i < info.streams.size(); ++i) {
    const auto& least_ms = capture_to_arrival_ms[i];
    if (least_ms) info.streams[i].reports.capture_to_arrival_ms = *least_ms - fastest_ms;
  }
  return info;
}

}  // namespace neteq::sim
