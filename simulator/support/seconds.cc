// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/seconds.h"

#include <cmath>
#include <cstdint>

#include "simulator/support/text.h"

namespace neteq::sim {

Result<double> ParseSeconds(std::string_view text) {
  constexpr double kPerPart = 60.0;
  constexpr size_t kMostParts = 3;
  const auto parts = Split(text, ':');
  double seconds = 0.0;
  bool is_good = parts.size() <= kMostParts;
  for (size_t i = 0; i < parts.size() && is_good; ++i) {
    const auto number = ParseNumber<double>(parts[i]);
    const bool is_last = i + 1 == parts.size();
    is_good = number && *number >= 0.0 && std::isfinite(*number) &&
              (i == 0 || *number < kPerPart) && (is_last || *number == std::floor(*number));
    seconds = seconds * kPerPart + number.value_or(0.0);
  }
  if (is_good) return seconds;
  return Status(StatusCode::kInvalidArgument,
                Quoted(text) + " is not a time; expected seconds, m:ss or h:mm:ss");
}

std::string FormatTime(double seconds) {
  constexpr int kPerMinute = 60;
  constexpr int kPerHour = 3600;
  constexpr int kCentiseconds = 100;
  const auto all = static_cast<int64_t>(std::llround(seconds * kCentiseconds));
  const int64_t whole = all / kCentiseconds;
  const auto two_digits = [](int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  const std::string hours = whole >= kPerHour ? std::to_string(whole / kPerHour) + ':' : "";
  const int64_t minutes = whole / kPerMinute % kPerMinute;
  return hours + (hours.empty() ? std::to_string(minutes) : two_digits(minutes)) + ':' +
         two_digits(whole % kPerMinute) + '.' + two_digits(all % kCentiseconds);
}

}  // namespace neteq::sim
