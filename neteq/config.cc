// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/config.h"

#include <algorithm>
#include <string>

namespace neteq {

std::span<const Preset> Presets() {
  static const std::array<Preset, 1> kPresets = {{
      {"default", "Conversation over any network.", Params{}},
  }};
  return kPresets;
}

Result<Params> PresetParams(std::string_view name) {
  std::string known;
  for (const Preset& preset : Presets()) {
    if (preset.name == name) return preset.params;
    known.append(known.empty() ? "" : ", ").append(preset.name);
  }
  return Status(StatusCode::kInvalidArgument,
                "no preset is called '" + std::string(name) + "'; there is " + known);
}

Status CheckConfig(const Config& config) {
  Status status = CheckRanges(config.params);
  if (!status.ok()) return status;
  const delay::DelayParams& delay = config.params.delay;
  if (delay.max_delay_ms > 0 && delay.max_delay_ms < delay.min_delay_ms) {
    return {StatusCode::kInvalidArgument, "delay.max_delay_ms is below delay.min_delay_ms"};
  }
  if (config.limits.max_packets < 1 || config.limits.max_packets > 10'000) {
    return {StatusCode::kOutOfRange, "limits.max_packets is out of range [1, 10000]"};
  }
  if (config.limits.payload_bytes < 1024 || config.limits.payload_bytes > 64 * 1024 * 1024) {
    return {StatusCode::kOutOfRange, "limits.payload_bytes is out of range [1 KiB, 64 MiB]"};
  }
  constexpr std::array<int, 6> kRates = {0, 8000, 16000, 32000, 44100, 48000};
  if (std::find(kRates.begin(), kRates.end(), config.output_rate_hz) == kRates.end()) {
    return {StatusCode::kOutOfRange, "output_rate_hz is not 8000, 16000, 32000, 44100 or 48000"};
  }
  if (config.output_channels < 0 || config.output_channels > 8) {
    return {StatusCode::kOutOfRange, "output_channels is out of range [0, 8]"};
  }
  return {};
}

}  // namespace neteq
