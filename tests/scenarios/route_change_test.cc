// SPDX-License-Identifier: BSD-3-Clause
// Steps of the transit time of all packets: a hold of the call, early media, a handover, a step of
// the caller's clock. They are no jitter: the target does not learn them, and the delay is back
// within two seconds.

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

/// Changes of packets at `kStep` into the call.
struct Step {
  const char* name;
  Duration transit{0};     ///< later packets take this much longer
  Duration stop{0};        ///< the sender stops, and continues with the next timestamp
  Duration clock{0};       ///< step of the clock of `now`
  double jitter_ms = 0.0;  ///< jitter of the network, all the time
  int rate_hz = 16000;
  int frame_ms = 20;
  bool overtakes = false;  ///< packets of the new route overtake those of the old one
};
void PrintTo(const Step& step, std::ostream* out) { *out << step.name; }

constexpr Duration kStep = seconds(8);
constexpr Duration kEnd = seconds(16);

struct Heard {
  Duration target_before{0};
  Duration highest_target{0};  ///< after the step
  Duration settled{0};         ///< from the resumption until the delay stays near its floor
  double late_packets = 0.0;
  double concealed_ms = 0.0;  ///< from 500 ms after the resumption
  uint64_t route_changes = 0;
};

/// Plays a call. The delay is measured from sending to playing, less transit and step.
Heard Play(const Step& step, const Params& params) {
  Config config = test::InDecoderFormat();
  config.params = params;
  const test::SenderSettings settings{.rate = SampleRate(step.rate_hz), .frame_ms = step.frame_ms};
  auto neteq = test::MakeNetEq(settings, config);
  Random random(9);
  auto packets = test::Packetize(test::SpeechLike(settings.rate, kEnd), settings);
  Duration last{0};
  for (auto& packet : packets) {
    const bool is_after = packet.sent >= kStep;
    const Duration late = FromMs(step.jitter_ms * random.Uniform());
    const Duration base = milliseconds(300) + (is_after ? step.transit + step.stop : Duration(0));
    const Duration arrival = packet.sent + base + late;
    packet.arrival = last = step.overtakes ? arrival : std::max(last, arrival);
  }
  std::stable_sort(packets.begin(), packets.end(),
                   [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
  AudioBuffer out(1, 480);
  Heard heard;
  const Duration resumed = kStep + milliseconds(300) + step.transit + step.stop;
  const double floor_ms = ToMs(milliseconds(300) + step.transit + step.stop);
  size_t next = 0;
  Duration unsettled{0};
  Statistics before{};
  for (Duration now{0}; now < kEnd + step.stop; now += kTick) {
    for (; next < packets.size() && packets[next].arrival <= now; ++next) {
      const Duration clock = packets[next].sent >= kStep ? step.clock : Duration(0);
      neteq->InsertPacket(packets[next].view(),
                          Timestamp(seconds(5000) + packets[next].arrival + clock));
    }
    const TickReport& tick = neteq->GetAudio(out.First(480));
    if (now < resumed - step.transit - step.stop) heard.target_before = tick.target_delay;
    if (now < resumed) continue;
    if (now < resumed + milliseconds(500)) before = neteq->statistics();
    heard.highest_target = std::max(heard.highest_target, tick.target_delay);
    const double sent_ms = 1000.0 * tick.frame_timestamp.value() / step.rate_hz;
    const double delay_ms = ToMs(now) - sent_ms - floor_ms;
    const double allowed_ms = std::max(ToMs(heard.target_before), 30.0) + step.jitter_ms + 30.0;
    if (tick.decoded_audio && delay_ms > allowed_ms) unsettled = now - resumed;
  }
  const Statistics& after = neteq->statistics();
  heard.settled = unsettled;
  heard.late_packets = static_cast<double>(after.packets_discarded);
  heard.concealed_ms = 1000.0 *
                       static_cast<double>(after.concealed_samples - before.concealed_samples) /
                       step.rate_hz;
  heard.route_changes = after.route_changes;
  return heard;
}

class RouteChange : public testing::TestWithParam<Step> {};

INSTANTIATE_TEST_SUITE_P(
    Every, RouteChange,
    testing::Values(
        Step{.name = "Hold5s", .stop = seconds(5)}, Step{.name = "Hold1s", .stop = seconds(1)},
        Step{.name = "EarlyMedia12s", .stop = seconds(12)},
        Step{.name = "HoldWithJitter", .stop = seconds(5), .jitter_ms = 20.0},
        Step{.name = "HandoverUp200", .transit = milliseconds(200)},
        Step{.name = "HandoverUp120", .transit = milliseconds(120)},
        Step{.name = "HandoverUp300WithJitter", .transit = milliseconds(300), .jitter_ms = 25.0},
        Step{.name = "HandoverDown200", .transit = -milliseconds(200)},
        Step{.name = "HandoverDown100", .transit = -milliseconds(100), .jitter_ms = 10.0},
        Step{.name = "HandoverDownOvertaking", .transit = -milliseconds(200), .overtakes = true},
        Step{.name = "ClockAhead", .clock = seconds(3600)},
        Step{.name = "ClockBack", .clock = -seconds(3600)},
        Step{.name = "ClockAheadABit", .clock = milliseconds(250)},
        Step{.name = "Narrowband", .stop = seconds(5), .rate_hz = 8000},
        Step{.name = "LongPackets", .transit = milliseconds(200), .rate_hz = 8000, .frame_ms = 60},
        Step{.name = "ShortPackets", .stop = seconds(3), .rate_hz = 48000, .frame_ms = 10}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(RouteChange, IsNotJitter) {
  const Heard heard = Play(GetParam(), *PresetParams("default"));

  EXPECT_LE(heard.late_packets, 1.0);
  EXPECT_LE(ToMs(heard.highest_target), ToMs(heard.target_before) + 25.0);
  EXPECT_LE(ToMs(heard.settled), 2000.0);
  EXPECT_LE(heard.concealed_ms, 20.0);
  // A faster route that keeps the order delivers the packets under way at once: no step.
  EXPECT_LE(heard.route_changes, 1U);
  EXPECT_TRUE(heard.route_changes == 1U || GetParam().transit < Duration(0));
}

TEST(RouteChangeOrJitter, AStallOfTheNetworkIsLearnedAsBefore) {
  for (const int stall_ms : {100, 200, 300, 500, 800}) {
    Params params = *PresetParams("default");
    for (const int step_ms : {params.delay.route_step_ms, 0}) {
      params.delay.route_step_ms = step_ms;
      Config config = test::InDecoderFormat();
      config.params = params;
      auto neteq = test::MakeNetEq({}, config);
      auto packets = test::Packetize(test::SpeechLike(SampleRate(16000), seconds(20)));
      for (auto& packet : packets) {
        const Duration phase = packet.sent % milliseconds(2500);
        if (phase < milliseconds(stall_ms)) packet.arrival += milliseconds(stall_ms) - phase;
      }
      const auto playback = test::Listen(*neteq, packets);
      EXPECT_EQ(playback.statistics.route_changes, 0U) << stall_ms;
    }
  }
}

}  // namespace
}  // namespace neteq
