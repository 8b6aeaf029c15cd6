// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/e_model.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

EModelFigures AtDelay(EModelParams params, double delay_ms) {
  params.base_delay_ms = 0.0;
  return EstimateQuality(params, {.playout_delay_ms = delay_ms});
}

EModelFigures AtLoss(const EModelParams& params, double concealed_pct, double burst_ratio = 1.0) {
  return EstimateQuality(params, {.concealed_pct = concealed_pct, .burst_ratio = burst_ratio});
}

TEST(MosOf, FollowsG107AnnexB) {
  // Values of the recommendation's guide, to two digits. Its formula gives 4.024 for its 4.03.
  const std::vector<std::pair<double, double>> table = {
      {90, 4.34}, {80, 4.03}, {70, 3.60}, {60, 3.10}, {50, 2.58}};
  for (const auto& [r_factor, mos] : table) EXPECT_NEAR(MosOf(r_factor), mos, 0.0065) << r_factor;
  EXPECT_EQ(MosOf(-5), 1.0);
  EXPECT_EQ(MosOf(3), 1.0);
  EXPECT_EQ(MosOf(120), 4.5);
}

TEST(EstimateQuality, FallsWithDelayAsG107WithItsDefaultEcho) {
  const std::vector<std::pair<double, double>> table = {
      {0, 93.2}, {50, 91.8}, {100, 90.7}, {150, 89.5}, {200, 85.8}, {300, 72.7}, {400, 62.2}};
  for (const auto& [delay_ms, r_factor] : table) {
    EXPECT_NEAR(AtDelay({.echo_loudness_db = 65.0}, delay_ms).r_factor, r_factor, 0.1) << delay_ms;
  }
}

TEST(EstimateQuality, WithoutEchoMindsDelayOnlyAboveWhatIsNoticed) {
  const EModelParams wideband{.band = EModelBand::kWideband};

  EXPECT_EQ(AtDelay(wideband, 100.0).delay_impairment, 0.0);
  EXPECT_GT(AtDelay(wideband, 200.0).delay_impairment, 2.0);
  // Narrowband retains the small listener echo impairment.
  EXPECT_NEAR(AtDelay({}, 100.0).delay_impairment, 0.7, 0.1);
}

TEST(EstimateQuality, IsBestOnTheScaleOfItsBand) {
  const auto best = [](EModelBand band) { return AtDelay({.band = band}, 0.0); };
  EXPECT_NEAR(best(EModelBand::kNarrowband).r_factor, 93.2, 0.05);
  EXPECT_NEAR(best(EModelBand::kNarrowband).mos_cq, 4.41, 0.005);
  EXPECT_EQ(best(EModelBand::kWideband).r_factor, 129.0);
  EXPECT_EQ(best(EModelBand::kFullband).narrowband_r_factor, 100.0);
  EXPECT_EQ(best(EModelBand::kFullband).mos_cq, 4.5);
}

TEST(EstimateQuality, ChargesLossAsItsFormulaDoes) {
  const EModelParams params{.equipment_impairment = 10.0, .loss_robustness = 15.0};

  // 10 + 85 * 5 / (5 + 15), and 10 + 85 * 5 / (5 / 2 + 15)
  EXPECT_NEAR(AtLoss(params, 5.0).loss_impairment, 31.25, 1e-9);
  EXPECT_NEAR(AtLoss(params, 5.0, 2.0).loss_impairment, 34.2857, 1e-4);
  EXPECT_EQ(AtLoss(params, 5.0, 7.0).loss_impairment, AtLoss(params, 5.0, 2.0).loss_impairment);
}

TEST(EstimateQuality, LeavesDelayOutOfListening) {
  const EModelFigures figures = EstimateQuality({}, {.playout_delay_ms = 400.0});

  EXPECT_EQ(figures.one_way_delay_ms, 460.0);
  EXPECT_LT(figures.mos_cq, 3.3);
  EXPECT_GT(figures.mos_lq, 4.4);
}

TEST(EModelParamsFor, KnowsTheCodecs) {
  const auto params = [](const char* encoding, double kbps) {
    return EModelParamsFor(*ParseSdpFormat(encoding), kbps);
  };
  EXPECT_EQ(params("PCMU/8000", 64).loss_robustness, 25.1);
  EXPECT_EQ(params("G722/8000", 64).band, EModelBand::kWideband);
  EXPECT_EQ(params("L16/16000", 256).band, EModelBand::kWideband);
  EXPECT_EQ(params("L16/48000", 768).band, EModelBand::kFullband);
  EXPECT_NEAR(params("opus/48000/2", 28).equipment_impairment, (20.2 + 16.8) / 2, 1e-9);
  EXPECT_EQ(params("opus/48000/2", 6).equipment_impairment, 30.2);
  EXPECT_EQ(params("opus/48000/2", 500).loss_robustness, 9.8);
}

}  // namespace
}  // namespace neteq::sim
