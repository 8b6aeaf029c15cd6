// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/session.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/fake_decoder.h"
#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr uint8_t kFirst = 96;
constexpr uint8_t kSecond = 97;

/// A decoder whose payloads have two bytes and produce 20 ms of a constant in every channel.
class ConstantDecoder final : public AudioDecoder {
 public:
  ConstantDecoder(int hz, int channels) : rate_(hz), channels_(channels) {}

  DecoderFormat format() const noexcept override { return {rate_, RtpClockRate(48000), channels_}; }
  PacketInfo Inspect(std::span<const std::byte>) const noexcept override {
    return {.frame_samples = 2 * rate_.tick_samples()};
  }
  DecodeResult Decode(std::span<const std::byte>, AudioView out) noexcept override {
    const int samples = 2 * rate_.tick_samples();
    for (int c = 0; c < out.channels(); ++c) {
      for (float& sample : out.First(samples).Channel(c)) sample = 0.25F;
    }
    return DecodeResult::Speech(samples);
  }
  void Reset() noexcept override {}

 private:
  SampleRate rate_;
  int channels_;
};

/// A stream that changes its payload type every 10 packets, and loses every seventh.
class Stream {
 public:
  explicit Stream(Session& session) : session_(session) {}

  /// Inserts the packets that are due before the next pull.
  void Advance() {
    if (tick_ % 2 == 0 && (tick_ / 2) % 7 != 6) {
      const auto n = static_cast<uint32_t>(tick_ / 2);
      const std::vector<std::byte> payload(2, std::byte{1});
      session_.InsertPacket({.payload_type = (n / 10) % 2 == 0 ? kFirst : kSecond,
                             .sequence = SequenceNumber(static_cast<uint16_t>(n)),
                             .timestamp = RtpTimestamp(n * 960),
                             .payload = payload},
                            Timestamp(tick_ * kTick));
    }
    ++tick_;
  }

 private:
  Session& session_;
  int tick_ = 0;
};

class OutputSize : public testing::TestWithParam<int> {
 protected:
  /// Creates a session whose second decoder has another rate and number of channels.
  std::unique_ptr<Session> Make(bool is_fixed) const {
    Config config;
    config.output_rate_hz = is_fixed ? 16000 : 0;
    config.output_channels = is_fixed ? GetParam() : 0;
    auto session = std::make_unique<Session>(config, Controllers{});
    EXPECT_TRUE(
        session->RegisterDecoder(kFirst, std::make_unique<ConstantDecoder>(16000, GetParam()))
            .ok());
    EXPECT_TRUE(
        session->RegisterDecoder(kSecond, std::make_unique<ConstantDecoder>(8000, 9 - GetParam()))
            .ok());
    return session;
  }
};

TEST_P(OutputSize, Int16IsNeverExceededWhateverItsSize) {
  constexpr int16_t kCanary = 0x5A5A;
  for (const bool is_fixed : {true, false}) {
    const size_t need = 160U * (is_fixed ? static_cast<size_t>(GetParam()) : 8U);
    const auto session = Make(is_fixed);
    Stream stream(*session);
    for (size_t size = 0; size <= 2 * need; ++size) {
      for (int tick = 0; tick < 4; ++tick) {
        stream.Advance();
        std::vector<int16_t> memory(size + 64, kCanary);
        const TickReport& report = session->GetAudio(std::span(memory).first(size));
        const auto samples = static_cast<size_t>(report.channels * report.samples_per_channel);
        ASSERT_EQ(report.output_too_small, samples > size);
        const size_t written = report.output_too_small ? size : samples;
        for (size_t n = 0; report.output_too_small && n < size; ++n) ASSERT_EQ(memory[n], 0);
        for (size_t n = written; n < memory.size(); ++n) ASSERT_EQ(memory[n], kCanary);
      }
    }
  }
}

TEST_P(OutputSize, FloatIsNeverExceededWhateverItsShape) {
  constexpr float kCanary = 123.0F;
  for (const bool is_fixed : {true, false}) {
    const auto session = Make(is_fixed);
    Stream stream(*session);
    for (int channels = 0; channels <= 16; ++channels) {
      for (int frames = 0; frames <= 320; ++frames) {
        for (int tick = 0; tick < 2; ++tick) {
          stream.Advance();
          const int stride = frames + 3;
          std::vector<float> memory(static_cast<size_t>((channels + 1) * stride), kCanary);
          const TickReport& report =
              session->GetAudio(AudioView(memory.data(), channels, frames, stride));
          const bool fits = report.channels <= channels && report.samples_per_channel <= frames;
          ASSERT_EQ(report.output_too_small, !fits);
          const int rows = fits ? report.channels : channels;
          const int columns = fits ? report.samples_per_channel : frames;
          for (int n = 0; n < static_cast<int>(memory.size()); ++n) {
            const bool inside = n / stride < rows && n % stride < columns;
            const float sample = memory[static_cast<size_t>(n)];
            ASSERT_EQ(sample != kCanary, inside) << n;
            if (!fits && inside) {
              ASSERT_EQ(sample, 0.0F);
            }
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Channels, OutputSize, testing::Values(1, 2, 5, 8));

/// Behaviour of a broken plug-in in its tenth frame.
struct Fault {
  const char* name;
  int frames;
  float sample;
};

class BrokenDecoder : public testing::TestWithParam<Fault> {};

TEST_P(BrokenDecoder, CostsOneConcealedFrame) {
  auto decoder = std::make_unique<test::FakeDecoder>();
  test::FakeDecoder* const raw = decoder.get();
  raw->on_decode = [raw](std::span<const std::byte>, AudioView out) {
    const auto row = out.First(160).Channel(0);
    std::fill(row.begin(), row.end(), 0.25F);
    if (raw->decodes != 10) return DecodeResult::Speech(160);
    row[50] = GetParam().sample;
    return DecodeResult::Speech(GetParam().frames);
  };
  Config config;
  config.output_rate_hz = 8000;
  Session session(config, {});
  ASSERT_TRUE(session.RegisterDecoder(kFirst, std::move(decoder)).ok());

  std::vector<float> out(80);
  int errors = 0;
  for (uint32_t tick = 0; tick < 100; ++tick) {
    const std::vector<std::byte> payload(2, std::byte{1});
    if (tick % 2 == 0) {
      session.InsertPacket({.payload_type = kFirst,
                            .sequence = SequenceNumber(static_cast<uint16_t>(tick / 2)),
                            .timestamp = RtpTimestamp(tick * 80),
                            .payload = payload},
                           Timestamp(tick * kTick));
    }
    const TickReport& report = session.GetAudio(AudioView(out.data(), 1, 80, 80));
    errors += report.decode_error ? 1 : 0;
    if (report.decode_error) {
      EXPECT_EQ(report.operation, Operation::kExpand);
      EXPECT_EQ(report.reason, Reason::kDecodeError);
    }
    for (const float sample : out) ASSERT_LE(std::abs(sample), 1.0F) << tick;
  }

  EXPECT_EQ(errors, 1);
  EXPECT_EQ(session.statistics().decode_errors, 1U);
  EXPECT_GE(session.statistics().concealed_samples,
            80U);  // one frame of 160, minus the samples that a merge replaces
  EXPECT_LE(session.statistics().concealed_samples, 200U);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BrokenDecoder,
    testing::Values(Fault{"more_than_room", 961, 0.0F}, Fault{"negative", -1, 0.0F},
                    Fault{"huge", std::numeric_limits<int>::max(), 0.0F},
                    Fault{"nan", 160, std::numeric_limits<float>::quiet_NaN()},
                    Fault{"infinity", 160, std::numeric_limits<float>::infinity()},
                    Fault{"loud", 160, 1e30F}),
    [](const auto& fault) { return std::string(fault.param.name); });

TEST(Session, FloatOutputOfTheLoudestComfortNoiseStaysWithinFullScale) {
  Config config;
  config.output_rate_hz = 48000;
  Session session(config, Controllers{});
  ASSERT_TRUE(session.RegisterRole(13, PayloadRole::kComfortNoise, RtpClockRate(8000)).ok());
  const std::vector<std::byte> loudest(1);  // 0 dBov (RFC 3389)
  session.InsertPacket({.payload_type = 13, .payload = loudest}, Timestamp(kTick));

  float peak = 0.0F;
  for (int tick = 0; tick < 500; ++tick) {
    std::vector<float> audio(480);
    session.GetAudio(AudioView(audio.data(), 1, 480, 480));
    for (const float sample : audio) peak = std::max(peak, std::abs(sample));
  }

  EXPECT_EQ(peak, 1.0F);  // noise of this level overshoots, so the limit acts
}

}  // namespace
}  // namespace neteq::internal
