// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Tests of the contract of AudioDecoder, for any decoder. Include this header in one source file
/// of a test program:
///
///   #include "tests/support/decoder_contract.h"
///
///   class EightBitDecoder final : public neteq::AudioDecoder {   // mono, 16 kHz, 1 byte a sample
///    public:
///     neteq::DecoderFormat format() const noexcept override {
///       return {neteq::SampleRate(16'000), neteq::RtpClockRate(16'000), 1};
///     }
///     neteq::PacketInfo Inspect(std::span<const std::byte> payload) const noexcept override {
///       if (payload.size() > 1920) return {};                    // 120 ms
///       return {.frame_samples = static_cast<int>(payload.size())};
///     }
///     neteq::DecodeResult Decode(std::span<const std::byte> payload,
///                                neteq::AudioView out) noexcept override {
///       const int frames = Inspect(payload).frame_samples;
///       if (frames == 0) return neteq::DecodeResult::Error();
///       for (int i = 0; i < frames; ++i) {
///         const auto byte = std::to_integer<int>(payload[static_cast<size_t>(i)]);
///         out.Channel(0)[static_cast<size_t>(i)] = static_cast<float>(byte - 128) / 128.0F;
///       }
///       return neteq::DecodeResult::Speech(frames);
///     }
///     void Reset() noexcept override {}
///   };
///
///   INSTANTIATE_TEST_SUITE_P(
///       EightBit, DecoderContract,
///       testing::Values(neteq::test::DecoderCase{
///           .name = "Mono16k",
///           .make = [] { return std::make_unique<EightBitDecoder>(); },
///           .payloads = [] { return std::vector(4, neteq::test::Payload(160)); }}),
///       neteq::test::DecoderCaseName);

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"

namespace neteq::test {

using Payload = std::vector<std::byte>;

/// A decoder to test, with valid payloads of a stream in order.
struct DecoderCase {
  std::string name;  ///< letters, digits and _
  std::function<std::unique_ptr<AudioDecoder>()> make;
  std::function<std::vector<Payload>()> payloads;  ///< called in each test, not at start-up
  /// True if the first two bytes of a payload select how the rest is decoded, as in Opus. Tests
  /// then try every pair of bytes instead of a sample.
  bool has_header = false;
};

inline void PrintTo(const DecoderCase& decoder, std::ostream* out) { *out << decoder.name; }
inline std::string DecoderCaseName(const testing::TestParamInfo<DecoderCase>& info) {
  return info.param.name;
}

inline Payload RandomPayload(Random& random, size_t bytes) {
  Payload payload(bytes);
  for (std::byte& byte : payload) byte = static_cast<std::byte>(random.Next() & 0xFFU);
  return payload;
}

inline int MaxFrames(const AudioDecoder& decoder) {
  return static_cast<int>(decoder.format().sample_rate.Samples(kMaxFrame));
}

/// Result and output of one Decode.
struct Decoded {
  DecodeResult result;
  std::vector<uint32_t> bits;  ///< bit patterns of the valid samples, channel after channel

  friend bool operator==(const Decoded& a, const Decoded& b) {
    return a.result.code == b.result.code && a.result.frames == b.result.frames && a.bits == b.bits;
  }
};

/// Decodes into rows with guard samples after each; overwritten guards reveal where Decode wrote.
class GuardedOutput {
 public:
  explicit GuardedOutput(const AudioDecoder& decoder)
      : channels_(decoder.format().channels),
        frames_(MaxFrames(decoder)),
        samples_(static_cast<size_t>(channels_) * static_cast<size_t>(stride())) {}

  Decoded Decode(AudioDecoder& decoder, std::span<const std::byte> payload) {
    return Run([&](AudioView out) { return decoder.Decode(payload, out); });
  }
  Decoded DecodeFec(AudioDecoder& decoder, std::span<const std::byte> payload) {
    return Run([&](AudioView out) { return decoder.DecodeFec(payload, out); });
  }
  Decoded DecodePlc(AudioDecoder& decoder, int samples) {
    return Run([&](AudioView out) { return decoder.DecodePlc(samples, out); });
  }

 private:
  static constexpr float kMark = std::numeric_limits<float>::quiet_NaN();
  static constexpr int kGuard = 16;

  template <class Call>
  Decoded Run(Call call) {
    std::fill(samples_.begin(), samples_.end(), kMark);
    const AudioView out(samples_.data(), channels_, frames_, stride());
    Decoded decoded{call(out), {}};
    const int valid = decoded.result.ok() ? decoded.result.frames : 0;
    EXPECT_GE(valid, 0);
    EXPECT_LE(valid, frames_) << "longer than 120 ms";
    if (valid > frames_) return decoded;
    bool all_finite = true;
    for (int c = 0; c < channels_; ++c) {
      for (const float sample : out.First(valid).Channel(c)) {
        all_finite = all_finite && std::isfinite(sample);
        decoded.bits.push_back(std::bit_cast<uint32_t>(sample));
      }
    }
    EXPECT_TRUE(all_finite) << "a sample is not written, or not finite";
    EXPECT_TRUE(GuardsAreIntact()) << "wrote beyond the output";
    return decoded;
  }

  int stride() const { return frames_ + kGuard; }
  bool GuardsAreIntact() const {
    bool intact = true;
    for (int c = 0; c < channels_; ++c) {
      const auto guard = samples_.begin() + c * stride() + frames_;
      intact = intact && std::all_of(guard, guard + kGuard, [](float x) { return std::isnan(x); });
    }
    return intact;
  }

  int channels_;
  int frames_;
  std::vector<float> samples_;
};

/// Decodes `payload` in pieces, as the engine does, and joins the rows.
inline std::vector<uint32_t> DecodePieces(AudioDecoder& decoder, const Payload& payload) {
  GuardedOutput output(decoder);
  std::vector<std::vector<uint32_t>> rows(static_cast<size_t>(decoder.format().channels));
  std::span<const std::byte> rest(payload);
  const size_t piece = decoder.SplitBytes(payload.size());
  EXPECT_GT(piece, 0U);
  while (!rest.empty() && piece > 0) {
    const auto bytes = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(bytes.size());
    const Decoded decoded = output.Decode(decoder, bytes);
    const size_t frames = decoded.bits.size() / rows.size();
    auto from = decoded.bits.begin();
    for (auto& row : rows) {
      row.insert(row.end(), from, from + static_cast<ptrdiff_t>(frames));
      from += static_cast<ptrdiff_t>(frames);
    }
  }
  std::vector<uint32_t> joined;
  for (const auto& row : rows) joined.insert(joined.end(), row.begin(), row.end());
  return joined;
}

inline std::vector<Decoded> DecodeAll(AudioDecoder& decoder, const std::vector<Payload>& payloads) {
  GuardedOutput output(decoder);
  std::vector<Decoded> all;
  for (const Payload& payload : payloads) all.push_back(output.Decode(decoder, payload));
  return all;
}

}  // namespace neteq::test

class DecoderContract : public testing::TestWithParam<neteq::test::DecoderCase> {
 protected:
  static std::unique_ptr<neteq::AudioDecoder> Make() { return GetParam().make(); }
  const std::vector<neteq::test::Payload>& Payloads() const { return payloads_; }

  /// An empty payload, each single byte, truncated valid payloads, and random bytes of many
  /// lengths.
  std::vector<neteq::test::Payload> BadPayloads() const {
    std::vector<neteq::test::Payload> bad(1);
    for (int value = 0; value < 256; ++value) bad.push_back({static_cast<std::byte>(value)});
    for (const neteq::test::Payload& payload : Payloads()) {
      for (size_t bytes = 1; bytes < payload.size(); bytes += 1 + bytes / 16) {
        bad.emplace_back(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(bytes));
      }
    }
    neteq::Random random(20);
    for (size_t bytes = 1; bytes < 3000; bytes += 1 + bytes / 32) {
      bad.push_back(neteq::test::RandomPayload(random, bytes));
    }
    bad.push_back(neteq::test::RandomPayload(random, 70'000));
    return bad;
  }

  static void ExpectRefusedOrDecodedAsAnnounced(neteq::AudioDecoder& decoder,
                                                neteq::test::GuardedOutput& output,
                                                const neteq::test::Payload& payload) {
    const int announced = decoder.Inspect(payload).frame_samples;
    const neteq::DecodeResult result = output.Decode(decoder, payload).result;

    EXPECT_GE(announced, 0);
    EXPECT_LE(announced, neteq::test::MaxFrames(decoder));
    if (result.ok() && !payload.empty()) {
      EXPECT_EQ(result.frames, announced) << payload.size() << " bytes";
    }
  }

 private:
  const std::vector<neteq::test::Payload> payloads_ = GetParam().payloads();
};

TEST_P(DecoderContract, FormatIsSupported) {
  const auto decoder = Make();

  const neteq::DecoderFormat format = decoder->format();

  EXPECT_GE(format.sample_rate.hz(), 8000);
  EXPECT_LE(format.sample_rate.hz(), 48'000);
  EXPECT_GE(format.channels, 1);
  EXPECT_LE(format.channels, 8);
  EXPECT_GT(format.clock_rate.hz(), 0);
}

TEST_P(DecoderContract, InspectAnnouncesTheLengthOfDecode) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);

  for (const neteq::test::Payload& payload : Payloads()) {
    const int announced = decoder->Inspect(payload).frame_samples;
    const neteq::DecodeResult result = output.Decode(*decoder, payload).result;

    EXPECT_GT(announced, 0);
    EXPECT_TRUE(result.ok());
    EXPECT_EQ(announced, result.frames);
  }
}

TEST_P(DecoderContract, InspectChangesNoState) {
  const auto untouched = Make();
  const auto inspected = Make();
  const auto bad = BadPayloads();
  neteq::test::GuardedOutput output(*inspected);

  for (const neteq::test::Payload& payload : Payloads()) {
    for (const neteq::test::Payload& other : Payloads()) inspected->Inspect(other);
    for (size_t i = 0; i < bad.size(); i += 97) inspected->Inspect(bad[i]);

    EXPECT_EQ(output.Decode(*inspected, payload), output.Decode(*untouched, payload));
  }
}

TEST_P(DecoderContract, BadPayloadsAreRefusedOrDecodedAsAnnounced) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);

  for (const neteq::test::Payload& payload : BadPayloads()) {
    ExpectRefusedOrDecodedAsAnnounced(*decoder, output, payload);
  }
}

TEST_P(DecoderContract, PairsOfBytesAreRefusedOrDecodedAsAnnounced) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);
  const unsigned step = GetParam().has_header ? 1 : 251;  // a prime: both bytes take all values

  for (unsigned pair = 0; pair < 0x10000; pair += step) {
    const neteq::test::Payload payload = {static_cast<std::byte>(pair >> 8U),
                                          static_cast<std::byte>(pair & 0xFFU)};
    ExpectRefusedOrDecodedAsAnnounced(*decoder, output, payload);
    if (HasFailure()) return;
  }
}

TEST_P(DecoderContract, GoodPayloadsDecodeAfterBadOnes) {
  const auto decoder = Make();
  neteq::test::DecodeAll(*decoder, BadPayloads());

  for (const auto& decoded : neteq::test::DecodeAll(*decoder, Payloads())) {
    EXPECT_TRUE(decoded.result.ok());
  }
}

TEST_P(DecoderContract, ResetDecoderEqualsFreshOne) {
  const auto fresh = Make();
  const auto used = Make();
  neteq::test::DecodeAll(*used, Payloads());
  neteq::test::DecodeAll(*used, BadPayloads());
  neteq::test::GuardedOutput output(*used);
  output.DecodeFec(*used, Payloads().back());
  output.DecodePlc(*used, used->format().sample_rate.tick_samples());

  used->Reset();

  EXPECT_EQ(neteq::test::DecodeAll(*used, Payloads()), neteq::test::DecodeAll(*fresh, Payloads()));
}

TEST_P(DecoderContract, TwoDecodersShareNothing) {
  const auto alone = Make();
  const auto expected = neteq::test::DecodeAll(*alone, Payloads());
  const auto first = Make();
  const auto second = Make();
  neteq::test::GuardedOutput output(*first);

  for (size_t i = 0; i < Payloads().size(); ++i) {
    EXPECT_EQ(output.Decode(*first, Payloads()[i]), expected[i]);
    output.Decode(*second, Payloads()[Payloads().size() - 1 - i]);
  }
}

TEST_P(DecoderContract, DecodesFecExactlyIfInspectAnnouncesIt) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);

  for (const neteq::test::Payload& payload : Payloads()) {
    const int announced = decoder->Inspect(payload).fec_samples;
    const neteq::DecodeResult result = output.DecodeFec(*decoder, payload).result;

    EXPECT_EQ(result.ok(), announced > 0);
    if (result.ok()) {
      EXPECT_EQ(result.frames, announced);
    }
    EXPECT_TRUE(output.Decode(*decoder, payload).result.ok()) << "after its FEC";
  }
}

TEST_P(DecoderContract, FecOfBadPayloadsIsRefusedOrDecodedAsAnnounced) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);

  for (const neteq::test::Payload& payload : BadPayloads()) {
    const int announced = decoder->Inspect(payload).fec_samples;
    const neteq::DecodeResult result = output.DecodeFec(*decoder, payload).result;

    EXPECT_GE(announced, 0);
    if (result.ok()) {
      EXPECT_EQ(result.frames, announced) << payload.size() << " bytes";
    }
  }
}

TEST_P(DecoderContract, ConcealsTheRequestedLengthOrNothing) {
  const auto decoder = Make();
  neteq::test::GuardedOutput output(*decoder);
  const int tick = decoder->format().sample_rate.tick_samples();
  const int longest = neteq::test::MaxFrames(*decoder);

  for (const bool has_history : {false, true}) {
    if (has_history) neteq::test::DecodeAll(*decoder, Payloads());
    for (const int samples : {1, tick - 1, tick, tick + 1, 2 * tick, longest}) {
      const neteq::DecodeResult result = output.DecodePlc(*decoder, samples).result;
      if (result.code == neteq::DecodeResult::Code::kUnsupported) continue;

      EXPECT_TRUE(result.ok());
      EXPECT_GE(result.frames, samples);
      EXPECT_LT(result.frames, samples + tick);
    }
  }
}

TEST_P(DecoderContract, PiecesOfAPayloadSoundLikeTheWhole) {
  const auto whole = Make();
  const auto in_pieces = Make();
  neteq::test::GuardedOutput output(*whole);

  for (const neteq::test::Payload& payload : Payloads()) {
    EXPECT_EQ(neteq::test::DecodePieces(*in_pieces, payload), output.Decode(*whole, payload).bits);
  }
}

TEST_P(DecoderContract, PiecesAreNoLongerThanThePayload) {
  const auto decoder = Make();

  EXPECT_EQ(decoder->SplitBytes(0), 0U);
  for (size_t bytes = 1; bytes < 100'000; bytes += 1 + bytes / 16) {
    EXPECT_GE(decoder->SplitBytes(bytes), 1U) << bytes;
    EXPECT_LE(decoder->SplitBytes(bytes), bytes);
  }
}

TEST_P(DecoderContract, ContinuesFromASavedState) {
  const auto saving = Make();
  const auto restored = Make();
  neteq::test::GuardedOutput output(*saving);
  std::vector<std::byte> state(saving->StateBytes());
  if (state.empty()) return;
  neteq::test::DecodeAll(*restored, BadPayloads());

  for (const neteq::test::Payload& payload : Payloads()) {
    saving->SaveState(state);
    const auto expected = output.Decode(*saving, payload);
    restored->RestoreState(state);

    EXPECT_EQ(output.Decode(*restored, payload), expected);
  }
}
