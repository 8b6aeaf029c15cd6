// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "neteq/base/random.h"
#include "neteq/base/units.h"
#include "simulator/networks/quantiles.h"

/// What the models of a network have in common.
namespace neteq::sim {

/// A packet on its way.
struct Flight {
  size_t packet = 0;  ///< its number at the sender; duplicates share it
  Duration time{0};   ///< when it enters a model, then when it leaves it
  size_t bytes = 0;   ///< RTP, without the headers below it

  friend bool operator==(const Flight&, const Flight&) = default;
};
/// In order of time whenever a model gets them; it may leave them in any order.
using Flights = std::vector<Flight>;

/// One model, its parameters included. It removes what gets lost and never makes a time earlier.
using NetworkStage = std::function<void(Flights&, Random&)>;

/// First in, first out: nobody leaves before one that entered earlier.
inline void KeepOrder(Flights& flights) {
  for (size_t i = 1; i < flights.size(); ++i) {
    flights[i].time = std::max(flights[i].time, flights[i - 1].time);
  }
}

/// Moves each flight by the delay that `delay_of` has for it; none loses it.
template <class DelayOfFlight>
void DelayEach(Flights& flights, DelayOfFlight delay_of) {
  Flights kept;
  kept.reserve(flights.size());
  for (const Flight& flight : flights) {
    const std::optional<Duration> delay = delay_of(flight);
    if (delay) kept.push_back({flight.packet, flight.time + *delay, flight.bytes});
  }
  flights = std::move(kept);
}

/// Uniform above 0 and below 1.
inline double OpenUniform(Random& random) { return (random.Next() + 0.5) * 0x1p-32; }

/// `mean` with everything from 1 - spread to 1 + spread times it alike.
inline double Vary(double mean, double spread, Random& random) {
  return mean * (1.0 + spread * (2.0 * random.Uniform() - 1.0));
}

/// Standard normal numbers that form an AR(1) process: each has `correlation` to the one before.
class NormalProcess {
 public:
  NormalProcess(double correlation, Random& random)
      : correlation_(correlation),
        innovation_(std::sqrt(1.0 - correlation * correlation)),
        random_(random),
        last_(Draw()) {}
  double Next() {
    const double now = last_;
    last_ = correlation_ * last_ + innovation_ * Draw();
    return now;
  }

 private:
  double Draw() { return NormalQuantile(OpenUniform(random_)); }

  double correlation_;
  double innovation_;
  Random& random_;
  double last_;
};

}  // namespace neteq::sim
