// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"

/// Parameters of the delay manager. Descriptions name the NetEQ generation of each default.
namespace neteq::delay {

enum class EstimatorKind { kIat, kRelative, kFixed };
enum class ArrivalClock { kCaller, kPlayoutTicks };

}  // namespace neteq::delay

namespace neteq {

template <>
struct EnumNames<delay::EstimatorKind> {
  static constexpr std::array<std::string_view, 3> kNames = {"iat", "relative", "fixed"};
};
template <>
struct EnumNames<delay::ArrivalClock> {
  static constexpr std::array<std::string_view, 2> kNames = {"caller", "playout_ticks"};
};

namespace delay {

/// Bounds and choice of estimator.
struct DelayParams {
  EstimatorKind estimator = EstimatorKind::kRelative;
  ArrivalClock arrival_clock = ArrivalClock::kCaller;
  int start_delay_ms = 80;
  int min_delay_ms = 0;
  int max_delay_ms = 0;
  int base_min_delay_ms = 0;
  bool keep_knowledge = true;
};
constexpr auto FieldsOf(const DelayParams*) {
  using P = DelayParams;
  return std::tuple{
      MakeChoice(&P::estimator, "estimator",
                 "Which estimator learns the target delay: iat, from inter-arrival times (NetEQ "
                 "until 2019), "
                 "relative, from the delay behind the fastest packet of late (NetEQ since); fixed "
                 "stays at start_delay_ms."),
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
      MakeSwitch(&P::keep_knowledge, "keep_knowledge",
                 "Keep what has been learned of the network when the sender changes its codec, its "
                 "SSRC or its time line (NetEQ: off)."),
  };
}
static_assert(Declared<DelayParams>);

/// Inter-arrival-time estimator (NetEQ 2018).
struct IatParams {
  double quantile = 0.95;
  double forget_factor = 0.9993;
  bool streaming = false;
};
constexpr auto FieldsOf(const IatParams*) {
  using P = IatParams;
  return std::tuple{
      MakeField(&P::quantile, "quantile", Unit::kRatio, 0.5, 0.9999,
                "Share of packets that shall arrive in time (NetEQ 2018: 0.95)."),
      MakeField(&P::forget_factor, "forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the histogram kept at each packet, after the start-up ramp (NetEQ 2018: "
                "0.9993)."),
      MakeSwitch(&P::streaming, "streaming",
                 "For live listening, where delay matters little: a quantile of 0.9995 whatever "
                 "`quantile` says, and the highest accumulated delay of the last ten minutes as a "
                 "floor (NetEQ 2018's streaming playout mode)."),
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

/// Relative-delay estimator (NetEQ 2024).
struct RelativeParams {
  int window_ms = 2000;
  double quantile = 0.98;
  double long_delay_quantile = 0.94;
  int long_delay_ms = 80;
  double forget_factor = 0.983;
  double start_weight = 1.0;
  int resample_interval_ms = 500;
  int bucket_ms = 5;
  bool use_reorder_optimizer = true;
  double reorder_forget_factor = 0.9993;
  double reorder_start_weight = 2.0;
  double ms_per_loss_percent = 40.0;
  bool learn_from_redundancy = true;
};
constexpr auto FieldsOf(const RelativeParams*) {
  using P = RelativeParams;
  return std::tuple{
      MakeField(&P::window_ms, "window_ms", Unit::kMilliseconds, 100, 10'000,
                "Media time in which the fastest packet is looked for; with every estimator "
                "(NetEQ: 2000)."),
      MakeField(&P::quantile, "quantile", Unit::kRatio, 0.5, 0.9999,
                "Share of intervals in which no packet in order shall be late (NetEQ: 0.95)."),
      MakeField(&P::long_delay_quantile, "long_delay_quantile", Unit::kRatio, 0.5, 0.9999,
                "The same where that takes more than long_delay_ms, since delay weighs heavier "
                "there (NetEQ: as quantile)."),
      MakeField(&P::long_delay_ms, "long_delay_ms", Unit::kMilliseconds, 0, 2000,
                "From here on a millisecond of delay costs five times as much conversational "
                "quality (E-model after Cole and Rosenbluth 2001: 177 ms from mouth to ear, of "
                "which 100 are assumed elsewhere)."),
      MakeField(&P::forget_factor, "forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the histogram kept at each interval, in the end (NetEQ: 0.983)."),
      MakeField(&P::start_weight, "start_weight", Unit::kRatio, 1.0, 100.0,
                "Weight w of a new interval while few are known: the n-th weighs w/n, at most 1. 1 "
                "counts all alike; 2 makes the second erase the first (NetEQ: 2)."),
      MakeField(&P::resample_interval_ms, "resample_interval_ms", Unit::kMilliseconds, 0, 10'000,
                "Length of an interval, of which only the largest delay counts; 0: every packet "
                "counts (NetEQ: 500)."),
      MakeField(&P::bucket_ms, "bucket_ms", Unit::kMilliseconds, 5, 20,
                "Step of the target delay; the histograms reach to 2000 ms (NetEQ: 20)."),
      MakeSwitch(&P::use_reorder_optimizer, "use_reorder_optimizer",
                 "Wait for reordered packets where the loss avoided is worth the delay (NetEQ: "
                 "on)."),
      MakeField(&P::reorder_forget_factor, "reorder_forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the reordering histogram kept at each packet, in the end (NetEQ: "
                "0.9993)."),
      MakeField(&P::reorder_start_weight, "reorder_start_weight", Unit::kRatio, 1.0, 100.0,
                "start_weight of the reordering histogram (NetEQ: 2)."),
      MakeField(&P::ms_per_loss_percent, "ms_per_loss_percent", Unit::kMilliseconds, 0.0, 1000.0,
                "Delay that one percent less loss by reordering is worth (NetEQ: 20)."),
      MakeSwitch(&P::learn_from_redundancy, "learn_from_redundancy",
                 "Count redundant copies as arrivals, so that the target makes room for them "
                 "(NetEQ 2024: on)."),
  };
}
static_assert(Declared<RelativeParams>);

/// All parameters of the delay manager.
struct DelayConfig {
  DelayParams delay{};
  IatParams iat{};
  PeakParams peak{};
  RelativeParams relative{};
};

}  // namespace delay
}  // namespace neteq
