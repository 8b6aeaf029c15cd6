// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/clock_drift.h"
#include "simulator/support/metrics.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

/// Properties of the streams of a trace and of the network they were received over.
namespace neteq::sim {

/// Packet counts by kind.
struct PacketCounts {
  int64_t received = 0;
  int64_t header_only = 0;
  int64_t empty = 0;
  int64_t marked = 0;
  double bitrate_kbps = 0.0;
};
constexpr auto FieldsOf(const PacketCounts*) {
  using P = PacketCounts;
  return std::tuple{
      MakeField(&P::received, "received", Unit::kPackets, 0, INT64_MAX,
                "Packets, duplicates included."),
      MakeField(&P::header_only, "header_only", Unit::kPackets, 0, INT64_MAX,
                "Packets captured without the end of their payload."),
      MakeField(&P::empty, "empty", Unit::kPackets, 0, INT64_MAX,
                "Packets without payload: padding, which WebRTC sends to probe bandwidth."),
      MakeField(&P::marked, "marked", Unit::kPackets, 0, INT64_MAX,
                "Packets with the marker bit: the first one after a pause if the sender follows "
                "RFC 3551."),
      MakeField(&P::bitrate_kbps, "bitrate_kbps", Unit::kNone, 0.0, 1e9,
                "Bit rate of the RTP packets including their headers, kb/s."),
  };
}
static_assert(Declared<PacketCounts>);

/// Loss, from missing sequence numbers between the first and the last received one.
struct LossFigures {
  int64_t lost = 0;
  double lost_pct = 0.0;
  int64_t bursts = 0;
  double mean_burst_packets = 0.0;
  int64_t longest_burst_packets = 0;
  double gilbert_loss_after_arrival = 0.0;
  double gilbert_arrival_after_loss = 0.0;
};
constexpr auto FieldsOf(const LossFigures*) {
  using L = LossFigures;
  return std::tuple{
      MakeField(&L::lost, "lost", Unit::kPackets, 0, INT64_MAX, "Packets that never arrived."),
      MakeField(&L::lost_pct, "lost_pct", Unit::kNone, 0.0, 100.0, "Share of packets lost, %."),
      MakeField(&L::bursts, "bursts", Unit::kNone, 0, INT64_MAX, "Runs of lost packets."),
      MakeField(&L::mean_burst_packets, "mean_burst_packets", Unit::kPackets, 0.0, 1e9,
                "Mean length of a run of lost packets."),
      MakeField(&L::longest_burst_packets, "longest_burst_packets", Unit::kPackets, 0, INT64_MAX,
                "Length of the longest run of lost packets."),
      MakeField(&L::gilbert_loss_after_arrival, "gilbert_loss_after_arrival", Unit::kRatio, 0.0,
                1.0,
                "Gilbert model, maximum-likelihood p: probability of a loss after an arrival."),
      MakeField(&L::gilbert_arrival_after_loss, "gilbert_arrival_after_loss", Unit::kRatio, 0.0,
                1.0,
                "Gilbert model, maximum-likelihood r: probability of an arrival after a loss."),
  };
}
static_assert(Declared<LossFigures>);

/// Reordered and duplicate packets.
struct OrderFigures {
  int64_t reordered = 0;
  int64_t largest_step_back_packets = 0;
  int64_t duplicate = 0;
  int64_t restarts = 0;
  int64_t stray = 0;
};
constexpr auto FieldsOf(const OrderFigures*) {
  using O = OrderFigures;
  return std::tuple{
      MakeField(&O::reordered, "reordered", Unit::kPackets, 0, INT64_MAX,
                "Packets that arrived after one with a higher sequence number."),
      MakeField(&O::largest_step_back_packets, "largest_step_back_packets", Unit::kPackets, 0,
                INT64_MAX,
                "Largest distance of a reordered packet below the highest sequence number so far."),
      MakeField(&O::duplicate, "duplicate", Unit::kPackets, 0, INT64_MAX,
                "Packets whose sequence number had already arrived."),
      MakeField(&O::restarts, "restarts", Unit::kNone, 0, INT64_MAX,
                "Time lines after the first: jumps of sequence number or timestamp, changes of the "
                "clock rate, and pauses in which the timestamps stood still."),
      MakeField(&O::stray, "stray", Unit::kPackets, 0, INT64_MAX, "Packets that fit no time line."),
  };
}
static_assert(Declared<OrderFigures>);

/// Times without arrivals.
struct GapFigures {
  int64_t gaps = 0;
  double longest_gap_ms = 0.0;
  double longest_gap_at_ms = 0.0;
  int64_t pauses = 0;
  double paused_ms = 0.0;
};
constexpr auto FieldsOf(const GapFigures*) {
  using G = GapFigures;
  return std::tuple{
      MakeField(
          &G::gaps, "gaps", Unit::kNone, 0, INT64_MAX,
          "Intervals of at least 150 ms without a packet (WebRTC counts them as interruptions "
          "if they are audible)."),
      MakeField(&G::longest_gap_ms, "longest_gap_ms", Unit::kMilliseconds, 0.0, 1e12,
                "Longest time between two arrivals."),
      MakeField(&G::longest_gap_at_ms, "longest_gap_at_ms", Unit::kMilliseconds, -1e15, 1e15,
                "Start of the longest gap."),
      MakeField(
          &G::pauses, "pauses", Unit::kNone, 0, INT64_MAX,
          "Pauses of the sender (DTX): the timestamp advances by more than three usual packets "
          "while the sequence number advances by one."),
      MakeField(&G::paused_ms, "paused_ms", Unit::kMilliseconds, 0.0, 1e15,
                "Total length of the pauses."),
  };
}
static_assert(Declared<GapFigures>);

/// RTCP sender reports and the lip sync that they imply.
struct ReportFigures {
  int64_t sender_reports = 0;
  bool is_clock_known = false;
  double capture_to_arrival_ms = 0.0;
};
constexpr auto FieldsOf(const ReportFigures*) {
  using R = ReportFigures;
  return std::tuple{
      MakeField(&R::sender_reports, "sender_reports", Unit::kNone, 0, INT64_MAX,
                "RTCP sender reports."),
      MakeSwitch(&R::is_clock_known, "is_clock_known",
                 "The reports suffice to map RTP timestamps to the sender's clock."),
      MakeField(
          &R::capture_to_arrival_ms, "capture_to_arrival_ms", Unit::kMilliseconds, 0.0, 1e12,
          "Lag behind the fastest stream of the trace before any buffer: minimum time from capture "
          "to arrival, minus that of the fastest stream."),
  };
}
static_assert(Declared<ReportFigures>);

/// Everything about one stream.
struct StreamInfo {
  uint32_t ssrc = 0;
  std::map<uint8_t, int64_t> by_payload_type{};
  std::string path{};  ///< "10.0.0.1:4000 -> 10.0.0.2:5004"; empty if unknown
  int clock_rate_hz = 0;
  bool is_clock_rate_guessed = false;  ///< true if no payload type is registered
  double begin_ms = 0.0;
  double duration_s = 0.0;
  std::map<int64_t, int64_t> packet_times{};  ///< RTP timestamp step -> count
  PacketCounts packets{};
  LossFigures loss{};
  OrderFigures order{};
  GapFigures gaps{};
  ReportFigures reports{};
  ClockDrift drift{};
  Summary jitter_ms{};            ///< RFC 3550 jitter after each packet
  Summary relative_transit_ms{};  ///< transit time above the smallest, from RTP timestamps
  std::optional<Summary> measured_transit_ms{};  ///< arrival minus sending time, if both are known
};

struct TraceInfo {
  std::vector<StreamInfo> streams{};  ///< by SSRC, then path; the first has the number 1
  int64_t rtcp = 0;
  SkippedCounts skipped{};
  int64_t playouts = 0;                 ///< audio pulls logged by the receiver
  int64_t minimum_delays = 0;           ///< minimum delay settings logged by the receiver
  std::vector<std::string> warnings{};  ///< parts of the file that could not be used
};

TraceInfo Inspect(const Trace& trace, const PayloadTypes& types);

/// JSON for programs; keys are the declared field names.
std::string TraceInfoJson(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input);
/// Text for people.
std::string TraceInfoText(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input);

}  // namespace neteq::sim
