// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/sdp.h"

/// The E-model rates a conversation from planning values: ITU-T G.107 (narrowband), G.107.1
/// (wideband) and G.107.2 (fullband).
///
///   R = R0 - Id(Ta) - Ie,eff        Ie,eff = Ie + (C - Ie) Ppl / (Ppl / BurstR + Bpl)
///
/// R0 is 93.36, 129 and 148, C is 95, 95 and 132 for the three bands. Id is the impairment by delay
/// and, in narrowband, by echo. The result is a planning estimate: the model never hears the audio.
namespace neteq {
namespace sim {
enum class EModelBand { kNarrowband, kWideband, kFullband };
}  // namespace sim

template <>
struct EnumNames<sim::EModelBand> {
  static constexpr std::array<std::string_view, 3> kNames = {"narrowband", "wideband", "fullband"};
};

namespace sim {

/// Inputs that a replay cannot measure.
struct EModelParams {
  EModelBand band = EModelBand::kNarrowband;
  double equipment_impairment = 0.0;
  double loss_robustness = 25.1;
  double base_delay_ms = 60.0;
  double noticed_delay_ms = 100.0;
  double delay_sensitivity = 1.0;
  double echo_loudness_db = 100.0;
};
constexpr auto FieldsOf(const EModelParams*) {
  using P = EModelParams;
  return std::tuple{
      MakeChoice(&P::band, "band", "Scale of the rating: the bandwidth of the codec."),
      MakeField(&P::equipment_impairment, "equipment_impairment", Unit::kNone, 0.0, 95.0,
                "Ie: impairment by the codec alone (ITU-T G.113 Appendix I)."),
      MakeField(&P::loss_robustness, "loss_robustness", Unit::kNone, 1.0, 100.0,
                "Bpl: loss robustness of codec and concealment (G.113; default: G.711 with "
                "concealment)."),
      MakeField(&P::base_delay_ms, "base_delay_ms", Unit::kMilliseconds, 0.0, 10'000.0,
                "All delay except the playout delay: packetization, codec and the fastest path "
                "through the network."),
      MakeField(&P::noticed_delay_ms, "noticed_delay_ms", Unit::kMilliseconds, 20.0, 150.0,
                "mT: the delay that callers begin to notice."),
      MakeField(&P::delay_sensitivity, "delay_sensitivity", Unit::kNone, 0.4, 1.0,
                "sT: sensitivity to delay: 1 (conversation), 0.55 or 0.4 (less interactive)."),
      MakeField(&P::echo_loudness_db, "echo_loudness_db", Unit::kDecibels, 5.0, 100.0,
                "TELR: attenuation of the talker's echo. G.107 defaults to 65; 100 means no echo."),
  };
}
static_assert(Declared<EModelParams>);

/// Planning values of a codec with this library's concealment. Only Opus depends on
/// `bitrate_kbps`.
/// - PCM and G.722: G.113 and G.107.1.
/// - Opus: Al-Ahmadi (MIT JS), interpolated between its superwideband VBR rates of 16 to 40 kb/s.
///   The source does not name its scale; fullband is assumed.
/// - L16: the values of PCM at its bandwidth. An assumption; no published values exist.
EModelParams EModelParamsFor(const SdpFormat& format, double bitrate_kbps);

/// Inputs measured by a replay.
struct EModelInput {
  double playout_delay_ms = 0.0;  ///< mean, above the fastest packet
  double concealed_pct = 0.0;     ///< Ppl: lost, late or discarded
  double burst_ratio = 1.0;       ///< BurstR, see BurstRatio()
};

/// Ratings and their components.
struct EModelFigures {
  double r_factor = 0.0;
  double mos_cq = 1.0;
  double mos_lq = 1.0;
  double delay_impairment = 0.0;
  double loss_impairment = 0.0;
  double one_way_delay_ms = 0.0;
  double narrowband_r_factor = 0.0;
};
constexpr auto FieldsOf(const EModelFigures*) {
  using F = EModelFigures;
  return std::tuple{
      MakeField(&F::r_factor, "r_factor", Unit::kNone, -200.0, 148.0,
                "Rating on the scale of its band; the best is 93.2, 129 or 148."),
      MakeField(&F::mos_cq, "mos_cq", Unit::kNone, 1.0, 4.5,
                "Mean opinion score of a conversation, including delay."),
      MakeField(&F::mos_lq, "mos_lq", Unit::kNone, 1.0, 4.5,
                "Mean opinion score of listening only, without delay impairment."),
      MakeField(&F::delay_impairment, "delay_impairment", Unit::kNone, 0.0, 200.0,
                "Id: impairment by delay and echo."),
      MakeField(&F::loss_impairment, "loss_impairment", Unit::kNone, 0.0, 148.0,
                "Ie,eff: impairment by the codec and by concealment."),
      MakeField(&F::one_way_delay_ms, "one_way_delay_ms", Unit::kMilliseconds, 0.0, 1e6,
                "Ta: base delay plus mean playout delay."),
      MakeField(&F::narrowband_r_factor, "narrowband_r_factor", Unit::kNone, -200.0, 100.0,
                "Rating divided by the width of its scale (1, 1.29 or 1.48), for RFC 3611."),
  };
}
static_assert(Declared<EModelFigures>);

/// Applies the model to measured values.
EModelFigures EstimateQuality(const EModelParams& params, const EModelInput& input);

/// Converts a narrowband rating to a mean opinion score (G.107 Annex B).
double MosOf(double r_factor);

}  // namespace sim
}  // namespace neteq
