// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "base/fields.h"

/// Declared parameters of the delay manager. Defaults name the NetEQ generation they come from.
namespace neteq::delay {

enum class EstimatorKind { kIat };
enum class ArrivalClock { kCaller, kPlayoutTicks };

}  // namespace neteq::delay

namespace neteq {

template <>
struct EnumNames<delay::EstimatorKind> {
  static constexpr std::array<std::string_view, 1> kNames = {"iat"};
};
template <>
struct EnumNames<delay::ArrivalClock> {
  static constexpr std::array<std::string_view, 2> kNames = {"caller", "playout_ticks"};
};

namespace delay {

/// Bounds and choice of estimator.
struct DelayParams {
  EstimatorKind estimator = EstimatorKind::kIat;
  ArrivalClock arrival_clock = ArrivalClock::kCaller;
  int start_delay_ms = 80;
  int min_delay_ms = 0;
  int max_delay_ms = 0;
  int base_min_delay_ms = 0;
};
constexpr auto FieldsOf(const DelayParams*) {
  using P = DelayParams;
  return std::tuple{
      MakeChoice(&P::estimator, "estimator", "Which estimator learns the target delay."),
      MakeChoice(
          &P::arrival_clock, "arrival_clock",
          "Arrival times as the caller gives them, or rounded to ticks of 10 ms as NetEQ does."),
      MakeField(&P::start_delay_ms, "start_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Target delay until the estimator knows better (NetEQ: 80)."),
      MakeField(&P::min_delay_ms, "min_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Smallest target delay."),
      MakeField(&P::max_delay_ms, "max_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Largest target delay; 0 = none."),
      MakeField(&P::base_min_delay_ms, "base_min_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "The application's own floor under the target delay; gives way to max_delay_ms."),
  };
}
static_assert(Declared<DelayParams>);

/// Inter-arrival-time estimator (NetEQ 2018).
struct IatParams {
  double quantile = 0.95;
  double forget_factor = 0.9993;
};
constexpr auto FieldsOf(const IatParams*) {
  using P = IatParams;
  return std::tuple{
      MakeField(&P::quantile, "quantile", Unit::kRatio, 0.5, 0.9999,
                "Share of packets that shall arrive in time (NetEQ 2018: 0.95)."),
      MakeField(&P::forget_factor, "forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the histogram kept at each packet, after the start-up ramp (NetEQ 2018: "
                "0.9993)."),
  };
}
static_assert(Declared<IatParams>);

/// Delay-peak detector of the inter-arrival-time estimator (NetEQ 2018).
struct PeakParams {
  bool enabled = true;
  int height_ms = 78;
  int max_period_ms = 10'000;
};
constexpr auto FieldsOf(const PeakParams*) {
  using P = PeakParams;
  return std::tuple{
      MakeSwitch(&P::enabled, "enabled", "Raise the target to recurring delay peaks."),
      MakeField(&P::height_ms, "height_ms", Unit::kMilliseconds, 1, 10'000,
                "How far above the quantile an inter-arrival time must lie to be a peak (NetEQ "
                "2018: 78)."),
      MakeField(&P::max_period_ms, "max_period_ms", Unit::kMilliseconds, 100, 600'000,
                "Peaks further apart than this do not recur (NetEQ 2018: 10000)."),
  };
}
static_assert(Declared<PeakParams>);

/// Everything the delay manager is configured by.
struct DelayConfig {
  DelayParams delay{};
  IatParams iat{};
  PeakParams peak{};
};

}  // namespace delay
}  // namespace neteq
