// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "neteq/decision_params.h"
#include "neteq/delay_manager/params.h"
#include "neteq/dsp/params.h"
#include "neteq/nack_params.h"

namespace neteq {

/// Packet buffer.
struct BufferParams {
  bool flush_when_full = false;
  int max_age_ms = 5000;
  int skip_backlog_ms = 1000;
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
      MakeField(&P::skip_backlog_ms, "skip_backlog_ms", Unit::kMilliseconds, 0, 60'000,
                "When this much more than the target waits, what is beyond the target is skipped; "
                "0: it is played, faster (NetEQ: 0)."),
  };
}
static_assert(Declared<BufferParams>);

/// Every tunable number of the engine; dotted names as in `decision.fast_factor`.
struct Params {
  delay::DelayParams delay;
  delay::IatParams iat;
  delay::PeakParams peak;
  delay::RelativeParams relative;
  BufferParams buffer;
  DecisionParams decision;
  NackParams nack;
  dsp::ExpandParams expand;
  dsp::StretchParams stretch;
};
constexpr auto FieldsOf(const Params*) {
  using P = Params;
  return std::tuple{
      MakeGroup(&P::delay, "delay"),     MakeGroup(&P::iat, "iat"),
      MakeGroup(&P::peak, "peak"),       MakeGroup(&P::relative, "relative"),
      MakeGroup(&P::buffer, "buffer"),   MakeGroup(&P::decision, "decision"),
      MakeGroup(&P::nack, "nack"),       MakeGroup(&P::expand, "expand"),
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
/// [setup] All presets, "default" first. Aliases are not listed.
std::span<const Preset> Presets();
/// [setup] The parameters of the preset called `name`, or of which `name` is an alias.
/// kInvalidArgument listing the known names when there is none.
Result<Params> PresetParams(std::string_view name);

/// [setup] The present name of a preset or parameter: `name` itself unless it is an old one, which
/// continues as an alias.
std::string_view CurrentName(std::string_view name);
/// [setup] A notice for the user of an old name, "preset modern is now called webrtc_2024"; empty
/// for names that are not old.
std::string AliasNotice(std::string_view name);

/// Capacities. They fix the memory that a NetEq allocates at creation; not tuning parameters.
struct Limits {
  int max_packets = 200;          ///< 1 to 10000; packet buffer, in frames
  int payload_bytes = 200 * 512;  ///< room for the payloads of all waiting packets, 1 KiB to 64 MiB
};

/// Largest output format: 8 channels at 48 kHz.
inline constexpr int kMaxOutputChannels = 8;
inline constexpr int kMaxOutputSamples = 480;  ///< per channel, in one tick

/// Configuration of a NetEq. The output format is fixed when it is created.
struct Config {
  Params params;
  Limits limits;
  /// Sample rate of the output: 8000, 16000, 32000, 44100 or 48000 Hz. 0 selects the rate of the
  /// decoder in use: the output then changes its rate with the decoder.
  int output_rate_hz = 48'000;
  /// Channels of the output, 1 to 8. 0 selects those of the decoder in use.
  int output_channels = 1;
  uint64_t seed = 1;  ///< of the noise generators; same seed and input, same bytes out
};

/// [setup] What NetEq::Create() would refuse: kOutOfRange names the parameter, its value and its
/// range; kInvalidArgument names parameters that contradict each other.
Status CheckConfig(const Config& config);

}  // namespace neteq
