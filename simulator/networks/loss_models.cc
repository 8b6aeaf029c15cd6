// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/loss_models.h"

#include <optional>

namespace neteq::sim {
namespace {

bool Happens(double probability, Random& random) { return random.Uniform() < probability; }

template <class IsLost>
void LoseEach(Flights& flights, IsLost is_lost) {
  DelayEach(flights,
            [&](const Flight&) { return is_lost() ? std::nullopt : std::optional(Duration(0)); });
}

/// Share of time in the bad state.
double BadShare(const GilbertLoss& model) {
  return (model.loss - model.good_loss) / (model.bad_loss - model.good_loss);
}
/// Transition probability to the bad state, from the balance of the chain.
double ToBad(const GilbertLoss& model) {
  const double bad = BadShare(model);
  return bad / (1.0 - bad) / model.burst_packets;
}

/// Stationary probabilities and transition probabilities of the four-state chain. States are
/// numbered as in the report.
struct MarkovChain {
  double arrives = 0;           // state 1: between bursts
  double arrives_in_burst = 0;  // state 2
  double lost_in_burst = 0;     // state 3
  double p13 = 0, p14 = 0, p31 = 0, p32 = 0, p23 = 0;
};

MarkovChain ChainOf(const MarkovLoss& model) {
  MarkovChain chain;
  chain.lost_in_burst = model.loss - model.isolated;
  chain.arrives_in_burst = chain.lost_in_burst * (1.0 - model.density) / model.density;
  chain.arrives = 1.0 - model.loss - chain.arrives_in_burst;
  // A burst can only end in state 3, which it visits burst * density times.
  chain.p31 = 1.0 / (model.density * model.burst_packets);
  chain.p23 = 1.0 / model.good_packets;
  chain.p32 = chain.p23 * (1.0 - model.density) / model.density;
  chain.p13 = chain.lost_in_burst * chain.p31 / chain.arrives;
  chain.p14 = model.isolated / chain.arrives;
  return chain;
}

enum class MarkovState { kArrives, kArrivesInBurst, kLostInBurst, kLostAlone };

/// Draws from the stationary distribution; `draw` is uniform in [0, 1).
MarkovState FirstState(const MarkovChain& chain, double draw) {
  if (draw < chain.arrives) return MarkovState::kArrives;
  if (draw < chain.arrives + chain.arrives_in_burst) return MarkovState::kArrivesInBurst;
  const double alone_from = chain.arrives + chain.arrives_in_burst + chain.lost_in_burst;
  return draw < alone_from ? MarkovState::kLostInBurst : MarkovState::kLostAlone;
}

MarkovState NextState(const MarkovChain& chain, MarkovState state, double draw) {
  switch (state) {
    case MarkovState::kArrives:
      if (draw < chain.p13) return MarkovState::kLostInBurst;
      return draw < chain.p13 + chain.p14 ? MarkovState::kLostAlone : state;
    case MarkovState::kArrivesInBurst:
      return draw < chain.p23 ? MarkovState::kLostInBurst : state;
    case MarkovState::kLostInBurst:
      if (draw < chain.p31) return MarkovState::kArrives;
      return draw < chain.p31 + chain.p32 ? MarkovState::kArrivesInBurst : state;
    case MarkovState::kLostAlone:
      break;
  }
  return MarkovState::kArrives;
}

}  // namespace

void Pass(const IndependentLoss& model, Flights& flights, Random& random) {
  LoseEach(flights, [&] { return Happens(model.loss, random); });
}

Status Check(const GilbertLoss& model) {
  if (!(model.good_loss <= model.loss && model.loss < model.bad_loss)) {
    return {StatusCode::kInvalidArgument, "loss must be at least good_loss and below bad_loss"};
  }
  if (ToBad(model) <= 1.0) return {};
  return {StatusCode::kInvalidArgument, "this loss needs longer bursts; raise burst or lower loss"};
}

void Pass(const GilbertLoss& model, Flights& flights, Random& random) {
  const double to_bad = ToBad(model);
  const double to_good = 1.0 / model.burst_packets;
  bool is_bad = Happens(BadShare(model), random);
  LoseEach(flights, [&] {
    const bool is_lost = Happens(is_bad ? model.bad_loss : model.good_loss, random);
    if (Happens(is_bad ? to_good : to_bad, random)) is_bad = !is_bad;
    return is_lost;
  });
}

Status Check(const MarkovLoss& model) {
  if (model.isolated > model.loss) {
    return {StatusCode::kInvalidArgument, "isolated exceeds loss, which includes it"};
  }
  const MarkovChain chain = ChainOf(model);
  if (chain.p31 > 1.0 || chain.p31 + chain.p32 > 1.0) {
    return {StatusCode::kInvalidArgument,
            "bursts would have less than one consecutive loss; raise density, burst or good"};
  }
  if (chain.arrives > 0.0 && chain.p13 + chain.p14 <= 1.0) return {};
  return {StatusCode::kInvalidArgument,
          "this loss needs longer or denser bursts; raise burst or density, or lower loss"};
}

void Pass(const MarkovLoss& model, Flights& flights, Random& random) {
  const MarkovChain chain = ChainOf(model);
  MarkovState state = FirstState(chain, random.Uniform());
  LoseEach(flights, [&] {
    const bool is_lost = state == MarkovState::kLostInBurst || state == MarkovState::kLostAlone;
    state = NextState(chain, state, random.Uniform());
    return is_lost;
  });
}

}  // namespace neteq::sim
