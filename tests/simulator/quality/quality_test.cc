// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/quality.h"

#include <algorithm>
#include <cmath>

#include "tests/simulator/speech_like.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::sim {
namespace {

constexpr SampleRate kRate{16000};

std::vector<float> Speech() { return SpeechLike(kRate, 8.0, 1); }

AudioFile FileOf(std::span<const float> mono, SampleRate rate, int channels = 1) {
  AudioFile file{rate, AudioBuffer(channels, static_cast<int>(mono.size()))};
  for (int c = 0; c < channels; ++c) {
    const auto row = file.audio.First(file.frames()).Channel(c);
    std::copy(mono.begin(), mono.end(), row.begin());
  }
  return file;
}

QualityReport Compared(std::span<const float> reference, std::span<const float> output,
                       double output_begin_ms = 0.0) {
  const auto report =
      CompareWithReference(FileOf(reference, kRate), FileOf(output, kRate), output_begin_ms, {});
  EXPECT_TRUE(report.ok()) << report.status().detail();
  return *report;
}

TEST(CompareWithReference, FindsNoFaultWithTheSignalItself) {
  const auto speech = Speech();

  const QualityReport report = Compared(speech, speech);

  EXPECT_NEAR(report.figures.estoi, 1.0, 1e-6);
  EXPECT_EQ(report.figures.log_spectral_distance_db, 0.0);
  EXPECT_EQ(report.figures.segmental_snr_db, 35.0);
  EXPECT_NEAR(report.figures.correlation, 1.0, 1e-9);
  EXPECT_EQ(report.figures.heard_pct, 100.0);
  EXPECT_EQ(report.figures.mouth_to_ear_mean_ms, 0.0);
}

TEST(CompareWithReference, TellsTheTrueDelayAndChargesNothingForIt) {
  const auto speech = Speech();

  // 137.5 ms into the output, which begins 60 ms after the clean signal.
  const QualityReport report = Compared(speech, Shifted(speech, 2'200), 60.0);

  EXPECT_EQ(report.figures.mouth_to_ear_mean_ms, 197.5);
  EXPECT_EQ(report.figures.mouth_to_ear_p95_ms, 197.5);
  EXPECT_EQ(report.mouth_to_ear_ms.min, 197.5);
  EXPECT_EQ(report.figures.segmental_snr_db, 35.0);
  EXPECT_NEAR(report.figures.estoi, 1.0, 1e-6);
  EXPECT_EQ(report.delays.size(), report.mouth_to_ear_ms.count);
}

TEST(CompareWithReference, FallsWithEveryDecibelOfNoise) {
  const auto speech = Speech();
  QualityFigures last = Compared(speech, speech).figures;
  for (const double rms : {0.002, 0.006, 0.02, 0.06}) {
    const QualityFigures figures = Compared(speech, WithNoise(speech, rms, 5)).figures;
    EXPECT_LT(figures.estoi, last.estoi) << rms;
    EXPECT_LT(figures.segmental_snr_db, last.segmental_snr_db) << rms;
    EXPECT_GT(figures.log_spectral_distance_db, last.log_spectral_distance_db) << rms;
    EXPECT_LT(figures.correlation, last.correlation) << rms;
    EXPECT_NEAR(figures.mouth_to_ear_mean_ms, 0.0, 1.0) << rms;
    last = figures;
  }
  EXPECT_LT(last.estoi, 0.8);
}

TEST(CompareWithReference, FallsWhenASecondIsSilentAndWhenItIsLeftOut) {
  const auto speech = Speech();
  const auto late = Shifted(speech, 24'000);
  auto silent = late;
  std::fill(silent.begin() + 64'000, silent.begin() + 80'000, 0.0F);
  auto left_out = late;
  left_out.erase(left_out.begin() + 64'000, left_out.begin() + 80'000);

  for (const auto& output : {silent, left_out}) {
    const QualityFigures figures = Compared(speech, output).figures;
    EXPECT_LT(figures.estoi, 0.95);
    EXPECT_GT(figures.estoi, 0.7);
    EXPECT_LT(figures.segmental_snr_db, 32.0);
    EXPECT_LT(figures.heard_pct, 95.0);
  }
}

TEST(CompareWithReference, ComparesOtherRatesAndChannels) {
  const auto speech = Speech();
  const auto wide = Resampled(speech, kRate, SampleRate(48'000));

  const auto report = CompareWithReference(FileOf(wide, SampleRate(48'000), 2),
                                           FileOf(Shifted(speech, 1'600), kRate), 0.0, {});

  ASSERT_TRUE(report.ok());
  EXPECT_NEAR(report->figures.mouth_to_ear_mean_ms, 100.0, 0.1);
  EXPECT_GT(report->figures.estoi, 0.99);
}

TEST(CompareWithReference, RefusesWhatCannotBeCompared) {
  const auto speech = Speech();
  const std::vector<float> silence(speech.size());
  const auto refusal = [&](std::span<const float> reference, std::span<const float> output) {
    return CompareWithReference(FileOf(reference, kRate), FileOf(output, kRate), 0.0, {}).status();
  };
  EXPECT_EQ(refusal(silence, speech).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(refusal(speech, silence).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(refusal(speech, {}).code(), StatusCode::kInvalidArgument);
}

TEST(Estoi, IsBlindToLevelAndNearZeroForOtherSpeech) {
  const auto speech = Speech();
  auto quiet = speech;
  for (float& sample : quiet) sample *= 0.1F;

  EXPECT_NEAR(Estoi(speech, quiet, kRate), 1.0, 1e-4);
  EXPECT_LT(std::abs(Estoi(speech, SpeechLike(kRate, 8.0, 99), kRate)), 0.2);
  EXPECT_EQ(Estoi(std::vector<float>(100), std::vector<float>(100), kRate), 0.0);
}

TEST(LogSpectralDistanceDb, IsTheGainInDecibels) {
  const auto speech = WithNoise(Speech(), 0.01, 3);  // every bin is far above the floor
  auto half = speech;
  for (float& sample : half) sample *= 0.5F;

  EXPECT_NEAR(LogSpectralDistanceDb(speech, half, kRate), 20.0 * std::log10(2.0), 0.01);
}

TEST(SegmentalSnrDb, IsTheRatioWhereItIsTheSameEverywhere) {
  const auto speech = Speech();
  auto louder = speech;
  for (float& sample : louder) sample *= 1.1F;

  EXPECT_NEAR(SegmentalSnrDb(speech, louder, kRate), 20.0, 0.001);
  EXPECT_NEAR(SegmentalSnrDb(speech, std::vector<float>(speech.size()), kRate), 0.0, 0.001);
}

}  // namespace
}  // namespace neteq::sim
