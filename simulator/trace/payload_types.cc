// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/payload_types.h"

#include <algorithm>
#include <utility>

#include "neteq/base/check.h"
#include "neteq/internal/receive/red.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr std::pair<uint8_t, std::string_view> kDefaults[] = {
    {0, "PCMU/8000"},
    {8, "PCMA/8000"},
    {9, "G722/8000"},
    {10, "L16/44100/2"},
    {11, "L16/44100"},
    {13, "CN/8000"},
    {93, "L16/8000"},
    {94, "L16/16000"},
    {95, "L16/32000"},
    {96, "L16/48000"},
    {98, "CN/16000"},
    {99, "CN/32000"},
    {100, "CN/48000"},
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

/// Parses "name/rate[/channels][;parameters]" and checks that a decoder accepts it.
Result<SdpFormat> ParseFormat(std::string_view text) {
  const size_t end = std::min(text.find(';'), text.size());
  const std::string_view parameters = text.substr(std::min(end + 1, text.size()));
  auto format = ParseSdpFormat(text.substr(0, end), parameters);
  if (!format.ok()) return format;
  const auto decoder = MakeDecoder(*format);
  if (!decoder.ok()) return decoder.status();
  return format;
}

}  // namespace

PayloadTypes PayloadTypes::Defaults() {
  PayloadTypes types;
  for (const auto& [number, format] : kDefaults) {
    const auto parsed = ParseSdpFormat(format);
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
