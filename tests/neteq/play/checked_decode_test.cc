// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/checked_decode.h"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/fake_decoder.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

class CheckedDecodeTest : public testing::Test {
 protected:
  /// The result if a decoder returns `frames` samples, one of which is `sample`.
  DecodeResult Decode(int frames, float sample) {
    decoder_.on_decode = [=](auto, AudioView out) {
      Clear(out);
      out.Channel(0)[7] = sample;
      return DecodeResult::Speech(frames);
    };
    return CheckedDecode(decoder_, payload_, buffer_.First(960));
  }

  test::FakeDecoder decoder_;
  AudioBuffer buffer_{1, 960};
  std::vector<std::byte> payload_ = std::vector<std::byte>(2);
};

TEST_F(CheckedDecodeTest, PassesAudio) {
  EXPECT_EQ(Decode(160, 0.5F).frames, 160);
  EXPECT_TRUE(Decode(960, -kLoudest).ok());
  EXPECT_TRUE(Decode(0, 0.0F).ok());
}

TEST_F(CheckedDecodeTest, RefusesImpossibleCounts) {
  for (const int frames :
       {-1, 961, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()})
    EXPECT_FALSE(Decode(frames, 0.0F).ok()) << frames;
}

TEST_F(CheckedDecodeTest, RefusesInvalidSamples) {
  for (const float sample : {std::nanf(""), std::numeric_limits<float>::infinity(), 1e30F, -1e30F})
    EXPECT_FALSE(Decode(160, sample).ok()) << sample;
  EXPECT_TRUE(Decode(7, 1e30F).ok());  // after the audio
}

TEST_F(CheckedDecodeTest, ChecksFecAndConcealmentToo) {
  decoder_.fec_samples = 960;
  EXPECT_TRUE(CheckedDecodeFec(decoder_, payload_, buffer_.First(960)).ok());
  EXPECT_FALSE(CheckedDecodePlc(decoder_, 80, buffer_.First(960)).ok());  // unsupported
}

}  // namespace
}  // namespace neteq::internal
