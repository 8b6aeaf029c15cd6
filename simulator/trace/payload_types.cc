// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/payload_types.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "neteq/base/check.h"
#include "neteq/internal/receive/red.h"
#include "simulator/support/codecs.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr std::pair<uint8_t, std::string_view> kDefaults[] = {
    {0, "PCMU/8000"},
    {3, "GSM/8000"},
    {4, "G723/8000"},
    {5, "DVI4/8000"},
    {6, "DVI4/16000"},
    {7, "LPC/8000"},
    {8, "PCMA/8000"},
    {9, "G722/8000"},
    {10, "L16/44100/2"},
    {11, "L16/44100"},
    {12, "QCELP/8000"},
    {13, "CN/8000"},
    {15, "G728/8000"},
    {18, "G729/8000"},
    {93, "L16/8000"},
    {94, "L16/16000"},
    {95, "L16/32000"},
    {96, "L16/48000"},
    {98, "CN/16000"},
    {99, "CN/32000"},
    {100, "CN/48000"},
    {101, "telephone-event/8000"},
    {103, "L16/8000"},
    {104, "L16/16000"},
    {105, "L16/32000"},
    {106, "telephone-event/8000"},
    {107, "L16/48000"},
    {108, "L16/48000/2"},
    {111, "opus/48000/2"},
    {114, "telephone-event/16000"},
    {115, "telephone-event/32000"},
    {116, "telephone-event/48000"},
    {117, "red/48000"},
};

/// Speech codecs without a decoder here (IANA, "RTP Payload Format Media Types").
constexpr std::string_view kUndecodable[] = {
    "AMR",  "AMR-WB", "BV16",  "BV32",    "DVI4",    "EVRC",      "EVS",
    "G719", "G7221",  "G723",  "G726-16", "G726-24", "G726-32",   "G726-40",
    "G728", "G729",   "G7291", "GSM",     "GSM-EFR", "GSM-HR-08", "iLBC",
    "iSAC", "LPC",    "MELP",  "QCELP",   "SILK",    "speex",     "VMR-WB",
};

bool IsEqual(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// "G729/8000" as a format without a decoder; nullopt if the codec is not one.
std::optional<SdpFormat> UndecodableFormat(std::string_view encoding) {
  const auto parts = Split(encoding, '/');
  const auto* const name =
      std::find_if(std::begin(kUndecodable), std::end(kUndecodable),
                   [&](std::string_view known) { return IsEqual(known, parts[0]); });
  const auto rate = parts.size() < 2 ? std::nullopt : ParseNumber<int>(parts[1]);
  const auto channels = parts.size() < 3 ? 1 : ParseNumber<int>(parts[2]).value_or(0);
  if (name == std::end(kUndecodable) || !rate || *rate < 8000 || *rate > 48000 || channels < 1) {
    return std::nullopt;
  }
  return SdpFormat{.name = std::string(*name),
                   .role = PayloadRole::kSpeech,
                   .clock_rate = RtpClockRate(*rate),
                   .channels = channels};
}

/// Parses "name/rate[/channels][;parameters]" and checks that a decoder accepts it.
Result<SdpFormat> ParseFormat(std::string_view text) {
  const size_t end = std::min(text.find(';'), text.size());
  const std::string_view parameters = text.substr(std::min(end + 1, text.size()));
  if (const auto undecodable = UndecodableFormat(text.substr(0, end))) return *undecodable;
  auto format = ParseSdpFormat(text.substr(0, end), parameters);
  if (!format.ok()) return format;
  const auto decoder = MakeToolDecoder(*format);
  if (!decoder.ok()) return decoder.status();
  return format;
}

}  // namespace

PayloadTypes PayloadTypes::Defaults() {
  PayloadTypes types;
  for (const auto& [number, format] : kDefaults) {
    const auto parsed = ParseFormat(format);
    NETEQ_DCHECK(parsed.ok());
    types.formats_[number] = *parsed;
  }
  return types;
}

Status PayloadTypes::Set(std::string_view assignment) {
  const auto fail = [&](const std::string& why) {
    return Status(StatusCode::kInvalidArgument, "--pt " + std::string(assignment) + ": " + why);
  };
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return fail("expected NUMBER=name/rate[/channels], for example 96=opus/48000/2");
  }
  const auto number = ParseNumber<int>(assignment.substr(0, equals));
  if (!number || *number < 0 || *number > 127) return fail("expected a payload type from 0 to 127");
  auto& format = formats_[static_cast<size_t>(*number)];
  by_user_.set(static_cast<size_t>(*number));
  const std::string_view what = assignment.substr(equals + 1);
  if (what == "none") {
    format.reset();
    return {};
  }
  const auto parsed = ParseFormat(what);
  if (!parsed.ok()) return fail(parsed.status().detail());
  format = *parsed;
  return {};
}

void PayloadTypes::SetFromSdp(std::string_view assignment) {
  const size_t equals = std::min(assignment.find('='), assignment.size());
  const auto number = ParseNumber<int>(assignment.substr(0, equals));
  if (!number || *number < 0 || *number > 127 || equals == assignment.size()) return;
  const auto index = static_cast<size_t>(*number);
  const auto format = ParseFormat(assignment.substr(equals + 1));
  if (by_user_[index] || !format.ok()) return;
  formats_[index] = *format;
  by_sdp_.set(index);
}

void PayloadTypes::Replace(uint8_t payload_type, const std::optional<SdpFormat>& format) {
  formats_[payload_type & 0x7FU] = format;
}

void PayloadTypes::Ensure(std::string_view encoding) {
  constexpr uint8_t kFirstDynamic = 96;  // RFC 3551
  if (NumberOf(encoding)) return;
  const auto format = ParseFormat(encoding);
  for (uint8_t number = kFirstDynamic; format.ok() && number < formats_.size(); ++number) {
    if (formats_[number]) continue;
    formats_[number] = *format;
    return;
  }
}

bool PayloadTypes::IsOpen(uint8_t payload_type) const {
  constexpr uint8_t kFirstUnassigned = 35;  // RFC 3551: 35 to 71 and 77 to 95 are unassigned
  constexpr uint8_t kEvents = 101;
  const size_t index = payload_type & 0x7FU;
  return index >= kFirstUnassigned && index != kEvents && !by_user_[index] && !by_sdp_[index];
}

PayloadRole PayloadTypes::RoleOf(uint8_t payload_type) const {
  const auto& format = Find(payload_type);
  return format ? format->role : PayloadRole::kUnknown;
}

std::optional<uint8_t> PayloadTypes::NumberOf(std::string_view encoding) const {
  for (size_t i = 0; i < formats_.size(); ++i) {
    const auto number = static_cast<uint8_t>(i);
    const auto& format = formats_[i];
    if (IsUsable(number) && format && format->Encoding() == encoding) return number;
  }
  return std::nullopt;
}

std::string PayloadTypes::Label(uint8_t payload_type) const {
  const auto& format = Find(payload_type);
  return std::to_string(payload_type) + ' ' + (format ? format->Encoding() : "not registered");
}

std::vector<uint8_t> PayloadTypes::TypesIn(const RtpPacketView& packet) const {
  if (RoleOf(packet.payload_type) != PayloadRole::kRed) return {packet.payload_type};
  std::vector<uint8_t> types;
  for (const auto& block : internal::SplitRed(packet.payload).blocks) {
    types.push_back(block.payload_type);
  }
  return types;
}

}  // namespace neteq::sim
