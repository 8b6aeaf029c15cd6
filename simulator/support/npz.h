// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "neteq/base/status.h"

namespace neteq::sim {

/// A column of a table.
struct NpzArray {
  std::string name;
  std::variant<std::vector<double>, std::vector<int64_t>, std::vector<std::string>> values;
};

/// The bytes of a file that numpy.load opens: a dictionary of one-dimensional arrays of float64,
/// int64 or bytes. Not compressed, without a date: the same arrays give the same bytes.
///
/// Fails     kInvalidArgument for 4 GiB or more
/// Source    NEP 1 (NPY format 1.0); APPNOTE.TXT of PKWARE, 6.3.10, method 0
Result<std::string> NpzBytes(const std::vector<NpzArray>& arrays);

/// The check sum of ZIP, PNG and Ethernet (ISO 3309).
uint32_t Crc32(std::string_view bytes);

}  // namespace neteq::sim
