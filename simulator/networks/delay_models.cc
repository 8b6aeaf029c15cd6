// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/delay_models.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "simulator/networks/quantiles.h"
#include "simulator/networks/schedule.h"

namespace neteq::sim {
namespace {

/// Adds delays: `ms_of` maps standard normal numbers to the distribution.
template <class DelayOfNormal>
void AddDraws(const DrawParams& draw, DelayOfNormal ms_of, Flights& flights, Random& random) {
  NormalProcess process(draw.correlation, random);
  for (Flight& flight : flights) {
    flight.time += FromMs(std::clamp(ms_of(process.Next()), 0.0, draw.max_ms));
  }
  if (!draw.reorder) KeepOrder(flights);
}

}  // namespace

void Pass(const ConstantDelay& model, Flights& flights, Random& /*random*/) {
  for (Flight& flight : flights) flight.time += FromMs(model.delay_ms);
}

Status Check(const UniformDelay& model) {
  if (model.low_ms <= model.high_ms) return {};
  return {StatusCode::kInvalidArgument, "low is above high; raise high or lower low"};
}

void Pass(const UniformDelay& model, Flights& flights, Random& random) {
  const double range_ms = model.high_ms - model.low_ms;
  const auto ms_of = [&](double z) { return model.low_ms + range_ms * NormalCdf(z); };
  AddDraws(model.draw, ms_of, flights, random);
}

void Pass(const NormalDelay& model, Flights& flights, Random& random) {
  const auto ms_of = [&](double z) { return model.mean_ms + model.sd_ms * z; };
  AddDraws(model.draw, ms_of, flights, random);
}

void Pass(const LognormalDelay& model, Flights& flights, Random& random) {
  // Mean E = exp(mu + sigma^2 / 2), variance = E^2 (exp(sigma^2) - 1).
  const double variation = model.sd_ms / model.mean_ms;
  const double log_variance = std::log1p(variation * variation);
  const double log_mean = std::log(model.mean_ms) - 0.5 * log_variance;
  const auto ms_of = [&](double z) { return std::exp(log_mean + std::sqrt(log_variance) * z); };
  AddDraws(model.draw, ms_of, flights, random);
}

void Pass(const GammaDelay& model, Flights& flights, Random& random) {
  const double scale_ms = model.mean_ms / model.shape;
  const auto ms_of = [&](double z) { return scale_ms * GammaQuantile(NormalCdf(z), model.shape); };
  AddDraws(model.draw, ms_of, flights, random);
}

void Pass(const ParetoDelay& model, Flights& flights, Random& random) {
  const double scale_ms = model.mean_ms * (model.shape - 1.0);
  const auto ms_of = [&](double z) {
    return scale_ms * (std::pow(NormalCdf(-z), -1.0 / model.shape) - 1.0);
  };
  AddDraws(model.draw, ms_of, flights, random);
}

Status Check(const Bufferbloat& model) {
  if (model.rise_ms + model.fall_ms <= model.every_ms * (1.0 - model.spread)) return {};
  return {StatusCode::kInvalidArgument,
          "rise + fall exceed every * (1 - spread), so ramps would overlap; raise every"};
}

void Pass(const Bufferbloat& model, Flights& flights, Random& random) {
  if (flights.empty()) return;
  Schedule ramps(model.every_ms, model.spread, flights.front().time, random);
  std::optional<Duration> foot;
  double height_ms = 0.0;
  for (Flight& flight : flights) {
    while (ramps.next() <= flight.time) {
      foot = ramps.next();
      height_ms = Vary(model.height_ms, model.spread, random);
      ramps.Advance();
    }
    if (!foot) continue;
    const double since_ms = ToMs(flight.time - *foot);
    const double until_ms = model.rise_ms + model.fall_ms - since_ms;
    const double part = since_ms < model.rise_ms ? since_ms / model.rise_ms
                        : until_ms > 0.0         ? until_ms / model.fall_ms
                                                 : 0.0;
    flight.time += FromMs(height_ms * part);
  }
  KeepOrder(flights);
}

void Pass(const DelayStep& model, Flights& flights, Random& /*random*/) {
  if (flights.empty()) return;
  const Duration at = flights.front().time + FromMs(model.at_ms);
  for (Flight& flight : flights) {
    flight.time += FromMs(flight.time < at ? model.before_ms : model.after_ms);
  }
  KeepOrder(flights);
}

void Pass(const RouteChange& model, Flights& flights, Random& random) {
  if (flights.empty()) return;
  Schedule changes(model.every_ms, model.spread, flights.front().time, random);
  const auto below = [&](int count) { return static_cast<int>(random.Uniform() * count); };
  int level = below(model.levels);
  for (Flight& flight : flights) {
    for (; changes.next() <= flight.time; changes.Advance()) {
      level = (level + 1 + below(model.levels - 1)) % model.levels;
    }
    flight.time += FromMs(model.height_ms * level / (model.levels - 1));
  }
  KeepOrder(flights);
}

void Pass(const ClockDrift& model, Flights& flights, Random& /*random*/) {
  if (flights.empty()) return;
  const Duration still = model.ppm < 0.0 ? flights.front().time : flights.back().time;
  for (Flight& flight : flights) {
    flight.time += FromMs(ToMs(still - flight.time) * model.ppm * 1e-6);
  }
}

}  // namespace neteq::sim
