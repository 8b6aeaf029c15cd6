// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// Statistics of the interval since the previous reading (NetEQ's NetworkStatistics). Rates are
/// ratios to the samples played in the interval unless their description names another base.
/// Waiting times cover the last decoded packets, at most 100; they are -1 if there were none.
struct NetworkStatistics {
  int current_buffer_size_ms = 0;
  int preferred_buffer_size_ms = 0;
  bool jitter_peaks_found = false;
  double packet_loss_rate = 0.0;
  double packet_discard_rate = 0.0;
  double expand_rate = 0.0;
  double speech_expand_rate = 0.0;
  double preemptive_rate = 0.0;
  double accelerate_rate = 0.0;
  double secondary_decoded_rate = 0.0;
  double secondary_discarded_rate = 0.0;
  double clock_drift_ppm = 0.0;
  double mean_waiting_time_ms = -1.0;
  double median_waiting_time_ms = -1.0;
  double min_waiting_time_ms = -1.0;
  double max_waiting_time_ms = -1.0;
};
constexpr auto FieldsOf(const NetworkStatistics*) {
  using N = NetworkStatistics;
  return std::tuple{
      MakeField(&N::current_buffer_size_ms, "current_buffer_size_ms", Unit::kMilliseconds, 0,
                1'000'000, "Waiting packets and decoded audio not played yet."),
      MakeField(&N::preferred_buffer_size_ms, "preferred_buffer_size_ms", Unit::kMilliseconds, 0,
                100'000, "Target delay."),
      MakeSwitch(&N::jitter_peaks_found, "jitter_peaks_found",
                 "The target follows recurring peaks of delay."),
      MakeField(&N::packet_loss_rate, "packet_loss_rate", Unit::kRatio, 0.0, 1.0,
                "Lost packets of those expected (RFC 3550)."),
      MakeField(&N::packet_discard_rate, "packet_discard_rate", Unit::kRatio, 0.0, 1.0,
                "Primary packets thrown away of those received."),
      MakeField(&N::expand_rate, "expand_rate", Unit::kRatio, 0.0, 1.0, "Concealment."),
      MakeField(&N::speech_expand_rate, "speech_expand_rate", Unit::kRatio, 0.0, 1.0,
                "Concealment that had not faded out."),
      MakeField(&N::preemptive_rate, "preemptive_rate", Unit::kRatio, 0.0, 1.0,
                "Inserted by preemptive expand."),
      MakeField(&N::accelerate_rate, "accelerate_rate", Unit::kRatio, 0.0, 10.0,
                "Removed by accelerate."),
      MakeField(&N::secondary_decoded_rate, "secondary_decoded_rate", Unit::kRatio, 0.0, 10.0,
                "Decoded from FEC and RED copies."),
      MakeField(&N::secondary_discarded_rate, "secondary_discarded_rate", Unit::kRatio, 0.0, 1.0,
                "FEC and RED copies thrown away, of all of them."),
      MakeField(&N::clock_drift_ppm, "clock_drift_ppm", Unit::kPartsPerMillion, -1e6, 1e6,
                "Drift of the sender's clock; 0 while unknown."),
      MakeField(&N::mean_waiting_time_ms, "mean_waiting_time_ms", Unit::kMilliseconds, -1.0, 1e7,
                "Mean time that packets waited."),
      MakeField(&N::median_waiting_time_ms, "median_waiting_time_ms", Unit::kMilliseconds, -1.0,
                1e7, "Median of it."),
      MakeField(&N::min_waiting_time_ms, "min_waiting_time_ms", Unit::kMilliseconds, -1.0, 1e7,
                "Least of it."),
      MakeField(&N::max_waiting_time_ms, "max_waiting_time_ms", Unit::kMilliseconds, -1.0, 1e7,
                "Most of it."),
  };
}
static_assert(Declared<NetworkStatistics>);

}  // namespace neteq
