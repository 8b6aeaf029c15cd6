// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/sync_buffer.h"

#include <numeric>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

constexpr int kHistory = 40;
constexpr int kFuture = 100;
constexpr int kOverlap = 5;

SyncBuffer MakeBuffer(int channels = 1) { return {channels, kHistory, kFuture, kOverlap}; }

/// Samples first, first + 1, ... in channel 0. Each further channel adds 100.
AudioBuffer Ramp(int channels, int frames, int first) {
  AudioBuffer ramp(channels, frames);
  for (int c = 0; c < channels; ++c) {
    const auto row = ramp.First(frames).Channel(c);
    std::iota(row.begin(), row.end(), static_cast<float>(first + 100 * c));
  }
  return ramp;
}

TEST(SyncBuffer, StartsAsSilenceWithTheOverlapUnplayed) {
  const SyncBuffer buffer = MakeBuffer();

  EXPECT_EQ(buffer.future(), kOverlap);
  EXPECT_EQ(buffer.playable(), 0);
  for (const float sample : buffer.Newest(kHistory).Channel(0)) EXPECT_EQ(sample, 0.0F);
}

TEST(SyncBuffer, PopsAppendedSamplesInOrderInEveryChannel) {
  SyncBuffer buffer = MakeBuffer(2);
  buffer.ReplaceNewest(0, Ramp(2, 30, 1).First(30), Origin::kDecoded);
  AudioBuffer out(2, 20);

  buffer.Pop(out.First(20));

  EXPECT_EQ(out.First(20).Channel(0)[kOverlap], 1.0F);
  EXPECT_EQ(out.First(20).Channel(1)[19], 115.0F);
  EXPECT_EQ(buffer.future(), 15);
}

TEST(SyncBuffer, ReplacesTheNewestSamplesByAnyNumberOfOthers) {
  SyncBuffer buffer = MakeBuffer();
  buffer.ReplaceNewest(0, Ramp(1, 10, 1).First(10), Origin::kDecoded);

  buffer.ReplaceNewest(4, Ramp(1, 7, 50).First(7), Origin::kDecoded);

  EXPECT_EQ(buffer.future(), kOverlap + 13);
  EXPECT_EQ(buffer.Newest(8).Channel(0)[0], 6.0F);
  EXPECT_EQ(buffer.Newest(8).Channel(0)[1], 50.0F);
}

TEST(SyncBuffer, CountsConcealedSamplesWhenTheyArePlayed) {
  SyncBuffer buffer = MakeBuffer();
  buffer.ReplaceNewest(0, Ramp(1, 10, 0).First(10), Origin::kConcealed);
  buffer.ReplaceNewest(0, Ramp(1, 20, 0).First(20), Origin::kDecoded);
  buffer.MarkFuture(20, 3, Origin::kConcealed);
  AudioBuffer out(1, 15);

  EXPECT_EQ(buffer.Pop(out.First(15)).concealed, 10);
  EXPECT_EQ(buffer.Pop(out.First(15)).concealed, 3);
}

TEST(SyncBuffer, KeepsHistoryAndFutureWhenTheRowsSlide) {
  SyncBuffer buffer = MakeBuffer();
  AudioBuffer out(1, 10);
  int popped = -kOverlap;

  for (int block = 0; block < 100; ++block) {
    buffer.ReplaceNewest(0, Ramp(1, 10, block * 10).First(10), Origin::kDecoded);
    buffer.Pop(out.First(10));
    popped += 10;
    if (block < 5) continue;
    EXPECT_EQ(out.First(10).Channel(0)[9], static_cast<float>(popped - 1));
    EXPECT_EQ(buffer.Newest(kHistory).Channel(0)[0],
              static_cast<float>(block * 10 + 10 - kHistory));
    EXPECT_EQ(buffer.Played(kHistory).Channel(0)[kHistory - 1], static_cast<float>(popped - 1));
  }
}

TEST(SyncBuffer, ResetForgetsEverything) {
  SyncBuffer buffer = MakeBuffer();
  buffer.ReplaceNewest(0, Ramp(1, 30, 1).First(30), Origin::kConcealed);

  buffer.Reset();

  EXPECT_EQ(buffer.future(), kOverlap);
  EXPECT_EQ(buffer.Newest(1).Channel(0)[0], 0.0F);
}

}  // namespace
}  // namespace neteq::internal
