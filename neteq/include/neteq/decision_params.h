// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// What the delay of playout is measured by.
enum class LevelSource {
  kFilteredSpan,  ///< smoothed media time in the packet buffer (NetEQ until 2023)
  kPlayoutDelay,  ///< how far the sample played now trails the fastest packet (NetEQ since 2023)
};
template <>
struct EnumNames<LevelSource> {
  static constexpr std::array<std::string_view, 2> kNames = {"filtered_span", "playout_delay"};
};

/// Decision logic: when to play, stretch, conceal or wait. Where the values differ from NetEQ's
/// they were chosen by the E-model score (ITU-T G.107) over many networks: see README, "Presets".
struct DecisionParams {
  bool time_stretching = true;
  bool fast_accelerate = true;
  LevelSource level = LevelSource::kPlayoutDelay;
  double low_limit_share = 1.0;
  int low_limit_offset_ms = 85;
  int high_limit_margin_ms = 15;
  double high_limit_max_delay_share = 0.0;
  double fast_factor = 2.0;
  int stretch_hold_off_ticks = 2;
  double start_share = 0.5;
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
          "Far above the target several pitch periods go at once, not one (WebRTC's own default: "
          "off)."),
      MakeChoice(&P::level, "level",
                 "What is held at the target: the smoothed span of the packet buffer (NetEQ until "
                 "2023), or the delay of what is played behind the fastest packet of the last "
                 "seconds (NetEQ since 2023)."),
      MakeField(&P::low_limit_share, "low_limit_share", Unit::kRatio, 0.0, 1.0,
                "Below this share of the target playout slows down (NetEQ: filtered_span 0.75, "
                "playout_delay 1) ..."),
      MakeField(&P::low_limit_offset_ms, "low_limit_offset_ms", Unit::kMilliseconds, 0, 1000,
                "... or below the target less this, whichever is higher (NetEQ: 85)."),
      MakeField(&P::high_limit_margin_ms, "high_limit_margin_ms", Unit::kMilliseconds, 0, 1000,
                "filtered_span: playout speeds up above the target, or above the low limit plus "
                "this, whichever is higher; playout_delay: above the target, the share below and "
                "this (NetEQ: 20)."),
      MakeField(&P::high_limit_max_delay_share, "high_limit_max_delay_share", Unit::kRatio, 0.0,
                1.0,
                "playout_delay: share of the slowest packet's delay that playout may lie above the "
                "target (NetEQ: 1)."),
      MakeField(&P::fast_factor, "fast_factor", Unit::kRatio, 1.0, 100.0,
                "Fast accelerate from this multiple of the high limit (NetEQ: 4)."),
      MakeField(&P::stretch_hold_off_ticks, "stretch_hold_off_ticks", Unit::kTicks, 0, 100,
                "Ticks to pass between two stretches (NetEQ: 5, at most one stretch in 60 ms)."),
      MakeField(&P::start_share, "start_share", Unit::kRatio, 0.0, 1.0,
                "Share of the target that the first packet of all waits before it is played, so "
                "that the second finds some delay to use (NetEQ: 0)."),
      MakeField(&P::postpone_share, "postpone_share", Unit::kRatio, 0.0, 1.0,
                "After concealment has faded below half, wait until this share of the target is "
                "buffered (NetEQ: 0.5)."),
      MakeSwitch(&P::combined_concealment, "combined_concealment",
                 "One rule for going on after a gap, whether it was concealed or a pause: when it "
                 "has been bridged, or too much waits (NetEQ since 2023)."),
      MakeField(&P::max_wait_ms, "max_wait_ms", Unit::kMilliseconds, 0, 10'000,
                "Without it: longest concealment that waits for a packet whose successor is there "
                "(NetEQ: 100)."),
      MakeField(
          &P::resume_margin_ms, "resume_margin_ms", Unit::kMilliseconds, -1000, 1000,
          "A gap is cut short when this much more waits than the low limit asks for (NetEQ: 50)."),
      MakeField(&P::reset_after_ms, "reset_after_ms", Unit::kMilliseconds, 100, 60'000,
                "After concealing for this long decoding starts afresh (NetEQ: 1000)."),
      MakeField(&P::codec_noise_timeout_ms, "codec_noise_timeout_ms", Unit::kMilliseconds, 100,
                60'000,
                "A pause of the sender without any packet for this long is a loss (NetEQ: 1000)."),
      MakeSwitch(&P::codec_plc, "codec_plc",
                 "Let the decoder conceal losses where it can, instead of expand (NetEQ: off)."),
      MakeSwitch(&P::muted_state, "muted_state",
                 "Once concealment has faded to digital silence and nothing waits, report `muted` "
                 "and skip all signal processing."),
  };
}
static_assert(Declared<DecisionParams>);

}  // namespace neteq
