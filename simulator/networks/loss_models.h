// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/flight.h"

/// Loss models. They start in their stationary state.
namespace neteq::sim {

/// Heuristic bound of the mean burst length.
inline constexpr double kMaxBurstPackets = 100'000;

struct IndependentLoss {
  double loss = 0.01;
};
constexpr auto FieldsOf(const IndependentLoss*) {
  return std::tuple{
      MakeField(&IndependentLoss::loss, "loss", Unit::kRatio, 0, 1, "Share of packets lost.")};
}
static_assert(Declared<IndependentLoss>);
void Pass(const IndependentLoss& model, Flights& flights, Random& random);

/// Two states, good and bad (Gilbert, "Capacity of a burst-noise channel", 1960; Elliott, 1963).
struct GilbertLoss {
  double loss = 0.05;
  double burst_packets = 3;
  double bad_loss = 1;
  double good_loss = 0;
};
constexpr auto FieldsOf(const GilbertLoss*) {
  using P = GilbertLoss;
  return std::tuple{
      MakeField(&P::loss, "loss", Unit::kRatio, 0, 1, "Share of packets lost."),
      MakeField(&P::burst_packets, "burst", Unit::kPackets, 1, kMaxBurstPackets,
                "Mean length of the bad state; the mean loss burst if bad_loss is 100%."),
      MakeField(&P::bad_loss, "bad_loss", Unit::kRatio, 0, 1,
                "Share of packets lost in the bad state."),
      MakeField(&P::good_loss, "good_loss", Unit::kRatio, 0, 1,
                "Share of packets lost in the good state."),
  };
}
static_assert(Declared<GilbertLoss>);
Status Check(const GilbertLoss& model);
void Pass(const GilbertLoss& model, Flights& flights, Random& random);

/// Four states, with the intuitive parameters of Salsano, Ludovici, Ordine, Giannuzzi, "Definition
/// of a general and intuitive loss model for packet networks and its implementation in the Netem
/// module in the Linux kernel", 2012.
struct MarkovLoss {
  double loss = 0.05;
  double burst_packets = 8;
  double density = 0.7;
  double good_packets = 2;
  double isolated = 0;
};
constexpr auto FieldsOf(const MarkovLoss*) {
  using P = MarkovLoss;
  return std::tuple{
      MakeField(&P::loss, "loss", Unit::kRatio, 0, 1, "Share of packets lost."),
      MakeField(&P::burst_packets, "burst", Unit::kPackets, 1, kMaxBurstPackets,
                "Mean length of a burst from its first to its last loss, including packets that "
                "arrive in between."),
      MakeField(&P::density, "density", Unit::kRatio, 0.001, 1,
                "Share of packets lost within bursts."),
      MakeField(&P::good_packets, "good", Unit::kPackets, 1, kMaxBurstPackets,
                "Mean length of a run of arrivals within a burst."),
      MakeField(&P::isolated, "isolated", Unit::kRatio, 0, 1,
                "Share of all packets lost singly, outside bursts; included in `loss`."),
  };
}
static_assert(Declared<MarkovLoss>);
Status Check(const MarkovLoss& model);
void Pass(const MarkovLoss& model, Flights& flights, Random& random);

}  // namespace neteq::sim
