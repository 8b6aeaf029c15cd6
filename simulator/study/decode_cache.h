// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>

#include "neteq/audio_decoder.h"
#include "neteq/base/status.h"
#include "neteq/sdp.h"

/// Decoding once what many replays of a stream decode.
namespace neteq::sim {

/// What decoders have made of the packets of a stream, for all replays of it to share.
///
/// What a call to a decoder gives depends on the payload and on the decoder's state, and that on
/// all packets before. So states are known by a digest of their bytes, and of each state the cache
/// keeps which call led to which other state with which sound. A replay that loses a packet which
/// others had in time goes ways of its own, until its decoder's state is again one that is known:
/// an Opus decoder forgets to the last bit, mostly within a second.
///
/// Threads   any number of decoders on as many threads
/// Accuracy  bit for bit what a decoder of one's own gives, but for two of n states having the same
///           digest of 128 bits: once in about 2^128 / n^2 streams
class DecodeCache {
 public:
  /// About that many bytes at most; what finds no room is decoded anew each time.
  explicit DecodeCache(size_t max_bytes = size_t{256} << 20U);
  ~DecodeCache();
  DecodeCache(DecodeCache&&) noexcept;
  DecodeCache& operator=(DecodeCache&&) noexcept;

  /// As neteq::MakeDecoder, errors too. The decoder asks the cache first, unless it cannot save its
  /// state: those decode samples one by one, about as fast as they can be copied. Unlike others it
  /// allocates and locks. It keeps what it needs of the cache alive.
  Result<std::unique_ptr<AudioDecoder>> MakeDecoder(const SdpFormat& format);

  /// Calls that reached a decoder, those that led one back to a known state among them.
  size_t calls_made() const;

 private:
  class Memory;
  std::shared_ptr<Memory> memory_;
};

}  // namespace neteq::sim
