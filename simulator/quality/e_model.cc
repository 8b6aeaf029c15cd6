// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/e_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace neteq::sim {
namespace {

/// Basic rating, largest impairment by loss, and width of the scale relative to narrowband.
struct Scale {
  double rating;
  double largest_loss_impairment;
  double width;
};

// G.107: Ro = 94.77 minus Is = 1.41, with all parameters at their defaults.
constexpr double kNarrowbandSignalToNoise = 94.77;
constexpr double kNarrowbandSimultaneous = 1.41;

Scale ScaleOf(EModelBand band) {
  switch (band) {
    case EModelBand::kNarrowband:
      return {kNarrowbandSignalToNoise - kNarrowbandSimultaneous, 95.0, 1.0};
    case EModelBand::kWideband:
      return {129.0, 95.0, 1.29};  // G.107.1
    case EModelBand::kFullband:
      break;
  }
  return {148.0, 132.0, 1.48};  // G.107.2
}

/// Idd: impairment by absolute delay.
double LatenessImpairment(const EModelParams& params, double delay_ms) {
  if (delay_ms <= params.noticed_delay_ms) return 0.0;
  const double x = std::log2(delay_ms / params.noticed_delay_ms);
  const double order = 6.0 * params.delay_sensitivity;
  const auto norm = [&](double value) {
    return std::pow(1.0 + std::pow(value, order), 1.0 / order);
  };
  return 25.0 * (norm(x) - 3.0 * norm(x / 3.0) + 2.0);
}

/// Idte: impairment by talker echo. Negative values, for negligible echo, become 0.
double TalkerEchoImpairment(double echo_loudness_db, double delay_ms) {
  const double loudness = echo_loudness_db -
                          40.0 * std::log10((1.0 + delay_ms / 10.0) / (1.0 + delay_ms / 150.0)) +
                          6.0 * std::exp(-0.3 * delay_ms * delay_ms);
  const double echo_rating = 80.0 + 2.5 * (loudness - 14.0);
  const double half = (kNarrowbandSignalToNoise - echo_rating) / 2.0;
  const double impairment =
      (half + std::sqrt(half * half + 100.0) - 1.0) * (1.0 - std::exp(-delay_ms));
  return std::max(impairment, 0.0);
}

/// Idle: impairment by listener echo.
double ListenerEchoImpairment(double round_trip_ms) {
  constexpr double kEchoPathLossDb = 110.0;  // WEPL: default in G.107
  const double echo_rating = 10.5 * (kEchoPathLossDb + 7.0) * std::pow(round_trip_ms + 1.0, -0.25);
  const double half = (kNarrowbandSignalToNoise - echo_rating) / 2.0;
  return half + std::sqrt(half * half + 169.0);
}

double DelayImpairment(const EModelParams& params, double delay_ms) {
  const double lateness = LatenessImpairment(params, delay_ms);
  if (params.band != EModelBand::kNarrowband) return lateness;  // only narrowband has echo terms
  return lateness + TalkerEchoImpairment(params.echo_loudness_db, delay_ms) +
         ListenerEchoImpairment(2.0 * delay_ms);
}

double LossImpairment(const EModelParams& params, const EModelInput& input) {
  // G.107 is validated for losses with a burst ratio of at most 2.
  const double burst_ratio = std::clamp(input.burst_ratio, 1.0, 2.0);
  const double loss =
      input.concealed_pct / (input.concealed_pct / burst_ratio + params.loss_robustness);
  const double room = ScaleOf(params.band).largest_loss_impairment - params.equipment_impairment;
  return params.equipment_impairment + room * loss;
}

/// Opus on the superwideband scale of Al-Ahmadi, for random loss.
struct OpusPoint {
  double bitrate_kbps;
  double equipment_impairment;
  double loss_robustness;
};
constexpr std::array kOpus = {OpusPoint{16.0, 30.2, 11.8}, OpusPoint{25.0, 20.2, 11.3},
                              OpusPoint{31.0, 16.8, 10.4}, OpusPoint{40.0, 10.7, 9.8}};

EModelParams OpusParams(double bitrate_kbps) {
  const double bitrate =
      std::clamp(bitrate_kbps, kOpus.front().bitrate_kbps, kOpus.back().bitrate_kbps);
  size_t upper = 1;
  while (kOpus[upper].bitrate_kbps < bitrate) ++upper;
  const OpusPoint& below = kOpus[upper - 1];
  const OpusPoint& above = kOpus[upper];
  const double share = (bitrate - below.bitrate_kbps) / (above.bitrate_kbps - below.bitrate_kbps);
  return {.band = EModelBand::kFullband,
          .equipment_impairment =
              std::lerp(below.equipment_impairment, above.equipment_impairment, share),
          .loss_robustness = std::lerp(below.loss_robustness, above.loss_robustness, share)};
}

EModelBand BandOf(int rate_hz) {
  if (rate_hz <= 8000) return EModelBand::kNarrowband;
  return rate_hz <= 16000 ? EModelBand::kWideband : EModelBand::kFullband;
}

}  // namespace

EModelParams EModelParamsFor(const SdpFormat& format, double bitrate_kbps) {
  if (format.name == "opus" || format.name == "multiopus") return OpusParams(bitrate_kbps);
  if (format.name == "G722") {  // G.107.1, 64 kb/s
    return {.band = EModelBand::kWideband, .equipment_impairment = 13.0, .loss_robustness = 4.5};
  }
  EModelParams params;  // G.711 with concealment (G.113)
  if (format.name == "L16") params.band = BandOf(format.clock_rate.hz());
  return params;
}

double MosOf(double r_factor) {
  if (r_factor <= 0.0) return 1.0;
  if (r_factor >= 100.0) return 4.5;
  const double mos =
      1.0 + 0.035 * r_factor + r_factor * (r_factor - 60.0) * (100.0 - r_factor) * 7e-6;
  return std::max(mos, 1.0);  // the cubic falls below 1 near 0
}

EModelFigures EstimateQuality(const EModelParams& params, const EModelInput& input) {
  const Scale scale = ScaleOf(params.band);
  EModelFigures figures;
  figures.one_way_delay_ms = params.base_delay_ms + input.playout_delay_ms;
  figures.delay_impairment = DelayImpairment(params, figures.one_way_delay_ms);
  figures.loss_impairment = LossImpairment(params, input);
  figures.r_factor = scale.rating - figures.delay_impairment - figures.loss_impairment;
  figures.narrowband_r_factor = figures.r_factor / scale.width;
  figures.mos_cq = MosOf(figures.narrowband_r_factor);
  figures.mos_lq = MosOf((scale.rating - figures.loss_impairment) / scale.width);
  return figures;
}

}  // namespace neteq::sim
