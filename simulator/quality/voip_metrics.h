// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/reports.h"
#include "simulator/quality/e_model.h"

/// The VoIP metrics report block of RTCP extended reports (RFC 3611 section 4.7).
namespace neteq::sim {

enum class PacketFate : uint8_t {
  kLost,       ///< never arrived
  kDiscarded,  ///< arrived but unusable: too late, buffer full, malformed
  kPlayed,
};

/// Records the fate of each sequence number of a stream.
class PacketFates {
 public:
  /// Adds a packet by its unwrapped sequence number. The best fate of several copies counts. A
  /// packet that the buffer accepted and dropped later counts as played.
  void OnArrival(int64_t sequence, InsertResult result);

  /// One entry per sequence number, from the first to the last received.
  std::vector<PacketFate> InOrder() const;

 private:
  std::map<int64_t, PacketFate> fates_;
};

/// BurstR of the E-model: mean run length of packets not played, divided by its expectation for
/// random loss, 1 / (1 - share). 1 without loss.
double BurstRatio(std::span<const PacketFate> fates);

/// RFC 3611 sections 4.7.1 and 4.7.2. A burst begins and ends with a packet not played, with fewer
/// than Gmin = 16 consecutive played packets in between. All else, including single losses, is gap.
struct LossMetrics {
  double loss_rate = 0.0;
  double discard_rate = 0.0;
  double burst_density = 0.0;
  double gap_density = 0.0;
  double burst_duration_ms = 0.0;
  double gap_duration_ms = 0.0;
};
constexpr auto FieldsOf(const LossMetrics*) {
  using L = LossMetrics;
  return std::tuple{
      MakeField(&L::loss_rate, "loss_rate", Unit::kRatio, 0.0, 1.0,
                "Share of packets that never arrived."),
      MakeField(&L::discard_rate, "discard_rate", Unit::kRatio, 0.0, 1.0,
                "Share of packets that arrived but were not played."),
      MakeField(&L::burst_density, "burst_density", Unit::kRatio, 0.0, 1.0,
                "Share of packets not played within bursts."),
      MakeField(&L::gap_density, "gap_density", Unit::kRatio, 0.0, 1.0,
                "Share of packets not played within gaps."),
      MakeField(&L::burst_duration_ms, "burst_duration_ms", Unit::kMilliseconds, 0.0, 1e9,
                "Mean length of a burst."),
      MakeField(&L::gap_duration_ms, "gap_duration_ms", Unit::kMilliseconds, 0.0, 1e9,
                "Mean length of a gap."),
  };
}
static_assert(Declared<LossMetrics>);

/// RFC 3611 section 4.7.3.
struct DelayMetrics {
  double round_trip_delay_ms = 0.0;
  double end_system_delay_ms = 0.0;
};
constexpr auto FieldsOf(const DelayMetrics*) {
  using D = DelayMetrics;
  return std::tuple{
      MakeField(&D::round_trip_delay_ms, "round_trip_delay_ms", Unit::kMilliseconds, 0.0, 65'535.0,
                "Round trip between the two RTP interfaces; 0 if unknown."),
      MakeField(&D::end_system_delay_ms, "end_system_delay_ms", Unit::kMilliseconds, 0.0, 65'535.0,
                "Delay within this end system: packetization, buffering, decoding and playout."),
  };
}
static_assert(Declared<DelayMetrics>);

/// RFC 3611 section 4.7.5, on the narrowband scale.
struct CallQualityMetrics {
  double r_factor = 0.0;
  double mos_lq = 1.0;
  double mos_cq = 1.0;
};
constexpr auto FieldsOf(const CallQualityMetrics*) {
  using Q = CallQualityMetrics;
  return std::tuple{
      MakeField(&Q::r_factor, "r_factor", Unit::kNone, 0.0, 100.0, "Rating of the E-model."),
      MakeField(&Q::mos_lq, "mos_lq", Unit::kNone, 1.0, 5.0,
                "Mean opinion score of listening only, without delay impairment."),
      MakeField(&Q::mos_cq, "mos_cq", Unit::kNone, 1.0, 5.0,
                "Mean opinion score of a conversation."),
  };
}
static_assert(Declared<CallQualityMetrics>);

/// RFC 3611 section 4.7.7.
struct JitterBufferMetrics {
  double nominal_ms = 0.0;
  double maximum_ms = 0.0;
  double absolute_maximum_ms = 0.0;
};
constexpr auto FieldsOf(const JitterBufferMetrics*) {
  using J = JitterBufferMetrics;
  return std::tuple{
      MakeField(&J::nominal_ms, "nominal_ms", Unit::kMilliseconds, 0.0, 65'535.0,
                "Delay of packets that arrive exactly on time."),
      MakeField(&J::maximum_ms, "maximum_ms", Unit::kMilliseconds, 0.0, 65'535.0,
                "Delay of the earliest packet that is not discarded."),
      MakeField(&J::absolute_maximum_ms, "absolute_maximum_ms", Unit::kMilliseconds, 0.0, 65'535.0,
                "Largest delay that the buffer can reach."),
  };
}
static_assert(Declared<JitterBufferMetrics>);

struct VoipMetrics {
  LossMetrics loss;
  DelayMetrics delay;
  CallQualityMetrics quality;
  JitterBufferMetrics jitter_buffer;
};
constexpr auto FieldsOf(const VoipMetrics*) {
  using V = VoipMetrics;
  return std::tuple{MakeGroup(&V::loss, "loss"), MakeGroup(&V::delay, "delay"),
                    MakeGroup(&V::quality, "quality"),
                    MakeGroup(&V::jitter_buffer, "jitter_buffer")};
}
static_assert(Declared<VoipMetrics>);

/// Measures loss from packet fates in order of sending; `packet_ms` is the packet duration.
LossMetrics MeasureLoss(std::span<const PacketFate> fates, double packet_ms);

/// Converts an E-model estimate to the fields of the report block.
CallQualityMetrics CallQuality(const EModelFigures& figures);

/// Returns the 36 bytes of the report block. Signal levels, echo and adjustment rate are marked
/// unavailable; the receiver is declared to have enhanced concealment and an adaptive buffer.
std::vector<std::byte> VoipMetricsBlock(uint32_t ssrc, const VoipMetrics& metrics);

}  // namespace neteq::sim
