// SPDX-License-Identifier: BSD-3-Clause
// Pauses of a sender that sends nothing meanwhile. The next packet follows in sequence, which shows
// that nothing was lost: the pause leaves all figures of loss.

#include <array>

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Call;

/// Length of the pauses, and of the talk between them.
struct Rhythm {
  const char* name;
  int pause_ms;
  int talk_ms;
  int frame_ms = 20;
  int rate_hz = 16000;
};
void PrintTo(const Rhythm& rhythm, std::ostream* out) { *out << rhythm.name; }

class SenderPause : public testing::TestWithParam<Rhythm> {};

INSTANTIATE_TEST_SUITE_P(Every, SenderPause,
                         testing::Values(Rhythm{"Short", 60, 500}, Rhythm{"Word", 300, 800},
                                         Rhythm{"Turn", 2500, 2000}, Rhythm{"Long", 30'000, 3000},
                                         Rhythm{"Narrowband", 2500, 1500, 20, 8000},
                                         Rhythm{"LongPackets", 1200, 1200, 60, 8000},
                                         Rhythm{"Fullband", 2500, 2000, 10, 48000}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(SenderPause, LeavesTheFiguresOfLoss) {
  const Rhythm& rhythm = GetParam();
  for (const char* preset : {"default", "live"}) {
    Config config = test::InDecoderFormat();
    config.params = *PresetParams(preset);
    Call call({.rate = SampleRate(rhythm.rate_hz), .frame_ms = rhythm.frame_ms}, config);
    call.Talk(seconds(2));
    const Statistics before = call.neteq().statistics();
    const Duration target = call.neteq().Inspect().target_delay;
    constexpr int kPauses = 4;

    for (int n = 0; n < kPauses; ++n) {
      call.PullFor(milliseconds(rhythm.pause_ms));
      call.SkipTime(rhythm.rate_hz / 1000 * rhythm.pause_ms);
      call.Talk(milliseconds(rhythm.talk_ms));
    }

    const Statistics& after = call.neteq().statistics();
    EXPECT_EQ(after.concealed_samples, before.concealed_samples) << preset;
    EXPECT_EQ(after.concealment_events, before.concealment_events) << preset;
    EXPECT_EQ(after.interruption_count, 0U) << preset;
    EXPECT_EQ(after.packets_discarded, 0U) << preset;
    EXPECT_EQ(call.neteq().Inspect().stalls.stalls_60ms.count, 0U) << preset;
    EXPECT_LE(call.neteq().Inspect().target_delay, target + milliseconds(5)) << preset;
    EXPECT_NEAR(static_cast<double>(after.sender_pause_samples),
                kPauses * rhythm.pause_ms * rhythm.rate_hz / 1000.0,
                kPauses * 60.0 * rhythm.rate_hz / 1000.0)
        << preset;
  }
}

TEST(SenderPauseOrLoss, ALossStaysALoss) {
  for (const int lost : {1, 3, 10, 40, 125}) {
    Call call;
    call.Talk(seconds(2));
    call.PullFor(lost * milliseconds(20));
    call.Skip(lost);
    call.Talk(seconds(1));

    EXPECT_GT(call.neteq().statistics().concealed_samples, 0U) << lost;
    EXPECT_EQ(call.neteq().statistics().sender_pause_samples, 0U) << lost;
  }
}

TEST(SenderPauseOrLoss, ALatePacketStaysLate) {
  Call call;
  call.Talk(seconds(2));
  call.PullFor(milliseconds(400));  // the network holds the packets back
  for (int n = 0; n < 20; ++n) call.InsertSpeech();
  call.Talk(seconds(1));

  EXPECT_GT(call.neteq().statistics().concealed_samples, 0U);
  EXPECT_EQ(call.neteq().statistics().sender_pause_samples, 0U);
  EXPECT_EQ(call.neteq().statistics().interruption_count, 1U);
}

}  // namespace
}  // namespace neteq
