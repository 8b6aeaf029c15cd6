// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/codecs/split.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace neteq {
namespace {

TEST(BytesOfPiece, HalvesUsualPacketsAsNetEqDoes) {
  // G.711: 8 bytes per millisecond.
  for (const auto& [payload_ms, piece_ms] : {std::array{10U, 10U},
                                             {20U, 20U},
                                             {30U, 30U},
                                             {40U, 20U},
                                             {50U, 25U},
                                             {60U, 30U},
                                             {80U, 20U},
                                             {100U, 25U},
                                             {120U, 30U},
                                             {200U, 25U}}) {
    EXPECT_EQ(BytesOfPiece(8 * payload_ms, 160, 1), 8 * piece_ms) << payload_ms;
  }
}

TEST(BytesOfPiece, KeepsPayloadsShorterThan40Milliseconds) {
  EXPECT_EQ(BytesOfPiece(0, 160, 1), 0U);
  EXPECT_EQ(BytesOfPiece(1, 160, 1), 1U);
  EXPECT_EQ(BytesOfPiece(319, 160, 1), 319U);
}

TEST(BytesOfPiece, CutsBetweenFrames) {
  // L16, stereo, 8 kHz: 4 bytes per frame, 640 bytes in 20 ms. The payload has 321 frames.
  EXPECT_EQ(BytesOfPiece(4 * 321, 640, 4), 4U * 161);
}

TEST(BytesOfPiece, LeavesNoTinyPiece) {
  for (const size_t frame_bytes : {1U, 2U, 4U, 6U}) {
    const size_t in_20_ms = 160 * frame_bytes;
    for (size_t payload = frame_bytes; payload <= 20 * in_20_ms; payload += frame_bytes) {
      const size_t piece = BytesOfPiece(payload, in_20_ms, frame_bytes);
      const size_t last = (payload - 1) % piece + 1;

      ASSERT_LT(piece, 2 * in_20_ms);
      ASSERT_GE(piece, std::min(payload, in_20_ms));
      ASSERT_EQ(piece % frame_bytes, 0U);
      // Rounding up makes the last piece shorter by at most one frame per other piece: up to 16
      // here.
      ASSERT_GE(last, std::min(payload, in_20_ms - 16 * frame_bytes)) << payload;
    }
  }
}

}  // namespace
}  // namespace neteq
