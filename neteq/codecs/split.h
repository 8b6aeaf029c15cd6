// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace neteq {

/// Size of the pieces into which a payload of a codec without frames of its own is cut, so that
/// each is a packet to the buffer. The payload is halved, as NetEQ does, until a piece is shorter
/// than 40 ms; halves are rounded up to whole frames, so that no sliver is left over: each piece
/// has 20 ms or more, but for the last one, which may be a few frames shorter.
///
/// A frame is one instant of all channels. `bytes_in_20_ms` is a multiple of `frame_bytes`, both
/// positive. Returns a multiple of `frame_bytes`, or `payload_bytes` if that is short already.
constexpr size_t BytesOfPiece(size_t payload_bytes, size_t bytes_in_20_ms, size_t frame_bytes) {
  size_t piece = payload_bytes;
  while (piece >= 2 * bytes_in_20_ms) {
    const size_t frames = (piece + frame_bytes - 1) / frame_bytes;
    piece = (frames + 1) / 2 * frame_bytes;
  }
  return piece;
}

}  // namespace neteq
