// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"

/// Parameters of the signal kernels.
namespace neteq::dsp {

/// Final state of a long concealment: digital silence, learned background noise, or background
/// noise that fades out.
enum class BackgroundNoiseMode { kOff, kHold, kFade };

/// How playout speed changes: by removing or repeating whole pitch periods (WSOLA), or by
/// resampling, which also shifts the pitch but leaves no seams in music.
enum class StretchMethod { kWsola, kResample };

}  // namespace neteq::dsp

namespace neteq {

template <>
struct EnumNames<dsp::BackgroundNoiseMode> {
  static constexpr std::array<std::string_view, 3> kNames = {"off", "hold", "fade"};
};

template <>
struct EnumNames<dsp::StretchMethod> {
  static constexpr std::array<std::string_view, 2> kNames = {"wsola", "resample"};
};

namespace dsp {

/// Parameters of concealment.
struct ExpandParams {
  BackgroundNoiseMode background_noise = BackgroundNoiseMode::kHold;
  double fade_db_per_ms = 0.3;
  double fade_end_db = 50.0;
};
constexpr auto FieldsOf(const ExpandParams*) {
  using P = ExpandParams;
  return std::tuple{
      MakeChoice(&P::background_noise, "background_noise",
                 "Final state of a long concealment: digital silence (NetEQ), learned background "
                 "noise, or background noise that fades out over about 4 s."),
      MakeField(
          &P::fade_db_per_ms, "fade_db_per_ms", Unit::kNone, 0.01, 10.0,
          "Fade rate of a concealment after its first 60 ms, in dB per ms (NetEQ: 0.145). Tuned "
          "for intelligibility in loss bursts of 20 to 200 ms: a vowel fades out within 0.2 s."),
      MakeField(&P::fade_end_db, "fade_end_db", Unit::kDecibels, 20.0, 96.0,
                "Attenuation at which a fade ends (NetEQ: 72). Where background noise is played, a "
                "fade also ends 6 dB below the noise. What remains is inaudible."),
  };
}
static_assert(Declared<ExpandParams>);

/// Parameters of accelerate and preemptive expand.
struct StretchParams {
  StretchMethod method = StretchMethod::kWsola;
  double speed_change = 0.005;
  double min_correlation = 0.9;
  double min_correlation_fast = 0.5;
};
constexpr auto FieldsOf(const StretchParams*) {
  using P = StretchParams;
  return std::tuple{
      MakeChoice(&P::method, "method",
                 "How playout speed changes: wsola removes or repeats pitch periods where that is "
                 "inaudible (NetEQ); resample also shifts the pitch slightly, which suits music."),
      MakeField(&P::speed_change, "speed_change", Unit::kRatio, 0.0, 0.02,
                "Speed change of resample (0.005 is 9 cents; listeners begin to notice mistuning "
                "at 5 to 10 cents)."),
      MakeField(&P::min_correlation, "min_correlation", Unit::kRatio, 0.0, 1.0,
                "Minimum similarity of adjacent pitch periods for a splice (NetEQ: 0.9)."),
      MakeField(&P::min_correlation_fast, "min_correlation_fast", Unit::kRatio, 0.0, 1.0,
                "min_correlation of fast accelerate (NetEQ: 0.5)."),
  };
}
static_assert(Declared<StretchParams>);

}  // namespace dsp
}  // namespace neteq
