// SPDX-License-Identifier: BSD-3-Clause
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "neteq/codecs/opus_packet.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> payload(reinterpret_cast<const std::byte*>(data), size);
  const auto packet = neteq::ParseOpusPacket(payload);
  const int fec_samples = neteq::OpusFecSamples(payload, neteq::SampleRate(48'000));
  if (!packet) {
    Require(fec_samples == 0);
    return 0;
  }

  Require(packet->frames >= 1 && packet->frames <= 48);
  Require(packet->length() > neteq::Duration(0) &&
          packet->length() <= std::chrono::milliseconds(120));
  Require(packet->first.data() >= payload.data() &&
          packet->first.data() + packet->first.size() <= payload.data() + payload.size());
  const int frame_samples =
      static_cast<int>(neteq::SampleRate(48'000).Samples(packet->frame_length));
  Require(fec_samples == (packet->has_fec ? frame_samples : 0));
  Require(!packet->has_fec || packet->mode != neteq::OpusMode::kCelt);
  return 0;
}
