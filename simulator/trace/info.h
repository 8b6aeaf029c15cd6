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

/// What a trace tells of its streams and of the network that they came over.
namespace neteq::sim {

/// How many packets there are, and of what kind.
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
                "Of them captured without the end of their payload."),
      MakeField(&P::empty, "empty", Unit::kPackets, 0, INT64_MAX,
                "Without any payload: padding, as WebRTC sends to probe for bandwidth."),
      MakeField(&P::marked, "marked", Unit::kPackets, 0, INT64_MAX,
                "With the marker: the first after a pause, for senders that keep to RFC 3551."),
      MakeField(&P::bitrate_kbps, "bitrate_kbps", Unit::kNone, 0.0, 1e9,
                "Of RTP packets, headers included, kb/s."),
  };
}
static_assert(Declared<PacketCounts>);

/// Loss, as sequence numbers between the first and the last that never came.
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
      MakeField(&L::lost, "lost", Unit::kPackets, 0, INT64_MAX, "Packets that never came."),
      MakeField(&L::lost_pct, "lost_pct", Unit::kNone, 0.0, 100.0, "Their share, %."),
      MakeField(&L::bursts, "bursts", Unit::kNone, 0, INT64_MAX, "Runs of lost packets."),
      MakeField(&L::mean_burst_packets, "mean_burst_packets", Unit::kPackets, 0.0, 1e9,
                "Their mean length."),
      MakeField(&L::longest_burst_packets, "longest_burst_packets", Unit::kPackets, 0, INT64_MAX,
                "Length of the longest."),
      MakeField(&L::gilbert_loss_after_arrival, "gilbert_loss_after_arrival", Unit::kRatio, 0.0,
                1.0, "Gilbert's model, most likely p: share of arrivals that a loss follows."),
      MakeField(&L::gilbert_arrival_after_loss, "gilbert_arrival_after_loss", Unit::kRatio, 0.0,
                1.0, "Gilbert's model, most likely r: share of losses that an arrival follows."),
  };
}
static_assert(Declared<LossFigures>);

/// Packets that came out of order or again.
struct OrderFigures {
  int64_t reordered = 0;
  int64_t largest_step_back_packets = 0;
  int64_t duplicate = 0;
};
constexpr auto FieldsOf(const OrderFigures*) {
  using O = OrderFigures;
  return std::tuple{
      MakeField(&O::reordered, "reordered", Unit::kPackets, 0, INT64_MAX,
                "Packets that came after one with a higher sequence number."),
      MakeField(&O::largest_step_back_packets, "largest_step_back_packets", Unit::kPackets, 0,
                INT64_MAX, "How far below the highest sequence number before they were at most."),
      MakeField(&O::duplicate, "duplicate", Unit::kPackets, 0, INT64_MAX,
                "Packets whose sequence number had come before."),
  };
}
static_assert(Declared<OrderFigures>);

/// When nothing came.
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
      MakeField(&G::gaps, "gaps", Unit::kNone, 0, INT64_MAX,
                "Times that no packet came for 150 ms or longer (what WebRTC calls an "
                "interruption, if it is heard)."),
      MakeField(&G::longest_gap_ms, "longest_gap_ms", Unit::kMilliseconds, 0.0, 1e12,
                "Longest time between two arrivals."),
      MakeField(&G::longest_gap_at_ms, "longest_gap_at_ms", Unit::kMilliseconds, -1e15, 1e15,
                "When it began."),
      MakeField(
          &G::pauses, "pauses", Unit::kNone, 0, INT64_MAX,
          "Pauses of the sender (DTX): the timestamp goes on by more than three usual packets "
          "while the sequence number goes on by one."),
      MakeField(&G::paused_ms, "paused_ms", Unit::kMilliseconds, 0.0, 1e15, "Their length in all."),
  };
}
static_assert(Declared<GapFigures>);

/// Sender reports of RTCP, and what they say of lip sync.
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
                 "They map RTP timestamps to the sender's clock."),
      MakeField(
          &R::capture_to_arrival_ms, "capture_to_arrival_ms", Unit::kMilliseconds, 0.0, 1e12,
          "Least time from capture to arrival, above that of the fastest stream of the trace: "
          "how much this stream lags behind it before any buffer."),
  };
}
static_assert(Declared<ReportFigures>);

/// All of one stream.
struct StreamInfo {
  uint32_t ssrc = 0;
  std::map<uint8_t, int64_t> by_payload_type{};
  std::vector<std::string> paths{};
  int clock_rate_hz = 0;
  bool is_clock_rate_guessed = false;  ///< no payload type is registered
  double begin_ms = 0.0;
  double duration_s = 0.0;
  std::map<int64_t, int64_t> packet_times{};  ///< steps of the RTP timestamp -> how often
  PacketCounts packets{};
  LossFigures loss{};
  OrderFigures order{};
  GapFigures gaps{};
  ReportFigures reports{};
  ClockDrift drift{};
  Summary jitter_ms{};            ///< RFC 3550, after each packet
  Summary relative_transit_ms{};  ///< above the smallest, by RTP timestamps
  std::optional<Summary>
      measured_transit_ms{};  ///< arrival less sending time, where both are known
};

struct TraceInfo {
  std::vector<StreamInfo> streams{};  ///< by SSRC
  int64_t rtcp = 0;
  SkippedCounts skipped{};
  int64_t playouts = 0;        ///< pulls of audio that the receiver logged
  int64_t minimum_delays = 0;  ///< settings of a minimum delay that it logged
};

TraceInfo Inspect(const Trace& trace, const PayloadTypes& types);

/// For programs; the names of the figures are those of their declarations.
std::string TraceInfoJson(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input);
/// For people.
std::string TraceInfoText(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input);

}  // namespace neteq::sim
