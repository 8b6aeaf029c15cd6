// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/trace/bytes.h"

namespace neteq::sim {

/// A column of a batch in RtcEventLog format 2: `count` values, each relative to the one before it,
/// the first to `base`. Nullopt when the blob is malformed or too short. An empty blob means that
/// all values equal `base`. Absent values are nullopt.
///
/// Layout  bits, most significant first: encoding type 2 (0 = fixed width, unsigned, none absent,
///         64-bit values; 1 = as the next three say), delta width - 1 in 6; type 1: signed deltas
///         1, may be absent 1, value width - 1 in 6; if they may be absent a bit a value, 1 =
///         present; a delta each for those present. value = (value before + delta) modulo 2^value
///         width. If `base` is absent the first value present is a varint.
std::optional<std::vector<std::optional<uint64_t>>> DecodeDeltas(ConstBytes blob,
                                                                 std::optional<uint64_t> base,
                                                                 size_t count);

}  // namespace neteq::sim
