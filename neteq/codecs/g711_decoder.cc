// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "neteq/base/range.h"
#include "neteq/codecs/sample_decoder.h"

namespace neteq {
namespace {

// Code of both laws (ITU-T G.711, tables 1 and 2): bit 7 is the sign, bits 6 to 4 are the segment
// s, bits 3 to 0 are the step m within the segment.

/// Decodes mu-law to 16 bits. The transmitted code is inverted. |y| = 4 ((2 m + 33) 2^s - 33), at
/// most 32124.
constexpr int DecodeMuLaw(unsigned code) {
  const unsigned bits = ~code;
  const int step = static_cast<int>(bits & 15U);
  const int segment = static_cast<int>((bits >> 4U) & 7U);
  const int magnitude = 4 * ((2 * step + 33) * (1 << segment) - 33);
  return (bits & 128U) != 0 ? -magnitude : magnitude;
}

/// Decodes A-law to 16 bits. The even bits of the transmitted code are inverted. |y| = 8 (2 m + 1)
/// for s = 0, and 8 (2 m + 33) 2^(s-1) for s > 0, at most 32256.
constexpr int DecodeALaw(unsigned code) {
  const unsigned bits = code ^ 0x55U;
  const int step = static_cast<int>(bits & 15U);
  const int segment = static_cast<int>((bits >> 4U) & 7U);
  const int magnitude = 8 * (segment == 0 ? 2 * step + 1 : (2 * step + 33) * (1 << (segment - 1)));
  return (bits & 128U) != 0 ? magnitude : -magnitude;
}

template <int Law(unsigned)>
struct G711 {
  static constexpr size_t kBytes = 1;
  static constexpr std::array<float, 256> kTable = [] {
    std::array<float, 256> table{};
    for (unsigned code = 0; code < 256; ++code) {
      table[code] = static_cast<float>(Law(code)) / 32768.0F;
    }
    return table;
  }();
  static float Value(const std::byte* code) { return kTable[std::to_integer<size_t>(*code)]; }
};

template <class Code>
Result<std::unique_ptr<AudioDecoder>> MakeG711(const std::string& name, int channels) {
  if (Status status = CheckRange(name + ": channels", channels, 1, kMaxSampleChannels);
      !status.ok())
    return status;
  return std::unique_ptr<AudioDecoder>(
      std::make_unique<SampleDecoder<Code>>(SampleRate(8000), channels));
}

}  // namespace

Result<std::unique_ptr<AudioDecoder>> MakePcmuDecoder(int channels) {
  return MakeG711<G711<DecodeMuLaw>>("PCMU", channels);
}

Result<std::unique_ptr<AudioDecoder>> MakePcmaDecoder(int channels) {
  return MakeG711<G711<DecodeALaw>>("PCMA", channels);
}

}  // namespace neteq
