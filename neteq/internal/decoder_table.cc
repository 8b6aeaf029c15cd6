// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decoder_table.h"

#include <string>
#include <utility>

namespace neteq::internal {
namespace {

constexpr int kMinRateHz = 8000;
constexpr int kMaxRateHz = 48000;
constexpr int kMaxChannels = 8;

}  // namespace

Status DecoderTable::Check(uint8_t payload_type, const AudioDecoder* decoder) const {
  const std::string what = "payload type " + std::to_string(payload_type);
  if (payload_type >= kPayloadTypes) return {StatusCode::kOutOfRange, what + " is above 127"};
  if (decoder == nullptr) return {StatusCode::kInvalidArgument, what + ": no decoder given"};
  if (entries_[payload_type].decoder != nullptr)
    return {StatusCode::kInvalidArgument, what + " is registered already"};
  const DecoderFormat format = decoder->format();
  const int rate_hz = format.sample_rate.hz();
  if (rate_hz < kMinRateHz || rate_hz > kMaxRateHz || rate_hz % 100 != 0) {
    return {StatusCode::kOutOfRange,
            what + ": a sample rate of " + std::to_string(rate_hz) + " Hz is not supported"};
  }
  if (format.clock_rate.hz() <= 0)
    return {StatusCode::kOutOfRange, what + ": the RTP clock rate is not positive"};
  if (format.channels < 1 || format.channels > kMaxChannels) {
    return {StatusCode::kOutOfRange,
            what + ": " + std::to_string(format.channels) + " channels are not supported"};
  }
  return {};
}

Status DecoderTable::Register(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder,
                              Track* track) {
  Status status = Check(payload_type, decoder.get());
  if (status.ok()) entries_[payload_type] = {std::move(decoder), track};
  return status;
}

DecoderEntry* DecoderTable::Find(uint8_t payload_type) noexcept {
  if (payload_type >= kPayloadTypes || entries_[payload_type].decoder == nullptr) return nullptr;
  return &entries_[payload_type];
}

}  // namespace neteq::internal
