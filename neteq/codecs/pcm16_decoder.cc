// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <memory>

#include "neteq/base/range.h"
#include "neteq/codecs/sample_decoder.h"

namespace neteq {
namespace {

struct Linear16 {
  static constexpr size_t kBytes = 2;
  static float Value(const std::byte* code) {
    const unsigned bits =
        (std::to_integer<unsigned>(code[0]) << 8U) | std::to_integer<unsigned>(code[1]);
    return static_cast<float>(static_cast<int16_t>(bits)) / 32768.0F;
  }
};

}  // namespace

Result<std::unique_ptr<AudioDecoder>> MakePcm16Decoder(SampleRate rate, int channels) {
  if (Status status = CheckRange("L16: rate", rate.hz(), 8000, 48'000); !status.ok()) return status;
  if (Status status = CheckRange("L16: channels", channels, 1, kMaxSampleChannels); !status.ok())
    return status;
  return std::unique_ptr<AudioDecoder>(std::make_unique<SampleDecoder<Linear16>>(rate, channels));
}

}  // namespace neteq
