// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/delay_models.h"
#include "simulator/networks/flight.h"

/// Models of times when nothing gets through. What comes then is held, in order.
namespace neteq::sim {

struct Freeze {
  double every_ms = 10'000;
  double length_ms = 300;
  double spread = 0.3;
};
constexpr auto FieldsOf(const Freeze*) {
  using P = Freeze;
  return std::tuple{
      MakeField(&P::every_ms, "every", Unit::kMilliseconds, 1, kMaxModelIntervalMs,
                "Mean time from the start of one freeze to the next."),
      MakeField(&P::length_ms, "length", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Mean length; then everything is delivered at once."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Time to the next and length vary by so much up and down."),
  };
}
static_assert(Declared<Freeze>);
Status Check(const Freeze& model);
void Pass(const Freeze& model, Flights& flights, Random& random);

struct Handover {
  double every_ms = 30'000;
  double length_ms = 100;
  double spread = 0.5;
  double spacing_ms = 2;
  double loss = 0;
};
constexpr auto FieldsOf(const Handover*) {
  using P = Handover;
  return std::tuple{
      MakeField(&P::every_ms, "every", Unit::kMilliseconds, 1, kMaxModelIntervalMs,
                "Mean time from the start of one stall to the next."),
      MakeField(&P::length_ms, "length", Unit::kMilliseconds, 0, kMaxModelDelayMs, "Mean length."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Time to the next and length vary by so much up and down."),
      MakeField(&P::spacing_ms, "spacing", Unit::kMilliseconds, 0, 1000,
                "Held packets leave so far apart."),
      MakeField(&P::loss, "loss", Unit::kRatio, 0, 1, "Share of held packets that is lost."),
  };
}
static_assert(Declared<Handover>);
Status Check(const Handover& model);
void Pass(const Handover& model, Flights& flights, Random& random);

/// A Wi-Fi station looks for other access points: it leaves its channel for each of the others.
struct WifiScan {
  double every_ms = 60'000;
  int channels = 10;
  double dwell_ms = 40;
  double home_ms = 20;
  double spread = 0.1;
};
constexpr auto FieldsOf(const WifiScan*) {
  using P = WifiScan;
  return std::tuple{
      MakeField(&P::every_ms, "every", Unit::kMilliseconds, 1, kMaxModelIntervalMs,
                "Mean time from the start of one scan to the next."),
      MakeField(&P::channels, "channels", Unit::kNone, 1, 100, "Channels visited."),
      MakeField(&P::dwell_ms, "dwell", Unit::kMilliseconds, 0, 1000,
                "Time away on each of them; then all held packets come at once."),
      MakeField(&P::home_ms, "home", Unit::kMilliseconds, 0, 10'000,
                "Time back on the own channel after each of them."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "The time to the next scan varies by so much up and down."),
  };
}
static_assert(Declared<WifiScan>);
Status Check(const WifiScan& model);
void Pass(const WifiScan& model, Flights& flights, Random& random);

}  // namespace neteq::sim
