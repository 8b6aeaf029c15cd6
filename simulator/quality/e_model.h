// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/sdp.h"

/// What a conversation over such a connection is worth, by planning formulas: the E-model of ITU-T
/// G.107 (narrowband), G.107.1 (wideband) and G.107.2 (fullband).
///
///   R = R0 - Id(Ta) - Ie,eff        Ie,eff = Ie + (C - Ie) Ppl / (Ppl / BurstR + Bpl)
///
/// R0 93.36, 129, 148 and C 95, 95, 132 for the three bands; Id is the harm of delay and, in
/// narrowband, of echo. It is an estimate for planning: it has not heard anything.
namespace neteq {
namespace sim {
enum class EModelBand { kNarrowband, kWideband, kFullband };
}  // namespace sim

template <>
struct EnumNames<sim::EModelBand> {
  static constexpr std::array<std::string_view, 3> kNames = {"narrowband", "wideband", "fullband"};
};

namespace sim {

/// What the model cannot know from a replay.
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
      MakeChoice(&P::band, "band", "Whose scale: what the codec transmits."),
      MakeField(&P::equipment_impairment, "equipment_impairment", Unit::kNone, 0.0, 95.0,
                "Ie: harm of the codec alone (ITU-T G.113 Appendix I)."),
      MakeField(&P::loss_robustness, "loss_robustness", Unit::kNone, 1.0, 100.0,
                "Bpl: how much loss codec and concealment bear (G.113; default: G.711 with "
                "concealment)."),
      MakeField(&P::base_delay_ms, "base_delay_ms", Unit::kMilliseconds, 0.0, 10'000.0,
                "All delay but that of the playout: packet, codec and the fastest way through "
                "the network."),
      MakeField(&P::noticed_delay_ms, "noticed_delay_ms", Unit::kMilliseconds, 20.0, 150.0,
                "mT: the delay that callers begin to notice."),
      MakeField(&P::delay_sensitivity, "delay_sensitivity", Unit::kNone, 0.4, 1.0,
                "sT: how much the use minds delay (1 conversation, 0.55 and 0.4 less)."),
      MakeField(&P::echo_loudness_db, "echo_loudness_db", Unit::kDecibels, 5.0, 100.0,
                "TELR: loss of the talker's echo; G.107 has 65, 100 means no echo."),
  };
}
static_assert(Declared<EModelParams>);

/// Planning values of a codec with the concealment of this library; `bitrate_kbps` matters to Opus
/// alone. PCM and G.722 by G.113 and G.107.1, Opus by Al-Ahmadi (MIT JS, interpolated between its
/// superwideband VBR rates of 16 to 40 kb/s; the source does not name its scale, read here as
/// fullband), L16 as PCM of its bandwidth: an assumption, nobody has published it.
EModelParams EModelParamsFor(const SdpFormat& format, double bitrate_kbps);

/// What a replay measured.
struct EModelInput {
  double playout_delay_ms = 0.0;  ///< mean, above the fastest packet
  double concealed_pct = 0.0;     ///< Ppl: lost, late or discarded
  double burst_ratio = 1.0;       ///< BurstR, see BurstRatio()
};

/// What the model says, and what of it is due to what.
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
                "Rating on the scale of its band: at best 93.2, 129 or 148."),
      MakeField(&F::mos_cq, "mos_cq", Unit::kNone, 1.0, 4.5,
                "Mean opinion score of the conversation, delay included."),
      MakeField(&F::mos_lq, "mos_lq", Unit::kNone, 1.0, 4.5,
                "The same of listening alone, without the harm of delay."),
      MakeField(&F::delay_impairment, "delay_impairment", Unit::kNone, 0.0, 200.0,
                "Id: what delay and echo cost."),
      MakeField(&F::loss_impairment, "loss_impairment", Unit::kNone, 0.0, 148.0,
                "Ie,eff: what the codec and concealment cost."),
      MakeField(&F::one_way_delay_ms, "one_way_delay_ms", Unit::kMilliseconds, 0.0, 1e6,
                "Ta: base delay plus mean playout delay."),
      MakeField(&F::narrowband_r_factor, "narrowband_r_factor", Unit::kNone, -200.0, 100.0,
                "Rating divided by the width of its scale (1, 1.29 or 1.48), for RFC 3611."),
  };
}
static_assert(Declared<EModelFigures>);

EModelFigures EstimateQuality(const EModelParams& params, const EModelInput& input);

/// Mean opinion score of a narrowband rating (G.107 Annex B).
double MosOf(double r_factor);

}  // namespace sim
}  // namespace neteq
