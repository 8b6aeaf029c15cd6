// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/delay_models.h"
#include "simulator/networks/flight.h"

/// Models of outages. Packets that arrive during an outage are held, in order.
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
                "Mean length of a freeze; all held packets are delivered at its end."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Relative variation of `every` and `length`, in either direction."),
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
      MakeField(&P::length_ms, "length", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Mean length of a stall."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Relative variation of `every` and `length`, in either direction."),
      MakeField(&P::spacing_ms, "spacing", Unit::kMilliseconds, 0, 1000,
                "Interval between held packets when they are delivered."),
      MakeField(&P::loss, "loss", Unit::kRatio, 0, 1, "Share of held packets lost."),
  };
}
static_assert(Declared<Handover>);
Status Check(const Handover& model);
void Pass(const Handover& model, Flights& flights, Random& random);

/// A Wi-Fi station scans for other access points: it leaves its channel to visit each of the
/// others.
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
      MakeField(&P::channels, "channels", Unit::kNone, 1, 100, "Number of channels visited."),
      MakeField(&P::dwell_ms, "dwell", Unit::kMilliseconds, 0, 1000,
                "Time on each channel; all held packets are delivered at its end."),
      MakeField(&P::home_ms, "home", Unit::kMilliseconds, 0, 10'000,
                "Time on the home channel after each visit."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Relative variation of `every`, in either direction."),
  };
}
static_assert(Declared<WifiScan>);
Status Check(const WifiScan& model);
void Pass(const WifiScan& model, Flights& flights, Random& random);

}  // namespace neteq::sim
