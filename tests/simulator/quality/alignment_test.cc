// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/alignment.h"

#include <algorithm>
#include <cstdlib>
#include <numbers>
#include <utility>

#include "tests/dsp/signals.h"
#include "tests/simulator/speech_like.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::sim {
namespace {

constexpr SampleRate kRate{16000};

std::vector<float> Speech() { return SpeechLike(kRate, 8.0, 1); }

Alignment AlignDefault(std::span<const float> reference, std::span<const float> output) {
  return Align(reference, output, kRate, {});
}

double HeardShare(const Alignment& alignment) {
  const auto heard = std::count_if(alignment.pieces.begin(), alignment.pieces.end(),
                                   [](const AlignedPiece& piece) { return piece.is_heard; });
  return static_cast<double>(heard) / static_cast<double>(alignment.pieces.size());
}

/// Share of the pieces beginning in [begin, end) whose delay error is at most `tolerance`.
double ShareAt(const Alignment& alignment, int64_t begin, int64_t end, int64_t delay,
               int64_t tolerance) {
  int count = 0;
  int right = 0;
  for (const AlignedPiece& piece : alignment.pieces) {
    if (piece.reference_begin < begin || piece.reference_begin >= end) continue;
    ++count;
    right += std::abs(piece.Delay() - delay) <= tolerance ? 1 : 0;
  }
  return static_cast<double>(right) / count;
}

TEST(Align, FindsTheSignalItselfAtNoDelay) {
  const auto speech = Speech();

  const Alignment alignment = AlignDefault(speech, speech);

  ASSERT_GT(alignment.pieces.size(), 100U);
  for (const AlignedPiece& piece : alignment.pieces) {
    EXPECT_EQ(piece.Delay(), 0);
    EXPECT_NEAR(piece.correlation, 1.0, 1e-9);
  }
  EXPECT_EQ(alignment.output, speech);
}

TEST(Align, FindsAnyShiftToTheSample) {
  const auto speech = Speech();
  for (const int64_t shift : {-7'000, -1, 1, 997, 16'003, 47'000}) {
    const Alignment alignment = AlignDefault(speech, Shifted(speech, shift));
    EXPECT_EQ(ShareAt(alignment, 0, 1 << 30, shift, 0), 1.0) << shift;
  }
}

TEST(Align, FindsTheShiftUnderNoiseAsLoudAsTheSpeech) {
  const auto speech = Speech();  // about 0.05 rms

  const Alignment alignment = AlignDefault(speech, Shifted(WithNoise(speech, 0.05, 2), 1600));

  // Syllables fade in and out, so noise masks some pieces. The others must be within 1 ms.
  EXPECT_GT(HeardShare(alignment), 0.6);
  EXPECT_GT(ShareAt(alignment, 0, 1 << 30, 1600, 16), 0.95);
}

TEST(Align, FollowsADelayThatGrowsAtOnceAndByAndBy) {
  const auto speech = Speech();
  std::vector<float> output(speech.begin(), speech.begin() + 40'000);
  output.resize(48'000);  // 500 ms of silence: a stall
  // Then remove 40 samples (2.5 ms) every 100 ms, like acceleration.
  int64_t from = 40'000;
  while (from + 1'640 <= static_cast<int64_t>(speech.size())) {
    output.insert(output.end(), speech.begin() + from, speech.begin() + from + 1'600);
    from += 1'640;
  }

  const Alignment alignment = AlignDefault(speech, output);

  EXPECT_GT(ShareAt(alignment, 0, 38'000, 0, 1), 0.98);
  int right = 0;
  int count = 0;
  for (const AlignedPiece& piece : alignment.pieces) {
    if (piece.reference_begin < 42'000 || piece.reference_begin > 120'000) continue;
    const int64_t delay = 8'000 - 40 * ((piece.reference_begin - 40'000) / 1'640);
    ++count;
    right += std::abs(piece.Delay() - delay) <= 41 ? 1 : 0;  // on either side of a cut
  }
  EXPECT_GT(count, 60);
  // Unlike acceleration, the cuts ignore pitch periods, so some pieces across a cut are misaligned.
  EXPECT_GT(right, 0.85 * count);
}

TEST(Align, HearsSilenceWhereTheOutputDropsASecond) {
  const auto speech = Speech();
  auto output = Shifted(speech, 24'000);
  output.erase(output.begin() + 24'000 + 40'000, output.begin() + 24'000 + 56'000);

  const Alignment alignment = AlignDefault(speech, output);

  EXPECT_LT(HeardShare(alignment), 0.95);
  EXPECT_GT(ShareAt(alignment, 58'000, 1 << 30, 8'000, 1), 0.98);
  const auto dropped = std::span(alignment.output).subspan(44'000, 10'000);
  EXPECT_TRUE(std::all_of(dropped.begin(), dropped.end(), [](float x) { return x == 0.0F; }));
  EXPECT_TRUE(std::equal(speech.begin() + 60'000, speech.end(), alignment.output.begin() + 60'000));
}

TEST(Align, FindsNothingInSilenceAndInNoise) {
  const auto speech = Speech();
  const std::vector<float> silence(speech.size());

  EXPECT_TRUE(AlignDefault(silence, speech).pieces.empty());
  EXPECT_EQ(HeardShare(AlignDefault(speech, silence)), 0.0);
  EXPECT_EQ(HeardShare(AlignDefault(speech, WithNoise(silence, 0.1, 3))), 0.0);
  EXPECT_EQ(AlignDefault(speech, {}).output, silence);
}

TEST(Resampled, AddsNoDelay) {
  const auto speech = Speech();
  for (const int hz : {8'000, 10'000, 22'050, 44'100, 48'000}) {
    const auto there = Resampled(speech, kRate, SampleRate(hz));
    EXPECT_EQ(there.size(), speech.size() * static_cast<size_t>(hz) / 16'000U) << hz;
    const auto back = Resampled(there, SampleRate(hz), kRate);
    const Alignment alignment = AlignDefault(speech, back);
    EXPECT_EQ(ShareAt(alignment, 0, 1 << 30, 0, 0), 1.0) << hz;
    EXPECT_GT(alignment.pieces[10].correlation, 0.99) << hz;
  }
}

TEST(Resampled, KeepsEverySampleOfALongSignal) {
  constexpr double kTone = 440.0;
  for (const auto& [from, to] : {std::pair{44'100, 8'000},
                                 {44'100, 10'000},
                                 {22'050, 8'000},
                                 {96'000, 11'025},
                                 {192'000, 8'000},
                                 {8'000, 44'100}}) {
    const auto tone = dsp::testing::Tones(SampleRate(from), {kTone}, 0.3, 4 * from);

    const auto there = Resampled(tone, SampleRate(from), SampleRate(to));

    // In phase up to the end, except at the edges, where the filter reads beyond the signal, and
    // except for the latency, which is rounded to whole samples.
    const double slack = 0.3 * 2.0 * std::numbers::pi * kTone * 0.5 / to + 0.003;
    const auto expected = dsp::testing::Tones(SampleRate(to), {kTone}, 0.3, 4 * to);
    ASSERT_EQ(there.size(), expected.size());
    for (size_t n = 500; n + 500 < there.size(); ++n) {
      ASSERT_NEAR(there[n], expected[n], slack) << from << " to " << to << " at " << n;
    }
  }
}

TEST(ToMono, IsTheMeanOfTheChannels) {
  AudioFile audio{kRate, AudioBuffer(2, 3)};
  audio.audio.First(3).Channel(0)[1] = 0.5F;
  audio.audio.First(3).Channel(1)[1] = 0.25F;

  EXPECT_EQ(ToMono(audio), (std::vector<float>{0.0F, 0.375F, 0.0F}));
}

}  // namespace
}  // namespace neteq::sim
