// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decoder_table.h"

#include <memory>

#include "tests/support/fake_decoder.h"
#include <gtest/gtest.h>

#include "neteq/internal/play/format_chain.h"

namespace neteq::internal {
namespace {

std::unique_ptr<AudioDecoder> Decoder(int rate_hz = 8000) {
  return std::make_unique<test::FakeDecoder>(SampleRate(rate_hz));
}

class DecoderTableTest : public testing::Test {
 protected:
  StatusCode CheckRole(PayloadRole role, int clock_hz) const {
    return table_.CheckRole(1, role, RtpClockRate(clock_hz)).code();
  }

  DecoderTable table_;
  FormatChain chain_{SampleRate(16000), 1, Config{}};
};

TEST_F(DecoderTableTest, FindsRegisteredTypesOnly) {
  ASSERT_TRUE(table_.Register(0, Decoder(16000), &chain_).ok());

  ASSERT_NE(table_.Find(0), nullptr);
  EXPECT_EQ(table_.Find(0)->role, PayloadRole::kSpeech);
  EXPECT_EQ(table_.Find(0)->chain, &chain_);
  EXPECT_EQ(table_.Find(1), nullptr);
  EXPECT_EQ(table_.role(255), PayloadRole::kUnknown);
}

TEST_F(DecoderTableTest, RefusesDecodersOutOfRange) {
  EXPECT_EQ(table_.Check(0, nullptr).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(table_.Check(128, Decoder().get()).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(table_.Check(0, Decoder(96000).get()).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(table_.Check(0, Decoder(11025).get()).code(), StatusCode::kOutOfRange);
}

TEST_F(DecoderTableTest, RefusesATypeThatIsRegistered) {
  ASSERT_TRUE(table_.Register(0, Decoder(), &chain_).ok());
  EXPECT_EQ(table_.Check(0, Decoder().get()).code(), StatusCode::kInvalidArgument);

  table_.Remove(0);
  EXPECT_TRUE(table_.Check(0, Decoder().get()).ok());
}

TEST_F(DecoderTableTest, RefusesRolesWithoutAPossibleClock) {
  EXPECT_EQ(CheckRole(PayloadRole::kSpeech, 8000), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckRole(PayloadRole::kTelephoneEvent, 0), StatusCode::kOutOfRange);
  EXPECT_EQ(CheckRole(PayloadRole::kComfortNoise, 44100), StatusCode::kOutOfRange);
  EXPECT_TRUE(table_.CheckRole(1, PayloadRole::kComfortNoise, RtpClockRate(16000)).ok());
  EXPECT_TRUE(table_.CheckRole(1, PayloadRole::kTelephoneEvent, RtpClockRate(44100)).ok());
}

TEST_F(DecoderTableTest, ARoleHasTheRateOfItsChain) {
  ASSERT_TRUE(table_.RegisterRole(1, PayloadRole::kRed, RtpClockRate(8000), nullptr).ok());
  ASSERT_TRUE(table_.RegisterRole(2, PayloadRole::kComfortNoise, RtpClockRate(8000), &chain_).ok());

  EXPECT_EQ(table_.Find(1)->sample_rate, SampleRate(8000));
  EXPECT_EQ(table_.Find(2)->sample_rate, SampleRate(16000));
}

TEST_F(DecoderTableTest, FindsTheChainOfAClock) {
  EXPECT_EQ(table_.ChainOfClock(RtpClockRate(8000)), nullptr);
  ASSERT_TRUE(table_.Register(0, Decoder(), &chain_).ok());

  EXPECT_EQ(table_.ChainOfClock(RtpClockRate(8000)), &chain_);
  EXPECT_EQ(table_.ChainOfClock(RtpClockRate(48000)), nullptr);
}

}  // namespace
}  // namespace neteq::internal
