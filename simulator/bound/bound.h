// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "simulator/trace/stream.h"

/// Computes the smallest playout delay for each share of concealment, given knowledge of the whole
/// trace.
///
/// Model: packet i carries w_i of sound, is sent at s_i and arrives d_i after the fastest path
/// through the network. A schedule assigns it a playout delay p_i: it is due at s_i + p_i. A lost
/// packet, and a packet with d_i > p_i, is concealed. From packet i to i + 1 the delay may change:
/// - Played: by at most r w_i at no cost, where r is the limit on stretching.
/// - Concealed: as for a played packet. The gap may also be cut short: the delay may fall by w_i.
/// - Omitted: a packet in time may be dropped with its gap. The delay falls by w_i, if it is that
///   large.
/// - Held up: before any packet, inserted concealment may raise the delay further.
/// - Pause: while the sender is silent, the delay may rise without limit and fall by the length of
///   the pause.
///
/// Measures, which correspond to jitterBufferDelay / jitterBufferEmittedCount (but relative to the
/// fastest packet) and concealedSamples / totalSamplesReceived of webrtc-stats:
/// - Delay: sum of w_i p_i over the played packets, divided by the sum of their w_i.
/// - Concealment: concealed, omitted or inserted sound, divided by itself plus the played sound.
///
/// Method: Dinkelbach's iterations minimise (delay + price x concealment) / played for a sweep of
/// prices. Each iteration is a dynamic program over packets and a grid of delays. The points found
/// are the corners of the lower convex hull in the plane of delay and concealed/played. Each corner
/// is optimal; the hull bounds the schedules in between.
/// - Cost: O(packets x levels) per program and about 3 programs per point, where levels =
///   min(largest delay, max_delay_ms) / grid_ms. Memory is O(packets + levels).
/// - Accuracy: delays and steps are rounded to the grid such that the result is at most two grid
///   steps above the optimum of the continuous problem.
/// - Sources: Moon, Kurose and Towsley, Multimedia Systems 6, 1998 (dynamic programming with one
///   delay per talkspurt); Dinkelbach, Management Science 13, 1967. New here: one delay per packet
///   with a limit on its change, insertion and omission, and the hull.
///
/// The bound covers only the packets themselves. With redundancy (RED, in-band FEC) a run can do
/// better.
namespace neteq::sim {

struct BoundPacket {
  double length_ms = 20.0;
  double pause_ms = 0.0;             ///< silence of the sender after the packet
  std::optional<double> delay_ms{};  ///< above the fastest packet; nullopt: lost
};

/// The sound of a stream in order of sending. Duplicates, padding and telephone events are
/// excluded.
std::vector<BoundPacket> BoundPackets(const Stream& stream);

struct BoundParams {
  double max_stretch_pct = 15.0;
  double grid_ms = 2.0;
  double max_delay_ms = 2000.0;
  double max_concealed_pct = 20.0;
  int points = 24;
};
constexpr auto FieldsOf(const BoundParams*) {
  using P = BoundParams;
  return std::tuple{
      MakeField(&P::max_stretch_pct, "max_stretch_pct", Unit::kNone, 0.0, 1e9,
                "Maximum change of playing speed, %. 0: one delay between pauses (3GPP TS 26.114 "
                "Annex D has 15)."),
      MakeField(&P::grid_ms, "grid_ms", Unit::kMilliseconds, 1.0, 5.0, "Step of the delay grid."),
      MakeField(&P::max_delay_ms, "max_delay_ms", Unit::kMilliseconds, 10.0, 20'000.0,
                "Largest delay of a schedule. Later packets are concealed."),
      MakeField(&P::max_concealed_pct, "max_concealed_pct", Unit::kNone, 0.0, 100.0,
                "Largest share of concealment to search."),
      MakeField(&P::points, "points", Unit::kNone, 2, 1000,
                "Maximum number of points of the hull."),
  };
}
static_assert(Declared<BoundParams>);

/// Result of one optimal schedule.
struct BoundPoint {
  double concealed_pct = 0.0;
  double mean_delay_ms = 0.0;
  double inserted_pct = 0.0;
  double price_ms = 0.0;
};
constexpr auto FieldsOf(const BoundPoint*) {
  using P = BoundPoint;
  return std::tuple{
      MakeField(&P::concealed_pct, "concealed_pct", Unit::kNone, 0.0, 100.0,
                "Share of sound that is concealed, omitted or inserted, %."),
      MakeField(&P::mean_delay_ms, "mean_delay_ms", Unit::kMilliseconds, 0.0, 1e6,
                "Mean playout delay of played sound above the fastest packet."),
      MakeField(&P::inserted_pct, "inserted_pct", Unit::kNone, 0.0, 100.0,
                "Share of inserted concealment, %."),
      MakeField(&P::price_ms, "price_ms", Unit::kMilliseconds, 0.0, 1e15,
                "Price of concealment in delay: the slope of the hull."),
  };
}
static_assert(Declared<BoundPoint>);

/// Every schedule has at least `value_ms` of delay + price x concealed/played.
struct BoundSupport {
  double price_ms = 0.0;
  double value_ms = 0.0;
};

struct Bound {
  std::vector<BoundPoint> points;      ///< corners of the hull; concealment rises, delay falls
  std::vector<BoundSupport> supports;  ///< lines that support the hull
  int64_t packets = 0;
  double sound_ms = 0.0;
  double lost_pct = 0.0;  ///< share of the sound
  int levels = 0;         ///< steps of the delay grid

  /// Lower bound of the mean delay at this share of concealment; nullopt if every schedule conceals
  /// more.
  std::optional<double> MeanDelayMs(double concealed_pct) const;
};

/// Computes the bound. At least one packet must arrive within max_delay_ms.
Bound FindBound(std::span<const BoundPacket> packets, const BoundParams& params);

/// Format the bound as JSON and as text. `input` names the trace.
std::string BoundJson(const Bound& bound, const BoundParams& params, const std::string& input);
std::string BoundText(const Bound& bound, const BoundParams& params, const std::string& input);

}  // namespace neteq::sim
