// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/payload_types.h"

#include <string>

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

PayloadFormat Parsed(const std::string& assignment, uint8_t number) {
  PayloadTypes types;
  const Status status = types.Set(assignment);
  EXPECT_TRUE(status.ok()) << status.detail();
  return types.Find(number).value_or(PayloadFormat{});
}

TEST(PayloadTypes, KnowTheStaticNumbersOfRfc3551AndWebRtcsOpus) {
  const PayloadTypes types = PayloadTypes::Defaults();

  EXPECT_EQ(types.Label(0), "0 PCMU/8000/1");
  EXPECT_EQ(types.Label(8), "8 PCMA/8000/1");
  EXPECT_EQ(types.Label(10), "10 L16/44100/2");
  EXPECT_EQ(types.Label(111), "111 opus/48000/2");
  EXPECT_EQ(types.Label(13), "13 not registered");
}

TEST(PayloadTypes, MakeADecoderForEveryDefault) {
  const PayloadTypes types = PayloadTypes::Defaults();
  for (uint8_t number = 0; number < 128; ++number) {
    const auto& format = types.Find(number);
    if (!format) continue;
    const auto decoder = MakeDecoder(*format);
    ASSERT_TRUE(decoder) << types.Label(number);
    EXPECT_EQ(decoder->format().clock_rate.hz(), format->clock_rate_hz);
    EXPECT_EQ(decoder->format().channels, format->channels);
  }
}

TEST(PayloadTypes, ReadNamesInAnyCase) {
  EXPECT_EQ(Parsed("96=OPUS/48000/2", 96), (PayloadFormat{Codec::kOpus, 48000, 1}));
  EXPECT_EQ(Parsed("0=pcmu/8000", 0), (PayloadFormat{Codec::kPcmu, 8000, 1}));
  EXPECT_EQ(Parsed("97=l16/44100/2", 97), (PayloadFormat{Codec::kL16, 44100, 2}));
  EXPECT_EQ(Parsed("127=PcmA/8000/8", 127), (PayloadFormat{Codec::kPcma, 8000, 8}));
}

TEST(PayloadTypes, DecodeOpusToStereoOnlyWhenAsked) {
  EXPECT_EQ(Parsed("96=opus/48000/2;stereo=1", 96).channels, 2);
  EXPECT_EQ(Parsed("96=opus/48000/2;stereo=0", 96).channels, 1);
}

TEST(PayloadTypes, ForgetWithNone) {
  PayloadTypes types = PayloadTypes::Defaults();

  ASSERT_TRUE(types.Set("111=none").ok());

  EXPECT_FALSE(types.Find(111));
}

TEST(PayloadTypes, RefuseNonsenseAndNameTheOption) {
  for (const std::string assignment :
       {"", "96", "96=", "96=opus", "128=opus/48000/2", "-1=opus/48000/2", "x=opus/48000/2",
        "96=mp3/8000", "96=opus/16000/2", "96=opus/48000/3", "96=pcmu/16000", "96=pcmu/8000/9",
        "96=pcmu/8000/0", "96=l16/12345", "96=l16/48000/2/1", "96=opus/48000/2;fec=1",
        "96=pcmu/8000;stereo=1"}) {
    PayloadTypes types;
    const Status status = types.Set(assignment);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << assignment;
    EXPECT_TRUE(status.detail().starts_with("--pt " + assignment + ": ")) << status.detail();
  }
}

}  // namespace
}  // namespace neteq::sim
