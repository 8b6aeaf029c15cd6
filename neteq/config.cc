// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/config.h"

#include <algorithm>
#include <string>

#include "neteq/base/range.h"

namespace neteq {

namespace {

/// NetEQ's delay control since 2019. Every preset except "default" starts from it.
Params NetEqDelayControl() {
  Params params;
  params.delay.start_delay_ms = 80;
  params.delay.floor_ms = 0;
  params.delay.reference_window_ms = 2000;
  params.delay.estimator = delay::EstimatorKind::kRelative;
  params.relative.resample_interval_ms = 500;
  params.decision.high_limit_margin_ms = 15;
  params.decision.start_share = 0.5;
  params.decision.high_limit_target_share = 0.0;
  return params;
}

/// NetEQ of 2018.
Params Legacy() {
  Params params = NetEqDelayControl();
  params.delay.estimator = delay::EstimatorKind::kIat;
  params.delay.max_delay_ms = 2000;
  params.buffer.max_packets = 50;
  params.delay.arrival_clock = delay::ArrivalClock::kPlayoutTicks;
  params.delay.keep_knowledge = false;
  params.delay.route_step_ms = 0;
  params.buffer.flush_when_full = true;
  params.buffer.skip_backlog_ms = 0;
  params.stream.follow_sequence = false;
  params.stream.confirm_source = false;
  params.decision.level = LevelSource::kFilteredSpan;
  params.decision.combined_concealment = false;
  params.decision.start_share = 0.0;
  params.decision.fast_accelerate = false;
  params.decision.low_limit_share = 0.75;
  params.decision.fast_factor = 4.0;
  params.decision.stretch_hold_off_ticks = 5;
  params.decision.high_limit_margin_ms = 20;
  params.decision.high_limit_max_delay_share = 1.0;
  params.decision.resume_margin_ms = 50;
  params.relative.quantile = 0.95;
  params.relative.long_delay_quantile = 0.95;
  params.relative.start_weight = 2.0;
  params.relative.ms_per_loss_percent = 20.0;
  params.relative.bucket_ms = 20;
  params.nack.mode = NackMode::kTimer;
  params.nack.reserve_enabled = false;
  params.expand.background_noise = dsp::BackgroundNoiseMode::kOff;
  params.expand.fade_db_per_ms = 0.145;
  params.expand.fade_end_db = 72.0;
  return params;
}

/// NetEQ of early 2023.
Params Webrtc2023() {
  Params params = Legacy();
  params.buffer.max_packets = 0;
  params.delay.max_delay_ms = 0;
  params.delay.estimator = delay::EstimatorKind::kRelative;
  params.relative.learn_from_redundancy = false;
  params.nack.mode = NackMode::kPacket;
  return params;
}

/// NetEQ of 2024.
Params Webrtc2024() {
  Params params = Webrtc2023();
  params.relative.learn_from_redundancy = true;
  params.decision.level = LevelSource::kPlayoutDelay;
  params.decision.low_limit_share = 1.0;
  params.decision.combined_concealment = true;
  return params;
}

/// One-way listening: favours continuity over a short delay, and skips nothing.
Params Live() {
  Params params = NetEqDelayControl();
  params.delay.estimator = delay::EstimatorKind::kIat;
  params.iat.streaming = true;
  params.buffer.skip_backlog_ms = 0;
  return params;
}

/// Stretches slowly by resampling instead of splicing. Gaps are more audible than in speech, so the
/// target covers more packets.
Params Music() {
  Params params = NetEqDelayControl();
  params.buffer.skip_backlog_ms = 1000;
  params.stretch.method = dsp::StretchMethod::kResample;
  params.decision.stretch_hold_off_ticks = 0;
  params.relative.quantile = 0.99;
  params.relative.long_delay_quantile = 0.99;
  return params;
}

/// An old name and its present one. Names of parameters have a dot.
struct Alias {
  std::string_view old_name;
  std::string_view name;
};
constexpr std::array kAliases = {
    Alias{"modern", "webrtc_2024"},
    Alias{"relative.window_ms", "delay.reference_window_ms"},
};

/// Null when `name` is no old name.
const Alias* FindAlias(std::string_view name) {
  const auto* const found = std::find_if(
      kAliases.begin(), kAliases.end(), [&](const Alias& alias) { return alias.old_name == name; });
  return found == kAliases.end() ? nullptr : found;
}

}  // namespace

std::span<const Preset> Presets() {
  static const std::array<Preset, 6> kPresets = {{
      {"default", "Conversation over any network.", Params{}},
      {"legacy", "NetEQ of 2018: inter-arrival times, smoothed buffer level.", Legacy()},
      {"webrtc_2023", "NetEQ of early 2023: relative delay, smoothed buffer level.", Webrtc2023()},
      {"webrtc_2024", "NetEQ of 2024: relative delay, delay of playout held at the target.",
       Webrtc2024()},
      {"live", "Listening to a live stream: few gaps rather than little delay.", Live()},
      {"music", "Music: level and clock drift by fine resampling, never by a splice.", Music()},
  }};
  return kPresets;
}

Result<Params> PresetParams(std::string_view name) {
  std::string known;
  const std::string_view current = CurrentName(name);
  for (const Preset& preset : Presets()) {
    if (preset.name == current) return preset.params;
    known.append(known.empty() ? "" : ", ").append(preset.name);
  }
  return Status(StatusCode::kInvalidArgument,
                "no preset is called '" + std::string(name) + "'; there is " + known);
}

std::string_view CurrentName(std::string_view name) {
  const Alias* const alias = FindAlias(name);
  return alias == nullptr ? name : alias->name;
}

std::string AliasNotice(std::string_view name) {
  const Alias* const alias = FindAlias(name);
  if (alias == nullptr) return {};
  const bool is_parameter = name.find('.') != std::string_view::npos;
  return std::string(is_parameter ? "parameter " : "preset ") + std::string(name) +
         " is now called " + std::string(alias->name);
}

Status CheckConfig(const Config& config) {
  Status status = CheckRanges(config.params);
  if (!status.ok()) return status;
  const delay::DelayParams& delay = config.params.delay;
  if (delay.max_delay_ms > 0 && delay.max_delay_ms < delay.min_delay_ms) {
    return {StatusCode::kInvalidArgument,
            "delay.max_delay_ms = " + std::to_string(delay.max_delay_ms) +
                " is below delay.min_delay_ms = " + std::to_string(delay.min_delay_ms)};
  }
  const auto [max_packets, payload_bytes] = config.limits;
  status = CheckRange("limits.max_packets", max_packets, 1, 10'000);
  if (status.ok()) status = CheckRange("limits.payload_bytes", payload_bytes, 1 << 10, 64 << 20);
  if (status.ok())
    status = CheckRange("output_channels", config.output_channels, 0, kMaxOutputChannels);
  if (!status.ok()) return status;
  constexpr std::array<int, 6> kRates = {0, 8000, 16000, 32000, 44100, 48000};
  if (std::find(kRates.begin(), kRates.end(), config.output_rate_hz) != kRates.end()) return {};
  return {StatusCode::kOutOfRange, "output_rate_hz = " + std::to_string(config.output_rate_hz) +
                                       " is none of 0, 8000, 16000, 32000, 44100 and 48000"};
}

}  // namespace neteq
