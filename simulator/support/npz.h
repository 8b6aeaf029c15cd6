// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "neteq/base/status.h"

namespace neteq::sim {

/// A named column of a table.
struct NpzArray {
  std::string name;
  std::variant<std::vector<double>, std::vector<int64_t>, std::vector<std::string>> values;
};

/// Bytes of an NPZ file: one-dimensional arrays of float64, int64 or bytes that numpy.load opens as
/// a dictionary. Uncompressed and without a date, so the same arrays always give the same bytes.
/// Fails with kInvalidArgument at 4 GiB or more.
///
/// Sources: NEP 1 (NPY format 1.0); PKWARE APPNOTE.TXT 6.3.10, method 0.
Result<std::string> NpzBytes(const std::vector<NpzArray>& arrays);

/// CRC-32 as in ZIP, PNG and Ethernet (ISO 3309).
uint32_t Crc32(std::string_view bytes);

}  // namespace neteq::sim
