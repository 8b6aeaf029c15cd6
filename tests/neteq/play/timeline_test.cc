// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/timeline.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr int kTickSamples = 80;

/// In the middle of a timeline: 1000 samples are decoded, and all but 20 of them are played.
constexpr Timeline kPlaying{.decoded_until = {1000}, .playout_time = {980}};

TickEvent Concealed() {
  return {.executed = Operation::kExpand,
          .generated_samples = kTickSamples,
          .unplayed_samples = 20,
          .tick_samples = kTickSamples};
}

TEST(Timeline, StartsAfterTheUnplayedAudio) {
  const Timeline timeline = Timeline::StartingAt({500}, 20);

  EXPECT_EQ(timeline.decoded_until, MediaTime{500});
  EXPECT_EQ(timeline.playout_time, MediaTime{480});
  EXPECT_EQ(timeline.NextToPlay(15), MediaTime{485});
}

TEST(Timeline, FollowsDecodedAudio) {
  Timeline next = kPlaying;
  next.Advance({.decoding = {.decoded = {{.time = {1160}}}},
                .executed = Operation::kNormal,
                .unplayed_samples = 100,
                .tick_samples = kTickSamples});

  EXPECT_EQ(next.decoded_until, MediaTime{1160});
  EXPECT_EQ(next.playout_time, MediaTime{1060});
  EXPECT_EQ(next.concealed_ticks, 0);
}

TEST(Timeline, PlayoutTimeContinuesDuringConcealmentAndNeverGoesBack) {
  Timeline timeline = kPlaying;
  for (int tick = 1; tick <= 3; ++tick) {
    timeline.Advance(Concealed());
    EXPECT_EQ(timeline.concealed_ticks, tick);
    EXPECT_EQ(timeline.decoded_until, MediaTime{1000});
    EXPECT_EQ(timeline.playout_time, MediaTime{980 + tick * kTickSamples});
  }

  // The packet that was due comes after all: its audio was announced already.
  timeline.Advance({.decoding = {.decoded = {{.time = {1160}}}},
                    .executed = Operation::kMerge,
                    .unplayed_samples = 100,
                    .tick_samples = kTickSamples});
  EXPECT_EQ(timeline.concealed_ticks, 0);
  EXPECT_EQ(timeline.playout_time, MediaTime{980 + 3 * kTickSamples});
}

TEST(Timeline, ComfortNoiseFillsAPauseWithoutMovingItsBeginning) {
  Timeline timeline = kPlaying;
  timeline.Advance({.decoding = {.decoded = {{.time = {1000}, .pause = PauseNoise::kRfc3389}}},
                    .executed = Operation::kComfortNoise,
                    .generated_samples = kTickSamples,
                    .tick_samples = kTickSamples});
  timeline.Advance({.executed = Operation::kComfortNoise,
                    .generated_samples = kTickSamples,
                    .tick_samples = kTickSamples});

  EXPECT_EQ(timeline.pause, PauseNoise::kRfc3389);
  EXPECT_EQ(timeline.noise_samples, 2 * kTickSamples);
  EXPECT_EQ(timeline.decoded_until, MediaTime{1000});
  EXPECT_EQ(timeline.NextToPlay(0), MediaTime{1000 + 2 * kTickSamples});
}

TEST(Timeline, APauseThatTurnsOutToBeALossCountsAsConcealedFromItsBeginning) {
  Timeline timeline = kPlaying;
  timeline.pause = PauseNoise::kCodec;
  timeline.noise_samples = 5 * kTickSamples;

  timeline.Advance(Concealed());

  EXPECT_EQ(timeline.pause, PauseNoise::kNone);
  EXPECT_EQ(timeline.noise_samples, 0);
  EXPECT_EQ(timeline.concealed_ticks, 6);
}

TEST(Timeline, CodecNoiseEndsAPauseWhenTheDecoderHasNoMore) {
  Timeline timeline = kPlaying;
  timeline.pause = PauseNoise::kCodec;

  timeline.Advance({.decoding = {.codec_noise_samples = 160},
                    .executed = Operation::kCodecComfortNoise,
                    .tick_samples = kTickSamples});
  EXPECT_EQ(timeline.pause, PauseNoise::kCodec);
  EXPECT_EQ(timeline.noise_samples, 160);

  timeline.Advance({.decoding = {.codec_noise_ended = true},
                    .executed = Operation::kCodecComfortNoise,
                    .tick_samples = kTickSamples});
  EXPECT_EQ(timeline.pause, PauseNoise::kNone);
}

TEST(Timeline, ATelephoneKeyTakesTheTimeThatWasConcealedBeforeIt) {
  Timeline timeline = kPlaying;
  timeline.concealed_ticks = 2;

  timeline.Advance({.decoding = {.tone_samples = kTickSamples, .is_tone = true},
                    .executed = Operation::kDtmf,
                    .unplayed_samples = 0,
                    .tick_samples = kTickSamples});

  EXPECT_EQ(timeline.decoded_until, MediaTime{1000 + 3 * kTickSamples});
  EXPECT_EQ(timeline.concealed_ticks, 0);
}

}  // namespace
}  // namespace neteq::internal
