// SPDX-License-Identifier: BSD-3-Clause
// Audio devices that do not pull every 10 ms. A packet that misses a burst of pulls is late,
// however early it arrived: the target learns the pattern of the pulls.

#include <functional>
#include <ostream>

#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/config.h"
#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Number of pulls at each millisecond.
using Pulls = std::function<int(int ms)>;

struct Device {
  const char* name;
  std::function<Pulls()> make;
  double most_concealed_pct = 1.0;
  int period_ms = 10;
};
void PrintTo(const Device& device, std::ostream* out) { *out << device.name; }

Pulls Every(int period_ms) {
  return [period_ms](int ms) { return ms % period_ms == 0 ? period_ms / 10 : 0; };
}
/// Wakes after 10 to `most_ms` and takes the audio that is due.
Pulls AtRandom(int most_ms) {
  return [most_ms, random = Random(5), next = 0, taken = 0](int ms) mutable {
    if (ms < next) return 0;
    next = ms + 10 + static_cast<int>(random.Uniform() * (most_ms - 10));
    const int due = ms / 10 - taken;
    taken += due;
    return due;
  };
}
Pulls AtRate(double hz) {
  return [hz, taken = 0](int ms) mutable {
    const int due = static_cast<int>(ms * hz / 1000.0) - taken;
    taken += due;
    return due;
  };
}
/// Stops for `stop_ms` at 20 s, and continues without catching up.
Pulls StopsFor(int stop_ms) {
  return
      [stop_ms](int ms) { return ms % 10 == 0 && (ms < 20'000 || ms >= 20'000 + stop_ms) ? 1 : 0; };
}

struct Heard {
  double concealed_pct = 0.0;  ///< from 5 s, and from 5 s after a stop
  double delay_ms = 0.0;       ///< mean of the last second, sending to pulling
  double target_ms = 0.0;
  Duration device_period{0};
};

Heard Play(const Device& device, const Params& params, int seconds_long, int skip_from = 0,
           int skip_to = 0) {
  Config config;
  config.params = params;
  auto neteq = std::move(*NetEq::Create(config));
  EXPECT_TRUE(neteq->RegisterDecoder(0, MakePcmuDecoder(1)).ok());
  std::vector<std::byte> payload(160);  // a square wave of 200 Hz
  for (size_t i = 0; i < payload.size(); ++i) payload[i] = std::byte(i / 20 % 2 == 0 ? 0x9A : 0x1A);
  std::vector<int16_t> audio(480);
  Pulls pulls = device.make();
  Heard heard;
  uint64_t concealed = 0;
  uint64_t total = 0;
  int delays = 0;
  for (int ms = 0; ms < seconds_long * 1000; ++ms) {
    if (ms % 20 == 3) {
      const auto n = static_cast<uint32_t>(ms / 20);
      neteq->InsertPacket({.payload_type = 0,
                           .sequence = SequenceNumber(static_cast<uint16_t>(n)),
                           .timestamp = RtpTimestamp(160U * n),
                           .payload = payload},
                          Timestamp(milliseconds(ms)));
    }
    const Statistics before = neteq->statistics();
    for (int i = pulls(ms); i > 0; --i) {
      const TickReport& tick = neteq->GetAudio(audio);
      heard.target_ms = ToMs(tick.target_delay);
      if (ms < (seconds_long - 1) * 1000) continue;
      heard.delay_ms += ms - tick.frame_timestamp.value() / 8.0;
      ++delays;
    }
    if (ms < 5000 || (ms >= skip_from && ms < skip_to)) continue;
    concealed += neteq->statistics().concealed_samples - before.concealed_samples;
    total += neteq->statistics().total_samples_received - before.total_samples_received;
  }
  heard.concealed_pct = 100.0 * static_cast<double>(concealed) / static_cast<double>(total);
  heard.delay_ms /= std::max(1, delays);
  heard.device_period = neteq->Inspect().device_period;
  return heard;
}

class BurstDevice : public testing::TestWithParam<Device> {};

INSTANTIATE_TEST_SUITE_P(Every, BurstDevice,
                         testing::Values(Device{"Period20", [] { return Every(20); }},
                                         Device{"Period40", [] { return Every(40); }, 1.0, 40},
                                         Device{"Period60", [] { return Every(60); }, 1.0, 60},
                                         Device{"Period100", [] { return Every(100); }, 1.0, 100},
                                         Device{"Period200", [] { return Every(200); }, 1.0, 200},
                                         Device{"Random50", [] { return AtRandom(50); }},
                                         Device{"Random100", [] { return AtRandom(100); }, 1.5},
                                         Device{"Random200", [] { return AtRandom(200); }, 2.5}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(BurstDevice, ConcealsNothingOnceItsPatternIsKnown) {
  for (const char* preset : {"default", "webrtc_2024", "live"}) {
    const Heard heard = Play(GetParam(), *PresetParams(preset), 60);
    EXPECT_LE(heard.concealed_pct, GetParam().most_concealed_pct) << preset;
    if (GetParam().period_ms > 20)
      EXPECT_NEAR(ToMs(heard.device_period), GetParam().period_ms, 0.1) << preset;
    EXPECT_LE(heard.delay_ms, 250.0 + GetParam().period_ms) << preset;
  }
}

TEST(DeviceRate, AWrongRateCostsNoMoreThanTheMissingAudio) {
  for (const double hz : {87.0, 95.0, 99.0, 101.0, 105.0, 113.0}) {
    const Device device{"Rate", [hz] { return AtRate(hz); }};
    const Heard heard = Play(device, *PresetParams("default"), 60);
    EXPECT_LE(heard.concealed_pct, 1.0) << hz;
    EXPECT_LE(heard.delay_ms, 200.0) << hz;
  }
}

TEST(DeviceStop, TheDelayIsBackAfterwards) {
  for (const int stop_ms : {300, 1000, 3000, 10'000, 30'000}) {
    const Device device{"Stop", [stop_ms] { return StopsFor(stop_ms); }};
    const Heard steady = Play({"Steady", [] { return Every(10); }}, *PresetParams("default"), 23);
    const Heard heard =
        Play(device, *PresetParams("default"), 23 + stop_ms / 1000, 20'000, 20'500 + stop_ms);
    EXPECT_LE(heard.concealed_pct, 0.5) << stop_ms;
    EXPECT_LE(heard.delay_ms, steady.delay_ms + 20.0) << stop_ms;
    EXPECT_LE(heard.target_ms, steady.target_ms + 25.0) << stop_ms;
  }
}

TEST(ArrivalClock, PlayoutTicksSeeTheBurstsToo) {
  Params params;
  params.delay.arrival_clock = delay::ArrivalClock::kPlayoutTicks;
  for (const int period_ms : {20, 40, 60, 100, 200}) {
    const Heard heard = Play({"Ticks", [period_ms] { return Every(period_ms); }}, params, 60);
    EXPECT_LE(heard.concealed_pct, 1.0) << period_ms;
  }
}

}  // namespace
}  // namespace neteq
