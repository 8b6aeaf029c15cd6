// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace neteq {

/// Size of the pieces into which the payload of a sample-based codec is split. Each piece becomes
/// one packet in the buffer. The payload is halved, as in NetEQ, until a piece is shorter than 40
/// ms. Halves are rounded up to whole frames, so that no tiny piece is left over. Each piece has at
/// least 20 ms, except the last one, which may be a few frames shorter.
///
/// A frame holds one sample of each channel. `bytes_in_20_ms` must be a multiple of `frame_bytes`;
/// both must be positive. Returns a multiple of `frame_bytes`, or `payload_bytes` if the payload is
/// shorter than 40 ms.
constexpr size_t BytesOfPiece(size_t payload_bytes, size_t bytes_in_20_ms, size_t frame_bytes) {
  size_t piece = payload_bytes;
  while (piece >= 2 * bytes_in_20_ms) {
    const size_t frames = (piece + frame_bytes - 1) / frame_bytes;
    piece = (frames + 1) / 2 * frame_bytes;
  }
  return piece;
}

}  // namespace neteq
