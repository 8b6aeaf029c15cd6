// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/sdp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "neteq/neteq.h"

namespace neteq {
namespace {

using Text = std::string_view;

constexpr SampleRate kOpusRate(48'000);

Status Invalid(Text what) { return {StatusCode::kInvalidArgument, std::string(what)}; }
Status Unsupported(Text what) { return {StatusCode::kUnsupported, std::string(what)}; }
std::string Quoted(Text text) { return " '" + std::string(text) + "'"; }

Text Trimmed(Text text) {
  constexpr Text kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == Text::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool IsEqual(Text a, Text b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::optional<int> ToNumber(Text text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

/// Removes the first field of `text`, up to `separator` or the end, and returns it.
Text NextField(Text& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const Text field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return Trimmed(field);
}

/// Parts of "a=name:TYPE rest".
struct Attribute {
  int payload_type = 0;
  Text rest;
};

Result<Attribute> ParseAttribute(Text line, Text name) {
  Text text = Trimmed(line);
  if (text.substr(0, 2) == "a=") text.remove_prefix(2);
  const std::string expected(name);
  if (!IsEqual(NextField(text, ':'), name)) {
    return Invalid(expected + ": expected 'a=" + expected + ":', got" + Quoted(Trimmed(line)));
  }
  const Text type = NextField(text, ' ');
  const auto number = ToNumber(type);
  if (!number || *number > 127) {
    return Invalid(expected + ": payload type" + Quoted(type) + " is not 0 to 127");
  }
  return Attribute{*number, Trimmed(text)};
}

/// The parameters of a format: "name=value;name=value".
class Parameters {
 public:
  explicit Parameters(Text text) : text_(text) {}

  std::optional<Text> Find(Text name) const {
    for (Text rest = text_; !rest.empty();) {
      Text value = NextField(rest, ';');
      if (IsEqual(NextField(value, '='), name)) return Trimmed(value);
    }
    return std::nullopt;
  }
  Result<int> Number(Text name) const {
    const auto value = Find(name);
    if (!value) return Invalid("fmtp: " + std::string(name) + " is missing");
    const auto number = ToNumber(*value);
    if (!number) return Invalid("fmtp: " + std::string(name) + Quoted(*value) + " is no number");
    return *number;
  }

 private:
  Text text_;
};

using Decoder = std::unique_ptr<AudioDecoder>;

Status CheckClock(const SdpFormat& format, int expected_hz) {
  if (format.clock_rate.hz() == expected_hz) return {};
  return Unsupported("rtpmap: the clock rate of " + format.name + " is " +
                     std::to_string(expected_hz) + ", not " +
                     std::to_string(format.clock_rate.hz()));
}

/// Returns `decoder`, or its error as an error of the rtpmap line.
Result<Decoder> Made(Result<Decoder> decoder) {
  if (decoder.ok()) return decoder;
  return Unsupported("rtpmap: " + decoder.status().detail());
}

Result<Decoder> MakeOpus(const SdpFormat& format) {
  if (Status status = CheckClock(format, kOpusRate.hz()); !status.ok()) return status;
  if (format.channels > 2) return Unsupported("rtpmap: opus has 1 or 2 channels, see multiopus");
  const Text stereo = Parameters(format.parameters).Find("stereo").value_or("0");
  if (stereo != "0" && stereo != "1")
    return Invalid("fmtp: stereo" + Quoted(stereo) + " is not 0 or 1");
  return Made(MakeOpusDecoder(kOpusRate, stereo == "1" ? 2 : 1));
}

/// Reads a mapping such as "0,4,1,2,3,5".
Result<OpusChannelMapping> ParseMapping(const SdpFormat& format) {
  const auto streams = Parameters(format.parameters).Number("num_streams");
  const auto coupled_streams = Parameters(format.parameters).Number("coupled_streams");
  if (!streams.ok()) return streams.status();
  if (!coupled_streams.ok()) return coupled_streams.status();
  OpusChannelMapping mapping{.streams = *streams, .coupled_streams = *coupled_streams};
  const auto table = Parameters(format.parameters).Find("channel_mapping");
  if (!table) return Invalid("fmtp: channel_mapping is missing");
  for (Text rest = *table; !rest.empty();) {
    const auto coded = ToNumber(NextField(rest, ','));
    if (!coded || *coded > 255 || !mapping.channels.PushBack(static_cast<uint8_t>(*coded))) {
      return Invalid("fmtp: channel_mapping" + Quoted(*table) + " is no list of up to 8 numbers");
    }
  }
  if (mapping.channels.size() == static_cast<size_t>(format.channels)) return mapping;
  return Invalid("fmtp: channel_mapping" + Quoted(*table) + " is not one number a channel");
}

Result<Decoder> MakeMultiopus(const SdpFormat& format) {
  if (Status status = CheckClock(format, kOpusRate.hz()); !status.ok()) return status;
  const auto mapping = ParseMapping(format);
  if (!mapping.ok()) return mapping.status();
  auto decoder = MakeMultichannelOpusDecoder(kOpusRate, *mapping);
  if (decoder.ok()) return decoder;
  return Invalid("fmtp: " + decoder.status().detail());
}

Result<Decoder> MakePcmu(const SdpFormat& format) {
  if (Status status = CheckClock(format, 8000); !status.ok()) return status;
  return Made(MakePcmuDecoder(format.channels));
}

Result<Decoder> MakePcma(const SdpFormat& format) {
  if (Status status = CheckClock(format, 8000); !status.ok()) return status;
  return Made(MakePcmaDecoder(format.channels));
}

Result<Decoder> MakeG722(const SdpFormat&) {
  return Unsupported("rtpmap: G722 needs the library neteq_g722 and G722Codec() of neteq/g722.h");
}

Result<Decoder> MakeLinear16(const SdpFormat& format) {
  return Made(MakePcm16Decoder(SampleRate(format.clock_rate.hz()), format.channels));
}

constexpr std::array<SdpCodec, 6> kCodecs = {{{"opus", MakeOpus},
                                              {"multiopus", MakeMultiopus},
                                              {"PCMU", MakePcmu},
                                              {"PCMA", MakePcma},
                                              {"G722", MakeG722},
                                              {"L16", MakeLinear16}}};

struct Service {
  Text name;
  PayloadRole role;
};
constexpr std::array<Service, 3> kServices = {{{"CN", PayloadRole::kComfortNoise},
                                               {"red", PayloadRole::kRed},
                                               {"telephone-event", PayloadRole::kTelephoneEvent}}};

Status CheckClockOfService(const SdpFormat& format) {
  constexpr std::array kNoiseRatesHz = {8000, 16'000, 32'000, 48'000};
  const bool is_usual = std::find(kNoiseRatesHz.begin(), kNoiseRatesHz.end(),
                                  format.clock_rate.hz()) != kNoiseRatesHz.end();
  if (format.role != PayloadRole::kComfortNoise || is_usual) return {};
  return Unsupported("rtpmap: the clock rate of CN is 8000, 16000, 32000 or 48000, not " +
                     std::to_string(format.clock_rate.hz()));
}

/// The first element with this name; null if there is none.
template <class Known>
const Known* FindByName(std::span<const Known> known, Text name) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const Known& item) { return IsEqual(item.name, name); });
  return found == known.end() ? nullptr : &*found;
}

/// The codec with this name: one of `codecs`, else one of the core; null if there is none.
const SdpCodec* FindCodec(std::span<const SdpCodec> codecs, Text name) {
  const SdpCodec* const codec = FindByName(codecs, name);
  return codec != nullptr ? codec : FindByName(std::span<const SdpCodec>(kCodecs), name);
}

/// Sets the name and the role of `format`.
Status Name(Text name, std::span<const SdpCodec> codecs, SdpFormat& format) {
  if (const Service* service = FindByName(std::span<const Service>(kServices), name)) {
    format.name = service->name;
    format.role = service->role;
    return CheckClockOfService(format);
  }
  if (const SdpCodec* codec = FindCodec(codecs, name)) {
    format.name = codec->name;
    format.role = PayloadRole::kSpeech;
    return {};
  }
  return Unsupported("rtpmap: encoding" + Quoted(name) +
                     " is none of opus, multiopus, PCMU, PCMA, G722, L16, CN, red and "
                     "telephone-event");
}

}  // namespace

std::string SdpFormat::Encoding() const {
  const std::string text = name + '/' + std::to_string(clock_rate.hz());
  return role == PayloadRole::kSpeech ? text + '/' + std::to_string(channels) : text;
}

Result<SdpFormat> ParseSdpFormat(Text encoding, Text parameters, std::span<const SdpCodec> codecs) {
  Text rest = Trimmed(encoding);
  const Text name = NextField(rest, '/');
  const Text clock = NextField(rest, '/');
  const auto clock_hz = ToNumber(clock);
  if (name.empty()) return Invalid("rtpmap: the encoding name is missing");
  if (!clock_hz || *clock_hz == 0) {
    return Invalid("rtpmap: clock rate" + Quoted(clock) + " is no positive number");
  }
  const auto channels = rest.empty() ? 1 : ToNumber(Trimmed(rest));
  if (!channels || *channels == 0) {
    return Invalid("rtpmap: channel count" + Quoted(rest) + " is no positive number");
  }
  SdpFormat format{.clock_rate = RtpClockRate(*clock_hz),
                   .channels = *channels,
                   .parameters = std::string(Trimmed(parameters))};
  if (Status status = Name(name, codecs, format); !status.ok()) return status;
  return format;
}

Result<Decoder> MakeDecoder(const SdpFormat& format, std::span<const SdpCodec> codecs) {
  if (format.role != PayloadRole::kSpeech) return Decoder();
  const SdpCodec* const codec = FindCodec(codecs, format.name);
  if (codec == nullptr) return Unsupported("rtpmap: no decoder for" + Quoted(format.name));
  return codec->make(format);
}

Result<SdpPayload> DecoderFromSdp(Text rtpmap, Text fmtp, std::span<const SdpCodec> codecs) {
  const auto map = ParseAttribute(rtpmap, "rtpmap");
  if (!map.ok()) return map.status();
  Text parameters;
  if (!Trimmed(fmtp).empty()) {
    const auto attribute = ParseAttribute(fmtp, "fmtp");
    if (!attribute.ok()) return attribute.status();
    if (attribute->payload_type != map->payload_type) {
      return Invalid("fmtp: payload type " + std::to_string(attribute->payload_type) +
                     " is not that of rtpmap, " + std::to_string(map->payload_type));
    }
    parameters = attribute->rest;
  }
  const auto format = ParseSdpFormat(map->rest, parameters, codecs);
  if (!format.ok()) return format.status();
  auto decoder = MakeDecoder(*format, codecs);
  if (!decoder.ok()) return decoder.status();
  return SdpPayload{.payload_type = static_cast<uint8_t>(map->payload_type),
                    .role = format->role,
                    .clock_rate = format->clock_rate,
                    .decoder = std::move(*decoder)};
}

Status RegisterSdp(NetEq& neteq, Text rtpmap, Text fmtp, std::span<const SdpCodec> codecs) {
  auto payload = DecoderFromSdp(rtpmap, fmtp, codecs);
  if (!payload.ok()) return payload.status();
  if (payload->decoder != nullptr)
    return neteq.RegisterDecoder(payload->payload_type, std::move(payload->decoder));
  return neteq.RegisterPayloadType(payload->payload_type, payload->role, payload->clock_rate);
}

}  // namespace neteq
