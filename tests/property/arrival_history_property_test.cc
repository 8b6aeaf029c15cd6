// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/arrival_history.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

/// Slow reference model of an ArrivalHistory of sufficient capacity.
class PlainHistory {
 public:
  explicit PlainHistory(Duration window) : window_(window) {}

  ArrivalHistory::Outcome Insert(Duration media_time, Duration frame_length, Timestamp arrival) {
    const bool is_newest = packets_.empty() || media_time > packets_.rbegin()->first;
    if (!is_newest && media_time < packets_.rbegin()->first - window_) return {};
    const auto after = packets_.upper_bound(media_time);
    if (after != packets_.begin()) {
      const auto& [begin, before] = *std::prev(after);
      if (media_time == begin || media_time < begin + before.length) return {};
    }
    std::optional<Duration> offset;
    if (is_newest) offset = arrival.time_since_epoch() - media_time;
    packets_[media_time] = {.length = frame_length, .offset = offset};
    const Duration horizon = packets_.rbegin()->first - window_;
    packets_.erase(packets_.begin(), packets_.lower_bound(horizon));
    return {.accepted = true, .reordered = !is_newest};
  }
  Duration max_delay() const { return Largest() - Smallest(); }
  Duration RelativeDelay(Duration media_time, Timestamp now) const {
    return std::max(now.time_since_epoch() - media_time - Smallest(), Duration::zero());
  }
  size_t size() const { return packets_.size(); }

 private:
  struct Packet {
    Duration length{0};
    std::optional<Duration> offset;  // empty: reordered
  };

  Duration Smallest() const {
    Duration smallest = Duration::max();
    for (const auto& [time, packet] : packets_) {
      smallest = std::min(smallest, packet.offset.value_or(smallest));
    }
    return smallest;
  }
  Duration Largest() const {
    Duration largest = Duration::min();
    for (const auto& [time, packet] : packets_) {
      largest = std::max(largest, packet.offset.value_or(largest));
    }
    return largest;
  }

  Duration window_;
  std::map<Duration, Packet> packets_;
};

/// The parameter is the seed.
class ArrivalHistoryProperty : public ::testing::TestWithParam<int> {
 protected:
  int64_t Below(uint32_t limit) { return random_.Next() % limit; }

  Random random_{static_cast<uint64_t>(GetParam())};
};

TEST_P(ArrivalHistoryProperty, MatchesTheReferenceModel) {
  const Duration window = milliseconds(100 + Below(1900));
  ArrivalHistory history(window, window);
  PlainHistory plain(window);
  Duration newest{0};

  for (int i = 0; i < 5000; ++i) {
    const bool is_leap = Below(200) == 0;
    const Duration media_time =
        newest + milliseconds(5) * (Below(20) - 10) + milliseconds(is_leap ? Below(4000) : 0);
    const Timestamp arrival = Timestamp(media_time + Duration(Below(300'000)));
    const Duration length = milliseconds(5) * Below(5);
    const ArrivalHistory::Outcome outcome = history.Insert(media_time, length, arrival);
    const ArrivalHistory::Outcome expected = plain.Insert(media_time, length, arrival);
    newest = std::max(newest, media_time);

    ASSERT_EQ(outcome.accepted, expected.accepted) << "packet " << i;
    ASSERT_EQ(outcome.reordered, expected.reordered) << "packet " << i;
    ASSERT_EQ(history.size(), plain.size()) << "packet " << i;
    ASSERT_EQ(history.max_delay(), plain.max_delay()) << "packet " << i;
    ASSERT_EQ(history.RelativeDelay(media_time, arrival), plain.RelativeDelay(media_time, arrival));
  }
}

TEST_P(ArrivalHistoryProperty, KeepsItsCapacity) {
  constexpr Duration kWindow = milliseconds(100);
  constexpr size_t kCapacity = 41;  // 100 ms of 2.5 ms, both ends included
  ArrivalHistory history(kWindow, kWindow);
  Duration newest{0};

  for (int i = 0; i < 20'000; ++i) {
    const Duration media_time = newest + Duration(Below(2000) - 1000);
    const auto outcome = history.Insert(media_time, Duration(Below(300)),
                                        Timestamp(media_time + Duration(Below(300'000))));
    newest = std::max(newest, media_time);

    ASSERT_LE(history.size(), kCapacity);
    ASSERT_GE(history.max_delay(), Duration::zero());
    ASSERT_LE(history.max_delay(), Duration(300'000));
    if (outcome.accepted) {
      ASSERT_GE(history.size(), 1U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seed, ArrivalHistoryProperty, ::testing::Range(1, 9));

}  // namespace
}  // namespace neteq::delay
