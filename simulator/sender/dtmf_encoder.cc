// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/dtmf_encoder.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using std::chrono::milliseconds;

// Heuristic: the usual default of VoIP senders, twice the minimum of ITU-T Q.24.
constexpr Duration kKeyLength = milliseconds(100);
constexpr Duration kPause = milliseconds(100);
constexpr Duration kReportInterval = milliseconds(20);
constexpr int kEndReports = 3;
constexpr unsigned kVolumeDb = 10;  // dB below 0 dBm0; range 0 to 36 (RFC 4733 section 2.3.3)
constexpr unsigned kEndBit = 0x80;

std::vector<std::byte> Payload(const KeyPress& key, Duration held, RtpClockRate clock) {
  const bool has_ended = key.start + held == key.end;
  const auto ticks = static_cast<unsigned>(SampleRate(clock.hz()).Samples(held));
  return {static_cast<std::byte>(key.event),
          static_cast<std::byte>(kVolumeDb | (has_ended ? kEndBit : 0U)),
          static_cast<std::byte>(ticks >> 8U), static_cast<std::byte>(ticks & 0xFFU)};
}

}  // namespace

Result<std::vector<KeyPress>> ParseKeyPresses(std::string_view text) {
  constexpr std::string_view kKeys = "0123456789*#ABCD";
  const auto fail = [&](const std::string& why) {
    return Status(StatusCode::kInvalidArgument, "--dtmf " + std::string(text) + ": " + why);
  };
  const auto parts = Split(text, '@');
  const auto seconds = parts.size() == 2 ? ParseNumber<double>(parts[1]) : std::nullopt;
  if (!seconds || !(*seconds >= 0.0 && *seconds <= 3600.0) || parts[0].empty()) {
    return fail("expected KEYS@SECONDS with 0 to 3600 s, for example 12#@3.5");
  }
  std::vector<KeyPress> presses;
  Duration start = FromMs(*seconds * 1000.0);
  for (const char key : parts[0]) {
    const size_t event = kKeys.find(key);
    if (event == std::string_view::npos) return fail("expected the keys 0-9, *, # and A-D");
    presses.push_back({static_cast<uint8_t>(event), start, start + kKeyLength});
    start += kKeyLength + kPause;
  }
  return presses;
}

std::vector<KeyReport> ReportsOf(const KeyPress& key, RtpClockRate clock) {
  std::vector<KeyReport> reports;
  Duration time = key.start;
  for (; time + kReportInterval < key.end; time += kReportInterval) {
    reports.push_back(
        {time, reports.empty(), Payload(key, time + kReportInterval - key.start, clock)});
  }
  for (int i = 0; i < kEndReports; ++i, time += kReportInterval) {
    reports.push_back({time, reports.empty(), Payload(key, key.end - key.start, clock)});
  }
  return reports;
}

}  // namespace neteq::sim
