// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>

#include "neteq/audio_decoder.h"
#include "neteq/base/status.h"
#include "neteq/sdp.h"

/// Shares decoding between replays of a stream.
namespace neteq::sim {

/// Cache of decoder output for all replays of a stream.
///
/// The output of a decoder call depends on the payload and on the decoder's state, which depends on
/// all earlier packets. The cache identifies states by a digest of their bytes, and stores for each
/// state the calls made in it with the resulting sound and next state. A replay that misses a
/// packet follows its own path until its decoder returns to a known state: an Opus decoder usually
/// forgets the difference to the last bit within a second.
///
/// Threads: any number of decoders on as many threads.
///
/// Accuracy: bit-exact, unless two of n states have the same 128-bit digest, which happens in about
/// one of 2^128 / n^2 streams.
class DecodeCache {
 public:
  /// `max_bytes` limits memory approximately. Output that does not fit is decoded again each time.
  explicit DecodeCache(size_t max_bytes = size_t{256} << 20U);
  ~DecodeCache();
  DecodeCache(DecodeCache&&) noexcept;
  DecodeCache& operator=(DecodeCache&&) noexcept;

  /// Like MakeToolDecoder(), including its errors. The decoder uses the cache if it can save its
  /// state; those that cannot decode sample by sample, about as fast as a copy. It allocates and
  /// locks, and keeps the cached data alive.
  Result<std::unique_ptr<AudioDecoder>> MakeDecoder(const SdpFormat& format);

  /// Calls that were decoded, including those that restored a known state.
  size_t calls_made() const;

 private:
  class Memory;
  std::shared_ptr<Memory> memory_;
};

}  // namespace neteq::sim
