// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/flight.h"

/// Models of delay: each Pass adds to the times of the flights. All keep their order, but for
/// distributions that are asked not to.
namespace neteq::sim {

/// Bounds of the parameters: half a minute of delay, a day between events.
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

/// What all distributions have.
struct DrawParams {
  double correlation = 0;
  double max_ms = 10'000;
  bool reorder = false;
};
constexpr auto FieldsOf(const DrawParams*) {
  using P = DrawParams;
  return std::tuple{
      MakeField(&P::correlation, "correlation", Unit::kRatio, 0, 0.9999,
                "Of the delay of a packet with that of the one before (a Gaussian copula of first "
                "order: the distribution stays)."),
      MakeField(&P::max_ms, "max", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Larger delays are cut to this."),
      MakeSwitch(&P::reorder, "reorder",
                 "Let a packet overtake one with a larger delay; otherwise it waits behind it, so "
                 "delays grow where packets follow each other closely."),
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
                "Mean, before negative delays are cut to 0."),
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
                "Standard deviation, of the delay and not of its logarithm."),
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
                "The standard deviation is mean / sqrt(shape); 1 is the exponential distribution."),
      MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<GammaDelay>);
void Pass(const GammaDelay& model, Flights& flights, Random& random);

/// Of the second kind (Lomax): from 0 on, P(delay > x) = (1 + x / scale)^-shape.
struct ParetoDelay {
  double mean_ms = 10;
  double shape = 2.5;
  DrawParams draw{};
};
constexpr auto FieldsOf(const ParetoDelay*) {
  using P = ParetoDelay;
  return std::tuple{MakeField(&P::mean_ms, "mean", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                              "Mean, before large delays are cut."),
                    MakeField(&P::shape, "shape", Unit::kNone, 1.01, 100,
                              "The smaller the longer the tail; the variance is finite above 2."),
                    MakeGroup(&P::draw, "draw")};
}
static_assert(Declared<ParetoDelay>);
void Pass(const ParetoDelay& model, Flights& flights, Random& random);

/// Queues that fill up and drain under the traffic of others.
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
                "Mean delay at the top of a ramp."),
      MakeField(&P::rise_ms, "rise", Unit::kMilliseconds, 0, kMaxModelIntervalMs,
                "Time from the foot to the top."),
      MakeField(&P::fall_ms, "fall", Unit::kMilliseconds, 0, kMaxModelIntervalMs,
                "Time from the top to the foot; packets at most catch up with each other."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "Time to the next ramp and height vary by so much up and down."),
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
                "Time from the first packet."),
      MakeField(&P::before_ms, "before", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Delay until then."),
      MakeField(&P::after_ms, "after", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Delay from then on."),
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
                "Delay of the longest route above that of the shortest."),
      MakeField(&P::levels, "levels", Unit::kNone, 2, 1000,
                "Routes, evenly spaced in delay; each change takes another one."),
      MakeField(&P::spread, "spread", Unit::kRatio, 0, 0.99,
                "The time between changes varies by so much up and down."),
  };
}
static_assert(Declared<RouteChange>);
void Pass(const RouteChange& model, Flights& flights, Random& random);

struct ClockDrift {
  double ppm = 100;
};
constexpr auto FieldsOf(const ClockDrift*) {
  return std::tuple{MakeField(&ClockDrift::ppm, "ppm", Unit::kPartsPerMillion, -10'000, 10'000,
                              "How much too fast the sender's clock is. Its packets come ever "
                              "earlier; the first is delayed so that the last is not.")};
}
static_assert(Declared<ClockDrift>);
void Pass(const ClockDrift& model, Flights& flights, Random& random);

}  // namespace neteq::sim
