// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/payload_types.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "simulator/text.h"

namespace neteq::sim {
namespace {

constexpr std::array<std::pair<std::string_view, Codec>, 4> kCodecs = {
    {{"opus", Codec::kOpus}, {"PCMU", Codec::kPcmu}, {"PCMA", Codec::kPcma}, {"L16", Codec::kL16}}};
constexpr std::array kLinearRatesHz = {8000, 16000, 24000, 32000, 44100, 48000};
constexpr int kMaxChannels = 8;

std::string_view NameOfCodec(Codec codec) { return kCodecs[static_cast<size_t>(codec)].first; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

Status Invalid(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

Status CheckFormat(const PayloadFormat& format) {
  const bool is_linear_rate = std::find(kLinearRatesHz.begin(), kLinearRatesHz.end(),
                                        format.clock_rate_hz) != kLinearRatesHz.end();
  if (format.channels < 1 || format.channels > kMaxChannels) return Invalid("1 to 8 channels");
  switch (format.codec) {
    case Codec::kOpus:
      if (format.clock_rate_hz != 48000) return Invalid("the clock rate of opus is 48000");
      if (format.channels > 2) return Invalid("opus has 1 or 2 channels");
      break;
    case Codec::kPcmu:
    case Codec::kPcma:
      if (format.clock_rate_hz != 8000) return Invalid("the clock rate of G.711 is 8000");
      break;
    case Codec::kL16:
      if (!is_linear_rate) return Invalid("L16 has 8000, 16000, 24000, 32000, 44100 or 48000 Hz");
      break;
  }
  return {};
}

/// "name/rate[/channels][;stereo=0|1]"
Result<PayloadFormat> ParseFormat(std::string_view text) {
  const auto parts = Split(text, ';');
  const auto fields = Split(parts[0], '/');
  const auto codec = ParseCodec(fields[0]);
  if (!codec.ok()) return codec.status();
  const auto rate = fields.size() > 1 ? ParseNumber<int>(fields[1]) : std::nullopt;
  const auto channels = fields.size() > 2 ? ParseNumber<int>(fields[2]) : 1;
  if (!rate || !channels || fields.size() > 3) {
    return Invalid("expected NUMBER=name/rate[/channels], for example 96=opus/48000/2");
  }
  PayloadFormat format{*codec, *rate, *channels};
  if (Status status = CheckFormat(format); !status.ok()) return status;
  // "/2" is part of Opus's name in SDP and says nothing about the sound (RFC 7587 section 7).
  if (format.codec == Codec::kOpus) format.channels = 1;
  for (size_t i = 1; i < parts.size(); ++i) {
    if (format.codec != Codec::kOpus || (parts[i] != "stereo=1" && parts[i] != "stereo=0")) {
      return Invalid("unknown format parameter '" + std::string(parts[i]) + "'");
    }
    format.channels = parts[i] == "stereo=1" ? 2 : 1;
  }
  return format;
}

}  // namespace

Result<Codec> ParseCodec(std::string_view name) {
  for (const auto& [known, codec] : kCodecs) {
    if (EqualsIgnoringCase(name, known)) return codec;
  }
  return Invalid("unknown codec '" + std::string(name) + "'; known: opus, pcmu, pcma, l16");
}

std::string PayloadFormat::Label() const {
  return std::string(NameOfCodec(codec)) + '/' + std::to_string(clock_rate_hz) + '/' +
         std::to_string(codec == Codec::kOpus ? 2 : channels);
}

std::unique_ptr<AudioDecoder> MakeDecoder(const PayloadFormat& format) {
  switch (format.codec) {
    case Codec::kOpus:
      return MakeOpusDecoder(SampleRate(48000), format.channels);
    case Codec::kPcmu:
      return MakePcmuDecoder(format.channels);
    case Codec::kPcma:
      return MakePcmaDecoder(format.channels);
    case Codec::kL16:
      return MakePcm16Decoder(SampleRate(format.clock_rate_hz), format.channels);
  }
  return nullptr;
}

PayloadTypes PayloadTypes::Defaults() {
  PayloadTypes types;
  const auto set = [&](size_t number, Codec codec, int rate_hz, int channels) {
    types.formats_[number] = PayloadFormat{codec, rate_hz, channels};
  };
  set(0, Codec::kPcmu, 8000, 1);
  set(8, Codec::kPcma, 8000, 1);
  set(10, Codec::kL16, 44100, 2);
  set(11, Codec::kL16, 44100, 1);
  set(93, Codec::kL16, 8000, 1);
  set(94, Codec::kL16, 16000, 1);
  set(95, Codec::kL16, 32000, 1);
  set(96, Codec::kL16, 48000, 1);
  set(103, Codec::kL16, 8000, 1);
  set(104, Codec::kL16, 16000, 1);
  set(105, Codec::kL16, 32000, 1);
  set(107, Codec::kL16, 48000, 1);
  set(108, Codec::kL16, 48000, 2);
  set(111, Codec::kOpus, 48000, 1);
  return types;
}

Status PayloadTypes::Set(std::string_view assignment) {
  const auto fail = [&](const std::string& why) {
    return Invalid("--pt " + std::string(assignment) + ": " + why);
  };
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return fail("expected NUMBER=name/rate[/channels], for example 96=opus/48000/2");
  }
  const auto number = ParseNumber<int>(assignment.substr(0, equals));
  if (!number || *number < 0 || *number > 127) return fail("a payload type is 0 to 127");
  const std::string_view what = assignment.substr(equals + 1);
  if (EqualsIgnoringCase(what, "none")) {
    formats_[static_cast<size_t>(*number)].reset();
    return {};
  }
  const auto format = ParseFormat(what);
  if (!format.ok()) return fail(format.status().detail());
  formats_[static_cast<size_t>(*number)] = *format;
  return {};
}

std::string PayloadTypes::Label(uint8_t payload_type) const {
  const auto& format = Find(payload_type);
  return std::to_string(payload_type) + ' ' + (format ? format->Label() : "not registered");
}

}  // namespace neteq::sim
