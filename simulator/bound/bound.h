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

/// How little delay would do for how little concealment, had one known what comes.
///
/// Model     Packet i is w_i of sound, sent at s_i, and comes d_i after the fastest way through the
///           network. A schedule gives it a playout delay p_i: it is due at s_i + p_i. It is
///           concealed if d_i > p_i, and always if it is lost.
///             played     from i to i + 1 the delay changes by at most r w_i, r being the limit on
///                        stretching; that is free.
///             concealed  the same, and the place of the packet may be cut short: the delay may
///                        fall by w_i.
///             left out   a packet in time may be dropped, place and all: the delay falls by w_i,
///                        if there is so much of it.
///             held up    before any packet the delay may rise further, by inserted concealment.
///             pause      where the sender is silent the delay may rise at will and fall by the
///                        length of the pause.
/// Measures  delay         sum of w_i p_i over the played packets, over the sum of their w_i
///           concealment   what is concealed, left out or inserted, over that plus what is played
///           as webrtc-stats has jitterBufferDelay over jitterBufferEmittedCount, but counted from
///           the fastest packet, and concealedSamples over totalSamplesReceived.
/// Method    Minimises (delay + price x concealment) / played by Dinkelbach's iterations, each a
///           dynamic programme over packets and a grid of delays; the price is swept. So the points
///           are the corners of the lower convex hull in the plane of delay and concealed/played:
///           each is optimal, between them lies the hull.
/// Cost      O(packets x levels) a programme, about 3 programmes a point; levels =
///           min(largest delay, max_delay_ms) / grid_ms. Memory O(packets + levels).
/// Accuracy  Delays and steps are rounded to the grid so that the result is at most two grid steps
///           above the optimum of the continuous problem.
/// Source    Moon, Kurose and Towsley, Multimedia Systems 6, 1998: one delay a talkspurt, by
/// dynamic
///           programming. New here: a delay a packet with a limit on its change, insertion and
///           omission, the hull. Dinkelbach, Management Science 13, 1967.
///
/// Only the packets themselves count: redundancy (RED, in-band FEC) lets a run do better than this.
namespace neteq::sim {

struct BoundPacket {
  double length_ms = 20.0;
  double pause_ms = 0.0;             ///< silence that the sender leaves after it
  std::optional<double> delay_ms{};  ///< above the fastest; nullopt: lost
};

/// The sound of a stream in order of sending, first copies alone; padding and telephone events left
/// out.
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
                "How much faster or slower sound may be played, %. 0: one delay between pauses "
                "(3GPP TS 26.114 Annex D has 15)."),
      MakeField(&P::grid_ms, "grid_ms", Unit::kMilliseconds, 1.0, 5.0, "Step of the delays tried."),
      MakeField(&P::max_delay_ms, "max_delay_ms", Unit::kMilliseconds, 10.0, 20'000.0,
                "No schedule has more; later packets are concealed."),
      MakeField(&P::max_concealed_pct, "max_concealed_pct", Unit::kNone, 0.0, 100.0,
                "Points above this share are not looked for."),
      MakeField(&P::points, "points", Unit::kNone, 2, 1000, "Points of the hull at most."),
  };
}
static_assert(Declared<BoundParams>);

/// What an optimal schedule reaches.
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
                "Share of the sound that is concealed, left out or inserted, %."),
      MakeField(&P::mean_delay_ms, "mean_delay_ms", Unit::kMilliseconds, 0.0, 1e6,
                "Mean playout delay of what is played, above the fastest packet."),
      MakeField(&P::inserted_pct, "inserted_pct", Unit::kNone, 0.0, 100.0,
                "Share that is inserted concealment, %."),
      MakeField(&P::price_ms, "price_ms", Unit::kMilliseconds, 0.0, 1e15,
                "Delay that saves as much concealment as sound is played: the slope of the hull."),
  };
}
static_assert(Declared<BoundPoint>);

/// No schedule has less than `value_ms` of delay + price x concealed/played.
struct BoundSupport {
  double price_ms = 0.0;
  double value_ms = 0.0;
};

struct Bound {
  std::vector<BoundPoint> points;      ///< corners of the hull; concealment rises, delay falls
  std::vector<BoundSupport> supports;  ///< lines that the hull lies on
  int64_t packets = 0;
  double sound_ms = 0.0;
  double lost_pct = 0.0;  ///< of the sound
  int levels = 0;         ///< delays tried

  /// No schedule with this much concealment has less mean delay; nullopt if none has so little
  /// concealment.
  std::optional<double> MeanDelayMs(double concealed_pct) const;
};

/// At least one packet arrives within max_delay_ms.
Bound FindBound(std::span<const BoundPacket> packets, const BoundParams& params);

/// For programs, and for people; `input` names the trace.
std::string BoundJson(const Bound& bound, const BoundParams& params, const std::string& input);
std::string BoundText(const Bound& bound, const BoundParams& params, const std::string& input);

}  // namespace neteq::sim
