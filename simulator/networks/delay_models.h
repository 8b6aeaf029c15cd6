// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/flight.h"

/// Delay models. Each Pass adds delay to the times of the flights. All models keep the order of
/// packets, except distributions with `reorder`.
namespace neteq::sim {

/// Heuristic bounds of parameters: 30 s of delay, 24 h between events.
inline constexpr double kMaxModelDelayMs = 30'000;
inline constexpr double kMaxModelIntervalMs = 86'400'000;

struct ConstantDelay {
  double delay_ms = 40;
};
constexpr auto FieldsOf(const ConstantDelay*) {
  return std::tuple{MakeField(&ConstantDelay::delay_ms, "delay", Unit::kMilliseconds, 0,
                              kMaxModelDelayMs, "Delay of every packet.")};
}
static_assert(Declared<ConstantDelay>);
void Pass(const ConstantDelay& model, Flights& flights, Random& random);

/// Parameters shared by all distributions.
struct DrawParams {
  double correlation = 0;
  double max_ms = 10'000;
  bool reorder = false;
};
constexpr auto FieldsOf(const DrawParams*) {
  using P = DrawParams;
  return std::tuple{
      MakeField(&P::correlation, "correlation", Unit::kRatio, 0, 0.9999,
                "Correlation between the delays of consecutive packets. A first-order Gaussian "
                "copula: the distribution of the delay does not change."),
      MakeField(&P::max_ms, "max", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Upper limit of the delay; larger values are clipped."),
      MakeSwitch(
          &P::reorder, "reorder",
          "Let a packet overtake one with a larger delay. Otherwise it waits for that packet, "
          "so delays grow when packets are closely spaced."),
  };
}
static_assert(Declared<DrawParams>);

struct UniformDelay {
  double low_ms = 0;
  double high_ms = 20;
  DrawParams draw{};
};
constexpr auto FieldsOf(const UniformDelay*) {
  using P = UniformDelay;
  return std::tuple{
      MakeField(&P::low_ms, "low", Unit::kMilliseconds, 0, kMaxModelDelayMs, "Smallest delay."),
      MakeField(&P::high_ms, "high", Unit::kMilliseconds, 0, kMaxModelDelayMs, "Largest delay."),
      MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<UniformDelay>);
Status Check(const UniformDelay& model);
void Pass(const UniformDelay& model, Flights& flights, Random& random);

struct NormalDelay {
  double mean_ms = 40;
  double sd_ms = 5;
  DrawParams draw{};
};
constexpr auto FieldsOf(const NormalDelay*) {
  using P = NormalDelay;
  return std::tuple{
      MakeField(&P::mean_ms, "mean", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Mean before negative delays are clipped to 0."),
      MakeField(&P::sd_ms, "sd", Unit::kMilliseconds, 0, kMaxModelDelayMs, "Standard deviation."),
      MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<NormalDelay>);
void Pass(const NormalDelay& model, Flights& flights, Random& random);

struct LognormalDelay {
  double mean_ms = 10;
  double sd_ms = 10;
  DrawParams draw{};
};
constexpr auto FieldsOf(const LognormalDelay*) {
  using P = LognormalDelay;
  return std::tuple{
      MakeField(&P::mean_ms, "mean", Unit::kMilliseconds, 0.001, kMaxModelDelayMs, "Mean."),
      MakeField(&P::sd_ms, "sd", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Standard deviation of the delay, not of its logarithm."),
      MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<LognormalDelay>);
void Pass(const LognormalDelay& model, Flights& flights, Random& random);

struct GammaDelay {
  double mean_ms = 10;
  double shape = 2;
  DrawParams draw{};
};
constexpr auto FieldsOf(const GammaDelay*) {
  using P = GammaDelay;
  return std::tuple{
      MakeField(&P::mean_ms, "mean", Unit::kMilliseconds, 0, kMaxModelDelayMs, "Mean."),
      MakeField(&P::shape, "shape", Unit::kNone, 0.1, 100,
                "Standard deviation = mean / sqrt(shape); 1 is the exponential distribution."),
      MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<GammaDelay>);
void Pass(const GammaDelay& model, Flights& flights, Random& random);

/// Pareto distribution of the second kind (Lomax): P(delay > x) = (1 + x / scale)^-shape for x >=
/// 0.
struct ParetoDelay {
  double mean_ms = 10;
  double shape = 2.5;
  DrawParams draw{};
};
constexpr auto FieldsOf(const ParetoDelay*) {
  using P = ParetoDelay;
  return std::tuple{MakeField(&P::mean_ms, "mean", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                              "Mean before large delays are clipped."),
                    MakeField(&P::shape, "shape", Unit::kNone, 1.01, 100,
                              "Smaller values give a longer tail; the variance is finite above 2."),
                    MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<ParetoDelay>);
void Pass(const ParetoDelay& model, Flights& flights, Random& random);

/// A queue that fills and drains under cross traffic.
struct Bufferbloat {
  double every_ms = 20'000;
  double height_ms = 400;
  double rise_ms = 4'000;
  double fall_ms = 1'000;
  double spread = 0.3;
};
constexpr auto FieldsOf(const Bufferbloat*) {
  using P = Bufferbloat;
  return std::tuple{
      MakeField(&P::every_ms, "every", Unit::kMilliseconds, 1, kMaxModelIntervalMs,
                "Mean time from the start of one ramp to the next."),
      MakeField(&P::height_ms, "height", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Mean delay at the peak of a ramp."),
      MakeField(&P::rise_ms, "rise", Unit::kMilliseconds, 0, kMaxModelIntervalMs,
                "Time from the start of a ramp to its peak."),
      MakeField(&P::fall_ms, "fall", Unit::kMilliseconds, 0, kMaxModelIntervalMs,
                "Time from the peak to the end. Packets do not overtake each other while the delay "
                "falls."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Relative variation of `every` and `height`, in either direction."),
  };
}
static_assert(Declared<Bufferbloat>);
Status Check(const Bufferbloat& model);
void Pass(const Bufferbloat& model, Flights& flights, Random& random);

struct DelayStep {
  double at_ms = 10'000;
  double before_ms = 0;
  double after_ms = 100;
};
constexpr auto FieldsOf(const DelayStep*) {
  using P = DelayStep;
  return std::tuple{
      MakeField(&P::at_ms, "at", Unit::kMilliseconds, 0, kMaxModelIntervalMs,
                "Time of the change, from the first packet."),
      MakeField(&P::before_ms, "before", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Delay before the change."),
      MakeField(&P::after_ms, "after", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Delay after the change."),
  };
}
static_assert(Declared<DelayStep>);
void Pass(const DelayStep& model, Flights& flights, Random& random);

struct RouteChange {
  double every_ms = 30'000;
  double height_ms = 40;
  int levels = 2;
  double spread = 0.5;
};
constexpr auto FieldsOf(const RouteChange*) {
  using P = RouteChange;
  return std::tuple{
      MakeField(&P::every_ms, "every", Unit::kMilliseconds, 1, kMaxModelIntervalMs,
                "Mean time between changes."),
      MakeField(&P::height_ms, "height", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Difference in delay between the longest and the shortest route."),
      MakeField(&P::levels, "levels", Unit::kNone, 2, 1000,
                "Number of routes, evenly spaced in delay; each change selects another one."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Relative variation of `every`, in either direction."),
  };
}
static_assert(Declared<RouteChange>);
void Pass(const RouteChange& model, Flights& flights, Random& random);

struct ClockDrift {
  double ppm = 100;
};
constexpr auto FieldsOf(const ClockDrift*) {
  return std::tuple{
      MakeField(&ClockDrift::ppm, "ppm", Unit::kPartsPerMillion, -10'000, 10'000,
                "Rate error of the sender's clock; positive = fast. A fast sender's "
                "packets arrive earlier and earlier; the first is delayed so that the "
                "last is not.")};
}
static_assert(Declared<ClockDrift>);
void Pass(const ClockDrift& model, Flights& flights, Random& random);

}  // namespace neteq::sim
