// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/delay_manager/playout_rules.h"

/// Parameters of the delay manager. Descriptions name the NetEQ generation of each default.
namespace neteq::delay {

enum class EstimatorKind { kIat, kRelative, kFixed, kAdaptive };
enum class ArrivalClock { kCaller, kPlayoutTicks };

}  // namespace neteq::delay

namespace neteq {

template <>
struct EnumNames<delay::EstimatorKind> {
  static constexpr std::array<std::string_view, 4> kNames = {"iat", "relative", "fixed",
                                                             "adaptive"};
};
template <>
struct EnumNames<delay::ArrivalClock> {
  static constexpr std::array<std::string_view, 2> kNames = {"caller", "playout_ticks"};
};

namespace delay {

/// Bounds and choice of estimator.
struct DelayParams {
  EstimatorKind estimator = EstimatorKind::kAdaptive;
  ArrivalClock arrival_clock = ArrivalClock::kCaller;
  int start_delay_ms = 20;
  int min_delay_ms = 0;
  int max_delay_ms = 0;
  int base_min_delay_ms = 0;
  int floor_ms = 5;
  int reference_window_ms = 500;
  int reordering_window_ms = 2000;
  bool keep_knowledge = true;
  int route_step_ms = 80;
};
constexpr auto FieldsOf(const DelayParams*) {
  using P = DelayParams;
  return std::tuple{
      MakeChoice(&P::estimator, "estimator",
                 "Estimator of the target delay: iat uses inter-arrival times (NetEQ until 2019), "
                 "relative uses delays behind the fastest recent packet (NetEQ since 2019), fixed "
                 "always uses start_delay_ms, adaptive plays candidate targets on the packets that "
                 "arrived and uses the cheapest."),
      MakeChoice(
          &P::arrival_clock, "arrival_clock",
          "Arrival times as given by the caller, or rounded down to ticks of 10 ms as in NetEQ. In "
          "both cases a packet that misses a burst of pulls arrives with the next one."),
      MakeField(&P::start_delay_ms, "start_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Target delay before the estimator has learned one (NetEQ: 80)."),
      MakeField(&P::min_delay_ms, "min_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Minimum target delay."),
      MakeField(&P::max_delay_ms, "max_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Maximum target delay; 0 = none."),
      MakeField(&P::base_min_delay_ms, "base_min_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Minimum target delay set by the application; limited by max_delay_ms."),
      MakeField(&P::floor_ms, "floor_ms", Unit::kMilliseconds, 0, 1000,
                "Lower limit of the target delay, unless the maximum is below it; 0 = one "
                "packet length (NetEQ: 0)."),
      MakeField(&P::reference_window_ms, "reference_window_ms", Unit::kMilliseconds, 100, 10'000,
                "Window of media time in which the fastest packet is found, at least eight "
                "packets. A short window follows a growing queue (NetEQ: 2000)."),
      MakeField(&P::reordering_window_ms, "reordering_window_ms", Unit::kMilliseconds, 100, 10'000,
                "The estimator ignores a reordered packet that is older than the newest by more "
                "than this (NetEQ: 2000)."),
      MakeSwitch(&P::keep_knowledge, "keep_knowledge",
                 "Keep the learned network state when the sender changes its codec, SSRC or "
                 "timeline (NetEQ: off)."),
      MakeField(&P::route_step_ms, "route_step_ms", Unit::kMilliseconds, 0, 10'000,
                "A step of the transit time by this much that the next 100 ms confirm is a change "
                "of route, not jitter; 0 = all steps are jitter (NetEQ: 0)."),
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
                "Share of packets that must arrive in time (NetEQ 2018: 0.95)."),
      MakeField(&P::forget_factor, "forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the histogram kept at each packet after start-up (NetEQ 2018: 0.9993)."),
      MakeSwitch(&P::streaming, "streaming",
                 "For live listening, where delay matters little: uses a quantile of 0.9995 "
                 "instead of `quantile`, and the highest accumulated delay of the last ten minutes "
                 "as a minimum (streaming playout mode of NetEQ 2018)."),
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
      MakeSwitch(&P::enabled, "enabled",
                 "Raise the target to the height of recurring delay peaks."),
      MakeField(&P::height_ms, "height_ms", Unit::kMilliseconds, 1, 10'000,
                "Height above the quantile at which an inter-arrival time counts as a peak (NetEQ "
                "2018: 78)."),
      MakeField(&P::max_period_ms, "max_period_ms", Unit::kMilliseconds, 100, 600'000,
                "Longest period between recurring peaks (NetEQ 2018: 10000)."),
  };
}
static_assert(Declared<PeakParams>);

/// Relative-delay estimator (NetEQ 2024).
struct RelativeParams {
  double quantile = 0.97;
  double long_delay_quantile = 0.88;
  int long_delay_ms = 80;
  double forget_factor = 0.983;
  double start_weight = 1.0;
  int resample_interval_ms = 300;
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
      MakeField(&P::quantile, "quantile", Unit::kRatio, 0.5, 0.9999,
                "Share of intervals in which no packet in order may be late (NetEQ: 0.95)."),
      MakeField(&P::long_delay_quantile, "long_delay_quantile", Unit::kRatio, 0.5, 0.9999,
                "quantile of target delays above long_delay_ms, where delay is more costly (NetEQ: "
                "same as quantile)."),
      MakeField(&P::long_delay_ms, "long_delay_ms", Unit::kMilliseconds, 0, 2000,
                "Delay above which each further millisecond costs five times as much "
                "conversational quality (E-model after Cole and Rosenbluth 2001: 177 ms mouth to "
                "ear, of which 100 ms are assumed elsewhere)."),
      MakeField(&P::forget_factor, "forget_factor", Unit::kRatio, 0.5, 0.99999,
                "Share of the histogram kept at each interval after start-up (NetEQ: 0.983)."),
      MakeField(
          &P::start_weight, "start_weight", Unit::kRatio, 1.0, 100.0,
          "Start-up weight w: the n-th interval has weight w/n, at most 1. With 1 all intervals "
          "weigh the same; with 2 the second interval replaces the first (NetEQ: 2)."),
      MakeField(&P::resample_interval_ms, "resample_interval_ms", Unit::kMilliseconds, 0, 10'000,
                "Length of an interval, of which only the largest delay counts; 0 = every packet "
                "counts (NetEQ: 500)."),
      MakeField(&P::bucket_ms, "bucket_ms", Unit::kMilliseconds, 5, 20,
                "Resolution of the target delay; the histograms cover 2000 ms (NetEQ: 20)."),
      MakeSwitch(
          &P::use_reorder_optimizer, "use_reorder_optimizer",
          "Wait for reordered packets where the avoided loss is worth the delay (NetEQ: on)."),
      MakeField(
          &P::reorder_forget_factor, "reorder_forget_factor", Unit::kRatio, 0.5, 0.99999,
          "Share of the reordering histogram kept at each packet after start-up (NetEQ: 0.9993)."),
      MakeField(&P::reorder_start_weight, "reorder_start_weight", Unit::kRatio, 1.0, 100.0,
                "start_weight of the reordering histogram (NetEQ: 2)."),
      MakeField(&P::ms_per_loss_percent, "ms_per_loss_percent", Unit::kMilliseconds, 0.0, 1000.0,
                "Delay that is worth one percent less loss by reordering (NetEQ: 20)."),
      MakeSwitch(&P::learn_from_redundancy, "learn_from_redundancy",
                 "Count redundant copies as arrivals, so that the target delay covers them (NetEQ "
                 "2024: on)."),
  };
}
static_assert(Declared<RelativeParams>);

/// Adaptive estimator. The defaults maximise the E-model score (ITU-T G.107) over generated networks.
struct AdaptiveParams {
  double robustness = 1.2;
  double fast_memory_s = 20.0;
  double slow_memory_s = 100.0;
  int long_gap_ms = 400;
  bool spikes = true;
  double max_late_percent = 0.0;
  int max_p95_delay_ms = 0;
};
constexpr auto FieldsOf(const AdaptiveParams*) {
  using P = AdaptiveParams;
  return std::tuple{
      MakeField(
          &P::robustness, "robustness", Unit::kRatio, 0.1, 10.0,
          "Cost of concealment relative to delay: 0.4 for low latency, 1 as in the E-model, 3 "
          "for few gaps."),
      MakeField(&P::fast_memory_s, "fast_memory_s", Unit::kNone, 1.0, 1000.0,
                "Time constant of the fast memory in seconds."),
      MakeField(&P::slow_memory_s, "slow_memory_s", Unit::kNone, 1.0, 10'000.0,
                "Time constant of the slow memory in seconds."),
      MakeField(&P::long_gap_ms, "long_gap_ms", Unit::kMilliseconds, 20, 10'000,
                "Length of a gap beyond which it costs no more, because concealment has faded to "
                "silence."),
      MakeSwitch(&P::spikes, "spikes", "Raise the target before delay spikes that recur."),
      MakeField(&P::max_late_percent, "max_late_percent", Unit::kNone, 0.0, 100.0,
                "Service level: largest share of late audio in percent; 0 = no limit."),
      MakeField(&P::max_p95_delay_ms, "max_p95_delay_ms", Unit::kMilliseconds, 0, 10'000,
                "Service level: playout delay that 95 % of the audio stays below; 0 = no limit."),
  };
}
static_assert(Declared<AdaptiveParams>);

/// All parameters of the delay manager.
struct DelayConfig {
  DelayParams delay{};
  IatParams iat{};
  PeakParams peak{};
  RelativeParams relative{};
  AdaptiveParams adaptive{};
  PlayoutRules playout{};
};

}  // namespace delay
}  // namespace neteq
