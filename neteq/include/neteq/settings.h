// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "neteq/config.h"

/// A configuration by name and text. Names are dotted: those of Params, and limits.max_packets,
/// limits.payload_bytes, output.rate_hz, output.channels and seed. docs/parameters.md lists them.
namespace neteq {

/// Calls `visitor(group, field, value)` for each parameter as ForEachLeaf() does, then for the
/// other members of a configuration.
template <class ConfigType, class Visitor>
void ForEachSetting(ConfigType& config, Visitor&& visitor) {
  ForEachLeaf(config.params, visitor);
  visitor("limits",
          MakeField(&Limits::max_packets, "max_packets", Unit::kPackets, 1, 10'000,
                    "Capacity of the packet buffer."),
          config.limits.max_packets);
  visitor("limits",
          MakeField(&Limits::payload_bytes, "payload_bytes", Unit::kNone, 1 << 10, 64 << 20,
                    "Memory for the payloads of all buffered packets, bytes."),
          config.limits.payload_bytes);
  visitor(
      "output",
      MakeField(&Config::output_rate_hz, "rate_hz", Unit::kHertz, 0, 48'000,
                "Output sample rate: 8000, 16000, 32000, 44100 or 48000; 0 = that of the decoder."),
      config.output_rate_hz);
  visitor("output",
          MakeField(&Config::output_channels, "channels", Unit::kNone, 0, 8,
                    "Output channels; 0 = those of the decoder."),
          config.output_channels);
  visitor("",
          MakeField(&Config::seed, "seed", Unit::kNone, 0, UINT64_MAX,
                    "Seed of the noise generators: the same seed and input give the same output."),
          config.seed);
}

/// Returns the number with all its digits and without an exponent: "0.996", "1000000".
std::string SettingText(double value);
/// Returns the value of a setting as text, in the form that SetSetting() reads: "true", "40",
/// "playout_delay".
template <class T>
std::string SettingText(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(EnumNames<T>::kNames[static_cast<size_t>(value)]);
  } else {
    return std::to_string(value);
  }
}

/// Returns the range of a setting as text: "false, true", "0 to 100" or the names of the choices.
template <class T>
std::string SettingRange(const T& min, const T& max) {
  if constexpr (std::is_same_v<T, bool>) {
    return "false, true";
  } else if constexpr (std::is_enum_v<T>) {
    std::string names;
    for (const std::string_view name : EnumNames<T>::kNames) {
      names.append(names.empty() ? "" : ", ").append(name);
    }
    return names;
  } else {
    return SettingText(min) + " to " +
           (max == std::numeric_limits<T>::max() ? "2^64 - 1" : SettingText(max));
  }
}

/// [setup] Sets one member of `config` by its name or former name (see CurrentName()). Errors:
/// kInvalidArgument for an unknown name or a malformed value, kOutOfRange outside the declared
/// range; the message names the parameter, the value and the expected values. An error changes
/// nothing.
Status SetSetting(Config& config, std::string_view name, std::string_view value);

}  // namespace neteq
