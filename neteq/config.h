// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include "base/fields.h"
#include "base/status.h"
#include "delay_manager/params.h"
#include "dsp/params.h"

namespace neteq {

/// Packet buffer.
struct BufferParams {
  bool flush_when_full = false;
  int max_age_ms = 5000;
};
constexpr auto FieldsOf(const BufferParams*) {
  using P = BufferParams;
  return std::tuple{
      MakeSwitch(
          &P::flush_when_full, "flush_when_full",
          "A full buffer throws everything away, as NetEQ does, instead of its oldest packet."),
      MakeField(&P::max_age_ms, "max_age_ms", Unit::kMilliseconds, 100, 60'000,
                "A packet up to this much older than what is played is late and dropped; older "
                "ones mean that the "
                "stream has jumped back (NetEQ: 5000)."),
  };
}
static_assert(Declared<BufferParams>);

/// Decision logic: when to play, stretch, conceal or wait.
struct DecisionParams {
  bool time_stretching = true;
  bool fast_accelerate = false;
  double low_limit_share = 0.75;
  int low_limit_offset_ms = 85;
  int high_limit_margin_ms = 20;
  double fast_factor = 4.0;
  int stretch_hold_off_ticks = 5;
  double postpone_share = 0.5;
  int max_wait_ms = 100;
  int reset_after_ms = 1000;
};
constexpr auto FieldsOf(const DecisionParams*) {
  using P = DecisionParams;
  return std::tuple{
      MakeSwitch(&P::time_stretching, "time_stretching", "Allow accelerate and preemptive expand."),
      MakeSwitch(
          &P::fast_accelerate, "fast_accelerate",
          "Allow several pitch periods to go at once when the level is far above the target."),
      MakeField(&P::low_limit_share, "low_limit_share", Unit::kRatio, 0.0, 1.0,
                "Below this share of the target playout slows down (NetEQ: 0.75) ..."),
      MakeField(&P::low_limit_offset_ms, "low_limit_offset_ms", Unit::kMilliseconds, 0, 1000,
                "... or below the target less this, whichever is higher (NetEQ: 85)."),
      MakeField(&P::high_limit_margin_ms, "high_limit_margin_ms", Unit::kMilliseconds, 0, 1000,
                "Playout speeds up above the target, or above the low limit plus this, whichever "
                "is higher (NetEQ: 20)."),
      MakeField(&P::fast_factor, "fast_factor", Unit::kRatio, 1.0, 100.0,
                "Fast accelerate from this multiple of the high limit (NetEQ: 4)."),
      MakeField(&P::stretch_hold_off_ticks, "stretch_hold_off_ticks", Unit::kTicks, 0, 100,
                "Ticks to pass between two stretches (NetEQ: 5, at most one stretch in 60 ms)."),
      MakeField(&P::postpone_share, "postpone_share", Unit::kRatio, 0.0, 1.0,
                "After concealment has faded below half, wait until this share of the target is "
                "buffered (NetEQ: 0.5)."),
      MakeField(
          &P::max_wait_ms, "max_wait_ms", Unit::kMilliseconds, 0, 10'000,
          "Longest concealment that waits for a packet whose successor is there (NetEQ: 100)."),
      MakeField(&P::reset_after_ms, "reset_after_ms", Unit::kMilliseconds, 100, 60'000,
                "After concealing for this long decoding starts afresh (NetEQ: 1000)."),
  };
}
static_assert(Declared<DecisionParams>);

/// Every tunable number of the engine; dotted names as in `decision.fast_factor`.
struct Params {
  delay::DelayParams delay;
  delay::IatParams iat;
  delay::PeakParams peak;
  BufferParams buffer;
  DecisionParams decision;
  dsp::ExpandParams expand;
  dsp::StretchParams stretch;
};
constexpr auto FieldsOf(const Params*) {
  using P = Params;
  return std::tuple{
      MakeGroup(&P::delay, "delay"),       MakeGroup(&P::iat, "iat"),
      MakeGroup(&P::peak, "peak"),         MakeGroup(&P::buffer, "buffer"),
      MakeGroup(&P::decision, "decision"), MakeGroup(&P::expand, "expand"),
      MakeGroup(&P::stretch, "stretch"),
  };
}
static_assert(Declared<Params>);

/// A named set of parameters.
struct Preset {
  std::string_view name;
  std::string_view description;
  Params params;
};
/// All presets, "default" first.
std::span<const Preset> Presets();
/// kInvalidArgument listing the known names when there is none called `name`.
Result<Params> PresetParams(std::string_view name);

/// Capacities. They fix the memory when the engine is made; not tuning parameters.
struct Limits {
  int max_packets = 200;          ///< 1 to 10000; packet buffer, in frames
  int payload_bytes = 200 * 512;  ///< room for the payloads of all waiting packets, 1 KiB to 64 MiB
};

/// How an engine is made.
struct Config {
  Params params;
  Limits limits;
  int output_rate_hz =
      0;  ///< 8000, 16000, 32000, 44100 or 48000; 0: the rate of the decoder in use
  int output_channels = 0;  ///< 1 to 8; 0: the channels of the decoder in use
  uint64_t seed = 1;        ///< of the noise generators; same seed and input, same bytes out
};

/// kOutOfRange or kInvalidArgument naming the parameter that cannot be used.
Status CheckConfig(const Config& config);

}  // namespace neteq
