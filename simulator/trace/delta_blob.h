// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/trace/bytes.h"

namespace neteq::sim {

/// Decodes a column of a batch in RtcEventLog format 2: `count` values, each stored as the
/// difference to the previous one, the first as the difference to `base`. Absent values are
/// nullopt. An empty blob means that every value equals `base`. Returns nullopt if the blob is
/// malformed or too short.
///
/// Bit layout, most significant bit first:
/// - 2 bits: encoding. 0 = unsigned 64-bit values, none absent. 1 = parameters follow.
/// - 6 bits: delta width - 1.
/// - Encoding 1 only: 1 bit signed deltas, 1 bit absent values possible, 6 bits value width - 1.
/// - If absent values are possible: 1 bit per value, 1 = present.
/// - If `base` is absent: the first present value as a varint.
/// - One delta per remaining present value; value = (previous + delta) modulo 2^value width.
std::optional<std::vector<std::optional<uint64_t>>> DecodeDeltas(ConstBytes blob,
                                                                 std::optional<uint64_t> base,
                                                                 size_t count);

}  // namespace neteq::sim
