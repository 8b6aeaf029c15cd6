// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// Measure of the delay that playout keeps at the target.
enum class LevelSource {
  kFilteredSpan,  ///< smoothed span of the packet buffer (NetEQ until 2023)
  kPlayoutDelay,  ///< delay behind the fastest packet of the last seconds (NetEQ since 2023)
};
template <>
struct EnumNames<LevelSource> {
  static constexpr std::array<std::string_view, 2> kNames = {"filtered_span", "playout_delay"};
};

/// Parameters of the decision logic, which chooses when to play, stretch, conceal or wait. Defaults
/// that differ from NetEQ's maximize the E-model score (ITU-T G.107) over many networks: see
/// docs/tuning.md.
struct DecisionParams {
  bool time_stretching = true;
  bool fast_accelerate = true;
  LevelSource level = LevelSource::kPlayoutDelay;
  double low_limit_share = 1.0;
  int low_limit_offset_ms = 85;
  int high_limit_margin_ms = 20;
  double high_limit_target_share = 0.2;
  double high_limit_max_delay_share = 0.0;
  double fast_factor = 2.0;
  int stretch_hold_off_ticks = 2;
  double start_share = 1.0;
  double postpone_share = 0.5;
  bool combined_concealment = true;
  int max_wait_ms = 100;
  int resume_margin_ms = 0;
  int reset_after_ms = 1000;
  int codec_noise_timeout_ms = 1000;
  bool codec_plc = false;
  bool muted_state = false;
};
constexpr auto FieldsOf(const DecisionParams*) {
  using P = DecisionParams;
  return std::tuple{
      MakeSwitch(&P::time_stretching, "time_stretching", "Allow accelerate and preemptive expand."),
      MakeSwitch(
          &P::fast_accelerate, "fast_accelerate",
          "Remove several pitch periods at once far above the target (WebRTC's default: off)."),
      MakeChoice(&P::level, "level",
                 "Measure of the delay that playout keeps at the target: filtered_span, the "
                 "smoothed span of the packet buffer (NetEQ until 2023), or playout_delay, the "
                 "delay behind the fastest packet of the last seconds (NetEQ since 2023)."),
      MakeField(&P::low_limit_share, "low_limit_share", Unit::kRatio, 0.0, 1.0,
                "Playout slows down below the low limit, which is the larger of this share of the "
                "target and the target minus low_limit_offset_ms (NetEQ: filtered_span 0.75, "
                "playout_delay 1)."),
      MakeField(&P::low_limit_offset_ms, "low_limit_offset_ms", Unit::kMilliseconds, 0, 1000,
                "Largest distance of the low limit below the target (NetEQ: 85)."),
      MakeField(&P::high_limit_margin_ms, "high_limit_margin_ms", Unit::kMilliseconds, 0, 1000,
                "Playout speeds up above the high limit. filtered_span: the larger of the target "
                "and the low limit plus this margin. playout_delay: the target plus this margin "
                "plus the shares high_limit_target_share and high_limit_max_delay_share (NetEQ: "
                "20)."),
      MakeField(&P::high_limit_target_share, "high_limit_target_share", Unit::kRatio, 0.0, 1.0,
                "playout_delay: share of the target that the high limit adds to it (NetEQ: 0)."),
      MakeField(&P::high_limit_max_delay_share, "high_limit_max_delay_share", Unit::kRatio, 0.0,
                1.0,
                "playout_delay: share of the slowest recent packet's delay that the high limit "
                "includes (NetEQ: 1)."),
      MakeField(&P::fast_factor, "fast_factor", Unit::kRatio, 1.0, 100.0,
                "Fast accelerate starts at this multiple of the high limit (NetEQ: 4)."),
      MakeField(&P::stretch_hold_off_ticks, "stretch_hold_off_ticks", Unit::kTicks, 0, 100,
                "Ticks between two stretches (NetEQ: 5, at most one stretch per 60 ms)."),
      MakeField(&P::start_share, "start_share", Unit::kRatio, 0.0, 1.0,
                "The first packet waits until its delay is this share of the target, which leaves "
                "the second packet time to arrive (NetEQ: 0)."),
      MakeField(&P::postpone_share, "postpone_share", Unit::kRatio, 0.0, 1.0,
                "Once concealment has faded to less than half its level, playout resumes when the "
                "buffer holds this share of the target (NetEQ: 0.5)."),
      MakeSwitch(&P::combined_concealment, "combined_concealment",
                 "One rule for resuming after concealment and after a pause: when the gap is "
                 "filled, or when the buffer exceeds its limit plus resume_margin_ms (NetEQ since "
                 "2023)."),
      MakeField(&P::max_wait_ms, "max_wait_ms", Unit::kMilliseconds, 0, 10'000,
                "Without combined_concealment: longest concealment that waits for a missing packet "
                "while a later one is available (NetEQ: 100)."),
      MakeField(&P::resume_margin_ms, "resume_margin_ms", Unit::kMilliseconds, -1000, 1000,
                "A gap ends early when the delay exceeds a limit by more than this margin. "
                "filtered_span: the target. playout_delay: the low limit (NetEQ: 50)."),
      MakeField(&P::reset_after_ms, "reset_after_ms", Unit::kMilliseconds, 100, 60'000,
                "Without combined_concealment: concealment longer than this resets the decoder and "
                "continues with the next packet (NetEQ: 1000)."),
      MakeField(&P::codec_noise_timeout_ms, "codec_noise_timeout_ms", Unit::kMilliseconds, 100,
                60'000,
                "Codec comfort noise that lasts longer than this without a packet counts as a loss "
                "(NetEQ: 1000)."),
      MakeSwitch(
          &P::codec_plc, "codec_plc",
          "Use the decoder's own concealment, if it has one, instead of expand (NetEQ: off)."),
      MakeSwitch(&P::muted_state, "muted_state",
                 "Once concealment has faded to digital silence and the buffer is empty, skip all "
                 "signal processing."),
  };
}
static_assert(Declared<DecisionParams>);

}  // namespace neteq
