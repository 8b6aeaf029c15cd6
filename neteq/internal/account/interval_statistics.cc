// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/interval_statistics.h"

#include <algorithm>
#include <numeric>

namespace neteq::internal {
namespace {

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// A difference of counters that may have decreased.
uint64_t NotNegative(uint64_t difference) {
  return static_cast<int64_t>(difference) < 0 ? 0 : difference;
}

/// Differences of all counters.
Statistics Difference(const Statistics& now, const Statistics& before) {
  Statistics difference;
  std::apply(
      [&](const auto&... field) {
        ((difference.*(field.member) = now.*(field.member) - before.*(field.member)), ...);
      },
      FieldsOf(static_cast<const Statistics*>(nullptr)));
  return difference;
}

}  // namespace

void IntervalStatistics::OnDecoded(Duration waiting) noexcept {
  waiting_[waiting_count_ % kWaitingTimes] = waiting;
  ++waiting_count_;
}

NetworkStatistics IntervalStatistics::Take(const Statistics& now) noexcept {
  const Statistics d = Difference(now, before_);
  before_ = now;
  const uint64_t played = d.total_samples_received;
  const uint64_t copies = d.fec_packets_received + d.red_packets_received;
  const uint64_t discarded_copies = d.fec_packets_discarded + d.red_packets_discarded;
  NetworkStatistics result;
  result.packet_discard_rate =
      std::min(1.0, Share(d.packets_discarded, d.jitter_buffer_packets_received));
  // A pause that an earlier interval counted as concealment makes the difference negative.
  result.expand_rate = Share(NotNegative(d.concealed_samples), played);
  result.speech_expand_rate =
      Share(NotNegative(d.concealed_samples - d.silent_concealed_samples), played);
  result.preemptive_rate = Share(d.inserted_samples_for_deceleration, played);
  result.accelerate_rate = Share(d.removed_samples_for_acceleration, played);
  result.secondary_decoded_rate = Share(d.fec_samples_decoded + d.red_samples_decoded, played);
  result.secondary_discarded_rate = std::min(1.0, Share(discarded_copies, copies));
  SummarizeWaitingTimes(result);
  return result;
}

void IntervalStatistics::SummarizeWaitingTimes(NetworkStatistics& result) noexcept {
  const size_t count = std::min(waiting_count_, kWaitingTimes);
  waiting_count_ = 0;
  if (count == 0) return;
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(waiting_.begin(), end);
  const Duration sum = std::accumulate(waiting_.begin(), end, Duration(0));
  result.mean_waiting_time_ms = ToMs(sum) / static_cast<double>(count);
  result.median_waiting_time_ms =
      (ToMs(waiting_[(count - 1) / 2]) + ToMs(waiting_[count / 2])) / 2.0;
  result.min_waiting_time_ms = ToMs(waiting_.front());
  result.max_waiting_time_ms = ToMs(waiting_[count - 1]);
}

}  // namespace neteq::internal
