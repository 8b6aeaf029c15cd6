// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/callback_decoder.h"

#include <algorithm>
#include <array>
#include <vector>

#include "tests/neteq/c/datagram.h"
#include <gtest/gtest.h>

namespace neteq::c {
namespace {

/// A codec whose payload has one byte per sample at 8 kHz.
struct Codec {
  int decoded = 0;
  int resets = 0;
  int destroyed = 0;
  int32_t result = NETEQ_DECODED_SPEECH;
  int32_t samples = -1;  // other than the samples of the payload, unless negative
};

Codec& CodecOf(void* state) { return *static_cast<Codec*>(state); }

neteq_decoder Callbacks(Codec& codec) {
  neteq_decoder decoder{};
  decoder.size = sizeof(decoder);
  decoder.state = &codec;
  decoder.sample_rate_hz = decoder.clock_rate_hz = 8000;
  decoder.channels = 1;
  decoder.inspect = [](const void*, const uint8_t*, size_t bytes, neteq_payload_info* info) {
    info->frame_samples = static_cast<int32_t>(bytes);
  };
  decoder.decode = [](void* state, const uint8_t* payload, size_t bytes,
                      neteq_decoder_output* output) {
    Codec& codec = CodecOf(state);
    ++codec.decoded;
    if (bytes > static_cast<size_t>(output->capacity_samples_per_channel))
      return int32_t{NETEQ_DECODED_ERROR};
    for (size_t i = 0; i < bytes; ++i) output->data[i] = static_cast<float>(payload[i]) / 256.0F;
    output->samples_per_channel = codec.samples >= 0 ? codec.samples : static_cast<int32_t>(bytes);
    return codec.result;
  };
  decoder.reset = [](void* state) { ++CodecOf(state).resets; };
  decoder.destroy = [](void* state) { ++CodecOf(state).destroyed; };
  return decoder;
}

TEST(CallbackDecoder, PlaysAudioAndIsDestroyedWithItsPayloadType) {
  Codec codec;
  neteq_engine* engine = nullptr;
  const neteq_setting rate = {"output.rate_hz", "0"};
  ASSERT_EQ(neteq_create(nullptr, &rate, 1, &engine), NETEQ_OK);
  const neteq_decoder decoder = Callbacks(codec);
  ASSERT_EQ(neteq_register_decoder(engine, 100, &decoder), NETEQ_OK);

  std::array<float, 80> out{};
  bool is_heard = false;
  for (int tick = 0; tick < 40; ++tick) {
    if (tick % 2 == 0) {
      const auto bytes = test::Datagram(static_cast<uint16_t>(tick / 2), 100);
      ASSERT_EQ(neteq_insert_datagram(engine, bytes.data(), bytes.size(), tick * 10'000, nullptr),
                NETEQ_OK);
    }
    ASSERT_EQ(neteq_get_audio_planar(engine, out.data(), 1, 80, nullptr), NETEQ_OK);
    is_heard = is_heard || out[10] > 0.1F;
  }
  EXPECT_TRUE(is_heard);
  EXPECT_GT(codec.decoded, 10);
  EXPECT_EQ(codec.destroyed, 0);
  ASSERT_EQ(neteq_remove_payload_type(engine, 100), NETEQ_OK);
  EXPECT_EQ(codec.destroyed, 1);

  ASSERT_EQ(neteq_register_decoder(engine, 100, &decoder), NETEQ_OK);
  neteq_destroy(engine);
  EXPECT_EQ(codec.destroyed, 2);
}

TEST(CallbackDecoder, LeavesTheStateToTheCallerOnFailure) {
  Codec codec;
  neteq_engine* engine = nullptr;
  ASSERT_EQ(neteq_create(nullptr, nullptr, 0, &engine), NETEQ_OK);
  neteq_decoder decoder = Callbacks(codec);
  ASSERT_EQ(neteq_register_decoder(engine, 5, &decoder), NETEQ_OK);
  EXPECT_EQ(neteq_register_decoder(engine, 5, &decoder), NETEQ_INVALID_ARGUMENT);
  EXPECT_EQ(neteq_register_decoder(engine, 200, &decoder), NETEQ_OUT_OF_RANGE);
  decoder.sample_rate_hz = 7000;
  EXPECT_EQ(neteq_register_decoder(engine, 6, &decoder), NETEQ_OUT_OF_RANGE);
  decoder.decode = nullptr;
  EXPECT_EQ(neteq_register_decoder(engine, 6, &decoder), NETEQ_INVALID_ARGUMENT);
  EXPECT_EQ(neteq_register_decoder(engine, 6, nullptr), NETEQ_INVALID_ARGUMENT);
  EXPECT_EQ(codec.destroyed, 0);
  neteq_destroy(engine);
  EXPECT_EQ(codec.destroyed, 1);
}

TEST(CallbackDecoder, RefusesWrongResults) {
  Codec codec;
  CallbackDecoder decoder(Callbacks(codec), std::make_shared<bool>(false));
  std::vector<float> samples(960);
  const AudioView out(samples.data(), 1, 960, 960);
  const std::array<std::byte, 10> payload{};

  EXPECT_EQ(decoder.Decode(payload, out).code, DecodeResult::Code::kSpeech);
  codec.result = NETEQ_DECODED_COMFORT_NOISE;
  EXPECT_EQ(decoder.Decode(payload, out).code, DecodeResult::Code::kComfortNoise);
  for (const int32_t result : {NETEQ_DECODED_ERROR + 0, -1, 4, INT32_MAX}) {
    codec.result = result;
    EXPECT_EQ(decoder.Decode(payload, out).code, DecodeResult::Code::kError) << result;
  }
  codec.result = NETEQ_DECODED_SPEECH;
  for (const int32_t written : {961, INT32_MAX}) {
    codec.samples = written;
    EXPECT_EQ(decoder.Decode(payload, out).code, DecodeResult::Code::kError) << written;
  }
}

TEST(CallbackDecoder, NeedsNoOptionalCallback) {
  Codec codec;
  CallbackDecoder decoder(Callbacks(codec), std::make_shared<bool>(false));
  std::vector<float> samples(960);
  const AudioView out(samples.data(), 1, 960, 960);
  EXPECT_EQ(decoder.DecodeFec({}, out).code, DecodeResult::Code::kUnsupported);
  EXPECT_EQ(decoder.DecodePlc(80, out).code, DecodeResult::Code::kUnsupported);
  EXPECT_EQ(decoder.SplitBytes(70), 70U);
  decoder.Reset();
  EXPECT_EQ(codec.resets, 1);
}

TEST(CallbackDecoder, CallsOptionalCallbacks) {
  Codec codec;
  neteq_decoder callbacks = Callbacks(codec);
  callbacks.decode_fec = callbacks.decode;
  callbacks.decode_plc = [](void*, int32_t count, neteq_decoder_output* output) {
    std::fill_n(output->data, count, 0.25F);
    output->samples_per_channel = count;
    return int32_t{NETEQ_DECODED_SPEECH};
  };
  callbacks.split_bytes = [](const void*, size_t bytes) { return bytes == 100 ? 0 : 2 * bytes; };
  CallbackDecoder decoder(callbacks, std::make_shared<bool>(false));
  std::vector<float> samples(960);
  const AudioView out(samples.data(), 1, 960, 960);
  const std::array<std::byte, 10> payload{};
  EXPECT_EQ(decoder.DecodeFec(payload, out).frames, 10);
  EXPECT_EQ(decoder.DecodePlc(80, out).frames, 80);
  EXPECT_EQ(samples[79], 0.25F);
  // Sizes of pieces are brought into their range.
  EXPECT_EQ(decoder.SplitBytes(100), 1U);
  EXPECT_EQ(decoder.SplitBytes(70), 70U);
  EXPECT_EQ(decoder.SplitBytes(0), 0U);
}

}  // namespace
}  // namespace neteq::c
