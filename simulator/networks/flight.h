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

/// Helpers shared by the network models.
namespace neteq::sim {

/// A packet in transit.
struct Flight {
  size_t packet = 0;  ///< index at the sender; duplicates share it
  Duration time{0};   ///< time at which it enters a model, then at which it leaves
  size_t bytes = 0;   ///< RTP packet without lower-layer headers

  friend bool operator==(const Flight&, const Flight&) = default;
};
/// Packets sorted by time at the input of a model, in any order at its output.
using Flights = std::vector<Flight>;

/// A model with its parameters. It removes lost packets and only increases times.
using NetworkStage = std::function<void(Flights&, Random&)>;

/// Enforces first in, first out: no packet leaves before one that entered earlier.
inline void KeepOrder(Flights& flights) {
  for (size_t i = 1; i < flights.size(); ++i) {
    flights[i].time = std::max(flights[i].time, flights[i - 1].time);
  }
}

/// Delays each flight by `delay_of(flight)`; nullopt loses it.
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

/// A random number in (0, 1), uniform.
inline double OpenUniform(Random& random) { return (random.Next() + 0.5) * 0x1p-32; }

/// A random number, uniform from mean * (1 - spread) to mean * (1 + spread).
inline double Vary(double mean, double spread, Random& random) {
  return mean * (1.0 + spread * (2.0 * random.Uniform() - 1.0));
}

/// Standard normal AR(1) process; consecutive values have `correlation`.
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
