// SPDX-License-Identifier: BSD-3-Clause
// How the preset default follows calm networks, stalls and spikes.

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/config.h"

namespace neteq {
namespace {

using test::Call;

constexpr int kPacketMs = 20;
constexpr int kPacketsPerSecond = 1000 / kPacketMs;
constexpr double kTickMs = 10.0;
// A packet that arrives just after a tick waits for the next one, and is then played over two ticks.
constexpr double kFloorMs = 5.0 + 2.0 * kTickMs;

/// Transit times of the packets of a call; a packet that would overtake another arrives with it.
class Network {
 public:
  /// Transit times between 0 and 2 ms.
  explicit Network(int seconds) : transit_ms_(static_cast<size_t>(seconds * kPacketsPerSecond)) {
    Random random(7);
    for (double& transit_ms : transit_ms_) transit_ms = 2.0 * random.Uniform();
  }

  /// Nothing arrives in [begin_ms, begin_ms + length_ms), and everything in one burst after it.
  void Stall(double begin_ms, double length_ms) {
    for (size_t i = 0; i < transit_ms_.size(); ++i) {
      const double arrival_ms = SentMs(i) + transit_ms_[i];
      if (arrival_ms >= begin_ms && arrival_ms < begin_ms + length_ms)
        transit_ms_[i] = begin_ms + length_ms - SentMs(i);
    }
  }
  size_t packets() const { return transit_ms_.size(); }
  double ArrivalMs(size_t packet) const { return SentMs(packet) + transit_ms_[packet]; }

 private:
  static double SentMs(size_t packet) { return kPacketMs * static_cast<double>(packet); }

  std::vector<double> transit_ms_;
};

/// One tick of a call: how long ago its audio was sent, and what it took.
struct Heard {
  double at_ms = 0.0;
  double delay_ms = 0.0;
  int concealed_samples = 0;
  int stretched_samples = 0;
};

std::vector<Heard> Play(const Network& network, const Params& params = {}) {
  Config config = test::InDecoderFormat();
  config.params = params;
  Call call({}, config);
  const uint32_t first = call.timestamp();
  std::vector<Heard> heard;
  size_t next = 0;
  while (next < network.packets()) {
    while (next < network.packets() && network.ArrivalMs(next) <= ToMs(call.now())) {
      call.InsertSpeech(FromMs(network.ArrivalMs(next)));
      ++next;
    }
    const double at_ms = ToMs(call.now());
    const TickReport& tick = call.Pull();
    if (!tick.has_timestamps) continue;
    const double sent_ms =
        1000.0 * static_cast<int32_t>(tick.frame_timestamp.value() - first) / call.rate().hz();
    heard.push_back({at_ms, at_ms - sent_ms, tick.concealed_samples, tick.stretched_samples});
  }
  return heard;
}

/// Sum of `value` over the ticks of [begin_ms, end_ms).
double Sum(const std::vector<Heard>& heard, double begin_ms, double end_ms,
           const std::function<double(const Heard&)>& value) {
  double sum = 0.0;
  for (const Heard& tick : heard)
    if (tick.at_ms >= begin_ms && tick.at_ms < end_ms) sum += value(tick);
  return sum;
}
double ConcealedMs(const std::vector<Heard>& heard, double begin_ms, double end_ms) {
  return Sum(heard, begin_ms, end_ms, [](const Heard& tick) {
    return tick.concealed_samples / 16.0;  // the sender's 16 kHz
  });
}
double MeanDelayMs(const std::vector<Heard>& heard, double begin_ms, double end_ms) {
  return Sum(heard, begin_ms, end_ms, [](const Heard& tick) { return tick.delay_ms; }) /
         Sum(heard, begin_ms, end_ms, [](const Heard&) { return 1.0; });
}

TEST(DelayControl, StartsQuietlyOnACalmNetwork) {
  const std::vector<Heard> heard = Play(Network(12));

  const double stretched =
      Sum(heard, 0.0, 10'000.0, [](const Heard& tick) { return std::abs(tick.stretched_samples); });
  EXPECT_LE(stretched, 0.003 * 160'000);
  EXPECT_EQ(ConcealedMs(heard, 0.0, 10'000.0), 0.0);
  EXPECT_LE(MeanDelayMs(heard, 2000.0, 2500.0), 33.0);
}

TEST(DelayControl, IsBackAtTheFloorASecondAfterAStall) {
  Network network(30);
  network.Stall(20'000.0, 800.0);
  const std::vector<Heard> heard = Play(network);

  EXPECT_LE(MeanDelayMs(heard, 21'800.0, 22'000.0), kFloorMs + 20.0);
}

TEST(DelayControl, CoversPeriodicSpikesFromTheThirdOnAndGivesTheDelayBack) {
  Network network(60);
  for (int i = 0; i < 9; ++i) network.Stall(3000.0 + 5000.0 * i, 200.0);
  const std::vector<Heard> heard = Play(network);

  EXPECT_GE(ConcealedMs(heard, 3000.0, 4000.0), 100.0);
  for (int i = 3; i < 9; ++i)
    EXPECT_LE(ConcealedMs(heard, 3000.0 + 5000.0 * i, 4000.0 + 5000.0 * i), 20.0) << i;
  EXPECT_LE(MeanDelayMs(heard, 49'000.0, 50'000.0), kFloorMs + 20.0);
  EXPECT_LE(MeanDelayMs(heard, 0.0, 58'000.0), 60.0);
}

TEST(DelayControl, RandomSpikesCostNoMoreThanWithoutTheirMemory) {
  Network network(120);
  Random random(3);
  for (double at_ms = 3000.0; at_ms < 115'000.0; at_ms += 1500.0 + 7500.0 * random.Uniform())
    network.Stall(at_ms, 200.0);
  Params params;
  const std::vector<Heard> with = Play(network, params);
  params.adaptive.spikes = false;
  const std::vector<Heard> without = Play(network, params);

  EXPECT_LE(ConcealedMs(with, 0.0, 120'000.0), 1.05 * ConcealedMs(without, 0.0, 120'000.0));
  EXPECT_LE(MeanDelayMs(with, 0.0, 120'000.0), 1.05 * MeanDelayMs(without, 0.0, 120'000.0));
}

TEST(DelayControl, SuccessiveLatePacketsDoNotRatchetTheDelayUp) {
  Network network(60);
  network.Stall(20'000.0, 500.0);
  for (int i = 0; i < 7; ++i) network.Stall(20'600.0 + 100.0 * i, 90.0);
  const std::vector<Heard> heard = Play(network);

  double highest_ms = 0.0;
  for (const Heard& tick : heard) highest_ms = std::max(highest_ms, tick.delay_ms);
  EXPECT_LE(highest_ms, 560.0);
  EXPECT_LE(MeanDelayMs(heard, 23'000.0, 24'000.0), kFloorMs + 90.0);
  EXPECT_LE(MeanDelayMs(heard, 50'000.0, 58'000.0), kFloorMs + 20.0);
}

}  // namespace
}  // namespace neteq
