// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decoder_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "neteq/base/range.h"
#include "neteq/internal/play/format_chain.h"

namespace neteq::internal {
namespace {

constexpr int kMinRateHz = 8000;
constexpr int kMaxRateHz = 48000;
constexpr int kMaxChannels = 8;
// RFC 3389 defines 8 kHz; WebRTC adds the other rates for wideband codecs.
constexpr std::array kComfortNoiseRatesHz = {8000, 16000, 32000, 48000};

std::string Name(uint8_t payload_type) { return "payload type " + std::to_string(payload_type); }

}  // namespace

Status DecoderTable::CheckNumber(uint8_t payload_type) const {
  Status status = CheckRange("payload type", int{payload_type}, 0, kPayloadTypes - 1);
  if (!status.ok()) return status;
  if (entries_[payload_type].role != PayloadRole::kUnknown)
    return {StatusCode::kInvalidArgument, Name(payload_type) + " is registered already"};
  return {};
}

Status DecoderTable::Check(uint8_t payload_type, const AudioDecoder* decoder) const {
  if (Status status = CheckNumber(payload_type); !status.ok()) return status;
  const std::string what = Name(payload_type);
  if (decoder == nullptr) return {StatusCode::kInvalidArgument, what + ": no decoder given"};
  const DecoderFormat format = decoder->format();
  const int rate_hz = format.sample_rate.hz();
  Status status =
      CheckRange(what + ": sample rate of the decoder", rate_hz, kMinRateHz, kMaxRateHz, "Hz");
  if (status.ok())
    status = CheckRange(what + ": channels of the decoder", format.channels, 1, kMaxChannels);
  if (!status.ok()) return status;
  if (rate_hz % 100 != 0) {
    return {StatusCode::kOutOfRange,
            what + ": sample rate of the decoder = " + std::to_string(rate_hz) +
                " Hz is not a multiple of 100 Hz"};
  }
  if (format.clock_rate.hz() <= 0) {
    return {StatusCode::kOutOfRange,
            what + ": RTP clock rate = " + std::to_string(format.clock_rate.hz()) +
                " Hz is not positive"};
  }
  return {};
}

Status DecoderTable::Register(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder,
                              FormatChain* chain) {
  Status status = Check(payload_type, decoder.get());
  if (!status.ok()) return status;
  const DecoderFormat format = decoder->format();
  entries_[payload_type] = {PayloadRole::kSpeech, format.clock_rate, format.sample_rate,
                            std::move(decoder), chain};
  return status;
}

Status DecoderTable::CheckRole(uint8_t payload_type, PayloadRole role,
                               RtpClockRate clock_rate) const {
  if (Status status = CheckNumber(payload_type); !status.ok()) return status;
  if (role == PayloadRole::kSpeech || role == PayloadRole::kUnknown) {
    return {StatusCode::kInvalidArgument, Name(payload_type) + ": speech needs a decoder"};
  }
  const bool is_noise_rate = std::find(kComfortNoiseRatesHz.begin(), kComfortNoiseRatesHz.end(),
                                       clock_rate.hz()) != kComfortNoiseRatesHz.end();
  if (clock_rate.hz() <= 0 || (role == PayloadRole::kComfortNoise && !is_noise_rate)) {
    return {StatusCode::kOutOfRange,
            Name(payload_type) + ": RTP clock rate = " + std::to_string(clock_rate.hz()) +
                (role == PayloadRole::kComfortNoise
                     ? " Hz of comfort noise is none of 8000, 16000, 32000 and 48000"
                     : " Hz is not positive")};
  }
  return {};
}

Status DecoderTable::RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate,
                                  FormatChain* chain) {
  Status status = CheckRole(payload_type, role, clock_rate);
  if (!status.ok()) return status;
  const SampleRate rate = chain == nullptr ? SampleRate(clock_rate.hz()) : chain->path.rate();
  entries_[payload_type] = {role, clock_rate, rate, nullptr, chain};
  return status;
}

FormatChain* DecoderTable::ChainOfClock(RtpClockRate clock_rate) const {
  for (const DecoderEntry& entry : entries_) {
    if (entry.decoder != nullptr && entry.clock_rate == clock_rate) return entry.chain;
  }
  return nullptr;
}

void DecoderTable::Remove(uint8_t payload_type) {
  if (payload_type >= kPayloadTypes) return;
  entries_[payload_type] = {};
}

}  // namespace neteq::internal
