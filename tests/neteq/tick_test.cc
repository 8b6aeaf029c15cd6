// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/tick.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/fake_decoder.h"
#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr uint8_t kSpeech = 96;
constexpr int kFrame = 160;  // 20 ms at 8 kHz
constexpr int kTickSamples = 80;

Config MutingConfig() {
  Config config;
  config.output_rate_hz = 8000;
  config.output_channels = 1;
  config.params.decision.muted_state = true;
  config.params.decision.start_share = 0.0;
  config.params.expand.background_noise = dsp::BackgroundNoiseMode::kOff;
  return config;
}

class TickTest : public testing::Test {
 protected:
  TickTest() {
    FormatChain* const chain = stream_.chains.FindOrMake(SampleRate(8000), 1, stream_.config);
    EXPECT_TRUE(
        stream_.decoders.Register(kSpeech, std::make_unique<test::FakeDecoder>(), chain).ok());
  }

  /// Packet `n` waits; the first one starts a timeline.
  void Buffer(int n) {
    if (n == 0) {
      stream_.inbox.tracker.Follow({.payload_type = kSpeech,
                                    .sequence = SequenceNumber(0),
                                    .timestamp = RtpTimestamp(0),
                                    .payload = {}},
                                   PayloadRole::kSpeech, {.clock_hz = 8000, .sample_hz = 8000});
      stream_.inbox.timeline_pending = true;
    }
    stream_.inbox.buffer.Insert({.media_time = {n * kFrame},
                                 .sequence = n,
                                 .duration_samples = kFrame,
                                 .payload_type = kSpeech},
                                std::vector<std::byte>(2, std::byte{64}), false);
  }
  TickFacts Pull(int room = kTickSamples) {
    ++stream_.position.ticks;
    decoding_.Clear();
    return Tick(stream_, decoding_).Run({.audio = out_.First(room)});
  }

  StreamState stream_{MutingConfig(), nullptr, nullptr};
  DecodeOutcome decoding_;
  AudioBuffer out_{1, kTickSamples};
};

TEST_F(TickTest, IsSilentBeforeTheFirstPacket) {
  const TickFacts facts = Pull();

  EXPECT_FALSE(facts.playout);
  EXPECT_EQ(facts.output.samples(), kTickSamples);
  EXPECT_EQ(stream_.chains.active(), nullptr);
}

TEST_F(TickTest, BeginsATimelineAndPlaysItsFirstPacket) {
  Buffer(0);

  const TickFacts facts = Pull();

  ASSERT_TRUE(facts.playout);
  EXPECT_TRUE(facts.input.stream_starts);
  EXPECT_FALSE(stream_.inbox.timeline_pending);
  EXPECT_EQ(facts.packets_decoded, 1);
  EXPECT_EQ(stream_.position.timeline.decoded_until, MediaTime{kFrame});
  EXPECT_EQ(stream_.position.previous.operation, facts.outcome.executed);
}

TEST_F(TickTest, DiscardsWhatIsLate) {
  Buffer(0);
  Pull();
  Buffer(-3);
  EXPECT_EQ(Pull().discarded.late.primary, 1);
}

TEST_F(TickTest, MutesWhenConcealmentHasFadedOut) {
  Buffer(0);
  Pull();
  TickFacts facts;
  for (int tick = 0; tick < 300 && !stream_.chains.active()->path.muted(); ++tick) facts = Pull();
  facts = Pull();

  EXPECT_TRUE(facts.playout->is_faded_out);
  EXPECT_EQ(facts.playout->popped.concealed, kTickSamples);
  EXPECT_EQ(facts.outcome.executed, Operation::kExpand);
  EXPECT_EQ(out_.First(1).Channel(0)[0], 0.0F);
  const MediaTime before = stream_.position.timeline.playout_time;
  Pull();
  EXPECT_EQ(stream_.position.timeline.playout_time - before, kTickSamples);
}

TEST_F(TickTest, SaysWhenTheOutputIsTooSmall) {
  EXPECT_TRUE(Pull(kTickSamples - 1).output_too_small);
  Buffer(0);
  EXPECT_TRUE(Pull(10).output_too_small);
  EXPECT_FALSE(Pull().output_too_small);
}

}  // namespace
}  // namespace neteq::internal
