// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/decode_step.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/fake_decoder.h"
#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr uint8_t kSpeech = 96;
constexpr uint8_t kOther = 97;
constexpr int kFrame = 160;  // 20 ms at 8 kHz

class DecodeStepTest : public testing::Test {
 protected:
  DecodeStepTest() {
    decoder_ = Register(kSpeech);
    other_ = Register(kOther);
    chains_.ChangeTo(*decoders_.Find(kSpeech)->chain);
  }

  test::FakeDecoder* Register(uint8_t type) {
    auto decoder = std::make_unique<test::FakeDecoder>();
    test::FakeDecoder* const raw = decoder.get();
    FormatChain* const chain = chains_.FindOrMake(SampleRate(8000), 1, config_);
    EXPECT_TRUE(decoders_.Register(type, std::move(decoder), chain).ok());
    return raw;
  }
  void Buffer(int n, std::byte level = std::byte{64}, uint8_t type = kSpeech) {
    buffer_.Insert({.media_time = {n * kFrame},
                    .sequence = n,
                    .duration_samples = kFrame,
                    .payload_type = type},
                   std::vector<std::byte>(2, level), false);
  }
  const DecodeOutcome::Summary& Run(const Decision& decision) {
    outcome_.Clear();
    DecodeStep({buffer_, decoders_, chains_, decoder_in_use_, outcome_}, timeline_,
               Timestamp(milliseconds(70)), false)
        .Run(decision, Operation::kNormal);
    return outcome_.summary;
  }
  const DecodeOutcome::Summary& Decode(int64_t samples) {
    return Run({.operation = Operation::kNormal, .decode_samples = samples});
  }

  Config config_;
  FormatChains chains_{config_};
  DecoderTable decoders_;
  PacketBuffer buffer_{config_.limits};
  DecoderInUse decoder_in_use_;
  Timeline timeline_;
  DecodeOutcome outcome_;
  test::FakeDecoder* decoder_ = nullptr;
  test::FakeDecoder* other_ = nullptr;
};

TEST_F(DecodeStepTest, DecodesAsManyPacketsAsTheDecisionRequests) {
  for (int n = 0; n < 5; ++n) Buffer(n);

  const auto& step = Decode(kFrame + 1);

  EXPECT_EQ(step.audio.samples, 2 * kFrame);
  EXPECT_EQ(step.event.decoded->time, MediaTime{2 * kFrame});
  EXPECT_EQ(step.first->sequence, 0);
  EXPECT_EQ(outcome_.packets.size(), 2U);
  EXPECT_EQ(outcome_.packets[0].waiting, milliseconds(70));
  EXPECT_EQ(outcome_.packets[1].ahead, milliseconds(20));
  EXPECT_EQ(buffer_.size(), 3);
}

TEST_F(DecodeStepTest, StopsAtAGap) {
  Buffer(0);
  Buffer(2);

  EXPECT_EQ(Decode(2 * kFrame).audio.samples, kFrame);
  EXPECT_EQ(buffer_.size(), 1);
}

TEST_F(DecodeStepTest, ResetsAnotherDecoder) {
  Buffer(0, std::byte{64}, kOther);
  decoder_in_use_.payload_type = kSpeech;

  Decode(kFrame);

  EXPECT_EQ(other_->resets, 1);
  EXPECT_EQ(decoder_->decodes, 0);
  EXPECT_EQ(decoder_in_use_.payload_type, kOther);
}

TEST_F(DecodeStepTest, TheTimeOfARefusedPayloadIsConcealed) {
  Buffer(0, test::FakeDecoder::kRefused);
  Buffer(1);

  const auto& step = Decode(kFrame);

  EXPECT_TRUE(step.decode_error);
  EXPECT_EQ(step.audio.total(), 0);
  EXPECT_EQ(step.audio.lost_samples, kFrame);
  EXPECT_EQ(step.event.decoded->time, MediaTime{kFrame});
  EXPECT_EQ(outcome_.attempts, 1);
}

TEST_F(DecodeStepTest, AnImpossibleCountOfSamplesIsRefused) {
  decoder_->on_decode = [](auto, AudioView out) { return DecodeResult::Speech(out.frames() + 1); };
  Buffer(0);

  EXPECT_TRUE(Decode(kFrame).decode_error);
  EXPECT_EQ(chains_.active()->path.sync().playable(), 0);
}

TEST_F(DecodeStepTest, TheDecoderFillsItsPauseWithNoise) {
  decoder_->on_decode = [](auto, AudioView out) {
    Clear(out.First(40));
    return DecodeResult::ComfortNoise(40);  // 5 ms
  };
  Buffer(0);

  const auto& step = Decode(kFrame);

  EXPECT_EQ(step.event.decoded->pause, PauseNoise::kCodec);
  EXPECT_EQ(step.audio.noise_samples, 80);
  EXPECT_EQ(step.event.codec_noise_samples, 40);
}

TEST_F(DecodeStepTest, ExpandReplacesMissingDecoderConcealment) {
  decoder_in_use_.payload_type = kSpeech;
  EXPECT_EQ(Run({.operation = Operation::kCodecPlc}).operation, Operation::kExpand);
}

TEST_F(DecodeStepTest, ATelephoneKeyAppendsSilence) {
  const auto& step = Run({.operation = Operation::kDtmf});
  EXPECT_TRUE(step.event.is_tone);
  EXPECT_EQ(step.event.tone_samples, 80);
  EXPECT_GE(chains_.active()->path.sync().playable(), 80);
}

TEST_F(DecodeStepTest, DoesBoundedWorkOnPacketsOfAlmostNoAudio) {
  config_.limits.max_packets = 200;
  decoder_->on_decode = [](auto, AudioView) { return DecodeResult::Speech(0); };
  for (int n = 0; n < 200; ++n) {
    buffer_.Insert(
        {.media_time = {n}, .sequence = n, .duration_samples = 1, .payload_type = kSpeech},
        std::vector<std::byte>(1), false);
  }

  Decode(kFrame);

  EXPECT_LE(decoder_->decodes, static_cast<int>(DecodeOutcome::kMaxPackets));
}

}  // namespace
}  // namespace neteq::internal
