// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/audio_view.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq {
namespace {

/// Sample n of channel c is 100 c + n.
AudioBuffer Numbered(int channels, int frames) {
  AudioBuffer buffer(channels, frames);
  for (int c = 0; c < channels; ++c) {
    int n = 0;
    for (float& sample : buffer.First(frames).Channel(c)) {
      sample = static_cast<float>(100 * c + n++);
    }
  }
  return buffer;
}

std::vector<float> Samples(ConstAudioView view, int channel) {
  const auto row = view.Channel(channel);
  return {row.begin(), row.end()};
}

TEST(AudioView, SlicesEveryChannelAlike) {
  const AudioBuffer buffer = Numbered(2, 10);

  const ConstAudioView slice = buffer.First(10).Slice(3, 2);

  EXPECT_EQ(Samples(slice, 0), (std::vector<float>{3, 4}));
  EXPECT_EQ(Samples(slice, 1), (std::vector<float>{103, 104}));
}

TEST(AudioView, TakesFirstAndLastOfASlice) {
  const AudioBuffer buffer = Numbered(2, 10);
  const ConstAudioView slice = buffer.Slice(2, 6);

  EXPECT_EQ(Samples(slice.First(1), 1), (std::vector<float>{102}));
  EXPECT_EQ(Samples(slice.Last(2), 1), (std::vector<float>{106, 107}));
  EXPECT_TRUE(slice.Last(0).empty());
}

TEST(AudioView, IsEmptyByDefault) {
  const ConstAudioView view;

  EXPECT_TRUE(view.empty());
  EXPECT_EQ(view.channels(), 0);
}

TEST(AudioView, CopiesBetweenDifferentStrides) {
  const AudioBuffer from = Numbered(2, 10);
  AudioBuffer to(2, 7);

  Copy(from.Slice(4, 3), to.Slice(1, 3));

  EXPECT_EQ(Samples(to.First(5), 0), (std::vector<float>{0, 4, 5, 6, 0}));
  EXPECT_EQ(Samples(to.First(5), 1), (std::vector<float>{0, 104, 105, 106, 0}));
}

TEST(AudioView, ClearsNothingOutsideItself) {
  AudioBuffer buffer = Numbered(2, 4);

  Clear(buffer.Slice(1, 2));

  EXPECT_EQ(Samples(buffer.First(4), 0), (std::vector<float>{0, 0, 0, 3}));
  EXPECT_EQ(Samples(buffer.First(4), 1), (std::vector<float>{100, 0, 0, 103}));
}

}  // namespace
}  // namespace neteq
