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

/// Parameters of the packet buffer. FieldsOf() describes each one with its range.
struct BufferParams {
  bool flush_when_full = false;
  int max_packets = 0;
  int max_age_ms = 5000;
  int skip_backlog_ms = 300;
};
constexpr auto FieldsOf(const BufferParams*) {
  using P = BufferParams;
  return std::tuple{
      MakeSwitch(
          &P::flush_when_full, "flush_when_full",
          "A full buffer discards all packets, as NetEQ does, instead of its oldest packet."),
      MakeField(
          &P::max_packets, "max_packets", Unit::kPackets, 0, 10'000,
          "Packets that the buffer holds at most; 0 = as many as Config::limits allows (NetEQ "
          "2018: 50)."),
      MakeField(&P::max_age_ms, "max_age_ms", Unit::kMilliseconds, 100, 60'000,
                "A packet up to this much older than the playout position is late and dropped; an "
                "older packet means that the stream has jumped back (NetEQ: 5000)."),
      MakeField(&P::skip_backlog_ms, "skip_backlog_ms", Unit::kMilliseconds, 0, 60'000,
                "When the buffered audio exceeds the target by this much, the excess is skipped; 0 "
                "plays it faster instead (NetEQ: 0)."),
  };
}
static_assert(Declared<BufferParams>);

/// How the packets of a sender are put in order. FieldsOf() describes each one.
struct StreamParams {
  bool follow_sequence = true;
  bool confirm_source = true;
};
constexpr auto FieldsOf(const StreamParams*) {
  using P = StreamParams;
  return std::tuple{
      MakeSwitch(
          &P::follow_sequence, "follow_sequence",
          "Packets in sequence follow each other without a gap, even if their timestamps are "
          "off, step by the wrong length or jump; timestamps only tell pauses and the length "
          "of losses (RFC 3551; NetEQ: off, timestamps alone decide)."),
      MakeSwitch(&P::confirm_source, "confirm_source",
                 "Another SSRC takes over with its second packet in sequence, and only if the "
                 "current one is silent (RFC 3550, A.1; NetEQ: off, every packet of another SSRC "
                 "starts a new stream)."),
  };
}
static_assert(Declared<StreamParams>);

/// All tuning parameters of the engine. Their names are dotted: `decision.fast_factor`.
struct Params {
  delay::DelayParams delay;
  delay::IatParams iat;
  delay::PeakParams peak;
  delay::RelativeParams relative;
  delay::AdaptiveParams adaptive;
  BufferParams buffer;
  StreamParams stream;
  DecisionParams decision;
  NackParams nack;
  dsp::ExpandParams expand;
  dsp::StretchParams stretch;
};
constexpr auto FieldsOf(const Params*) {
  using P = Params;
  return std::tuple{
      MakeGroup(&P::delay, "delay"),       MakeGroup(&P::iat, "iat"),
      MakeGroup(&P::peak, "peak"),         MakeGroup(&P::relative, "relative"),
      MakeGroup(&P::adaptive, "adaptive"), MakeGroup(&P::buffer, "buffer"),
      MakeGroup(&P::stream, "stream"),     MakeGroup(&P::decision, "decision"),
      MakeGroup(&P::nack, "nack"),         MakeGroup(&P::expand, "expand"),
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
/// [setup] Returns all presets, "default" first. Aliases are not listed. The span is always valid.
std::span<const Preset> Presets();
/// [setup] Returns the parameters of the preset with this name or alias. Error: kInvalidArgument
/// for an unknown name; the message lists the known names.
Result<Params> PresetParams(std::string_view name);

/// [setup] Returns the current name of a preset or parameter: the new name if `name` is an alias,
/// otherwise `name` itself. An alias is a former name that is still accepted.
std::string_view CurrentName(std::string_view name);
/// [setup] Returns a notice for the user of an alias, "preset modern is now called webrtc_2024".
/// Returns an empty string for other names.
std::string AliasNotice(std::string_view name);

/// Capacities. They determine the memory that a NetEq allocates at creation.
struct Limits {
  int max_packets = 200;  ///< packet buffer in frames, 1 to 10000
  /// Memory for the payloads of all waiting packets, 1 KiB to 64 MiB.
  int payload_bytes = 200 * 512;
};

/// Largest number of output channels.
inline constexpr int kMaxOutputChannels = 8;
/// Largest number of samples per channel in one tick: 10 ms at 48 kHz.
inline constexpr int kMaxOutputSamples = 480;

/// Configuration of a NetEq. It is fixed at creation.
struct Config {
  Params params;
  Limits limits;
  /// Sample rate of the output: 8000, 16000, 32000, 44100 or 48000 Hz. 0 selects the rate of the
  /// current decoder; the output rate then changes with the decoder.
  int output_rate_hz = 48'000;
  /// Channels of the output, 1 to 8. 0 selects the channel count of the current decoder.
  int output_channels = 1;
  /// Seed of the noise generators. The same seed and input give the same output, bit for bit.
  uint64_t seed = 1;
};

/// [setup] Checks whether NetEq::Create() accepts `config`. Errors: kOutOfRange names the
/// parameter, its value and its range; kInvalidArgument names parameters that contradict each
/// other.
Status CheckConfig(const Config& config);

}  // namespace neteq
