// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/realtime.h"
#include "base/status.h"
#include "neteq/audio_decoder.h"

namespace neteq::internal {

struct Track;

/// A decoder and the track that plays its format.
struct DecoderEntry {
  std::unique_ptr<AudioDecoder> decoder;
  Track* track = nullptr;
};

/// Decoders by payload type. Filled before the stream starts.
class DecoderTable {
 public:
  static constexpr int kPayloadTypes = 128;

  /// [setup] See NetEq::RegisterDecoder.
  Status Register(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder, Track* track);
  /// [setup] What Register would refuse.
  Status Check(uint8_t payload_type, const AudioDecoder* decoder) const;

  /// Null when nothing is registered.
  DecoderEntry* Find(uint8_t payload_type) noexcept NETEQ_REALTIME;

 private:
  std::array<DecoderEntry, kPayloadTypes> entries_;
};

}  // namespace neteq::internal
