// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/npz.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>

namespace neteq::sim {
namespace {

template <class Number>
void AppendLittleEndian(Number number, std::string& bytes) {
  for (size_t i = 0; i < sizeof(Number); ++i) {
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(number >> (8U * i))));
  }
}
void Append16(size_t number, std::string& bytes) {
  AppendLittleEndian(static_cast<uint16_t>(number), bytes);
}
void Append32(size_t number, std::string& bytes) {
  AppendLittleEndian(static_cast<uint32_t>(number), bytes);
}

/// NumPy type name, and the values in its memory layout.
struct Stored {
  std::string type;
  size_t count = 0;
  std::string data{};
};

Stored Store(const std::vector<double>& values) {
  Stored stored{.type = "<f8", .count = values.size()};
  for (const double value : values) {
    AppendLittleEndian(std::bit_cast<uint64_t>(value), stored.data);
  }
  return stored;
}

Stored Store(const std::vector<int64_t>& values) {
  Stored stored{.type = "<i8", .count = values.size()};
  for (const int64_t value : values)
    AppendLittleEndian(std::bit_cast<uint64_t>(value), stored.data);
  return stored;
}

/// Pads all strings with zeros to the longest length.
Stored Store(const std::vector<std::string>& values) {
  size_t length = 1;
  for (const std::string& value : values) length = std::max(length, value.size());
  Stored stored{.type = "|S" + std::to_string(length), .count = values.size()};
  for (const std::string& value : values) {
    stored.data += value + std::string(length - value.size(), '\0');
  }
  return stored;
}

std::string NpyBytes(const NpzArray& array) {
  constexpr size_t kAlignment = 64;
  const Stored stored = std::visit([](const auto& values) { return Store(values); }, array.values);
  std::string header = "{'descr': '" + stored.type + "', 'fortran_order': False, 'shape': (" +
                       std::to_string(stored.count) + ",), }";
  std::string bytes("\x93NUMPY\x01\x00", 8);
  const size_t length = bytes.size() + 2 + header.size() + 1;
  header += std::string((kAlignment - length % kAlignment) % kAlignment, ' ') + '\n';
  Append16(header.size(), bytes);
  return bytes + header + stored.data;
}

/// Fields shared by the local header and the directory entry, starting with the version.
std::string CommonHeader(const std::string& name, const std::string& file) {
  constexpr size_t kVersion = 20;
  constexpr size_t kFirstDay = (1U << 5U) | 1U;  // 1 January 1980, the ZIP epoch
  std::string bytes;
  Append16(kVersion, bytes);
  Append16(0, bytes);  // flags
  Append16(0, bytes);  // method: stored
  Append16(0, bytes);  // time: midnight
  Append16(kFirstDay, bytes);
  Append32(Crc32(file), bytes);
  Append32(file.size(), bytes);
  Append32(file.size(), bytes);
  Append16(name.size(), bytes);
  Append16(0, bytes);  // no extra field
  return bytes;
}

std::string DirectoryEntry(const std::string& common, const std::string& name, size_t offset) {
  constexpr size_t kMadeByVersion = 20;
  std::string bytes = "PK\x01\x02";
  Append16(kMadeByVersion, bytes);
  bytes += common;
  Append16(0, bytes);  // no comment
  Append16(0, bytes);  // first disk
  Append16(0, bytes);  // internal attributes
  Append32(0, bytes);  // external attributes
  Append32(offset, bytes);
  return bytes + name;
}

std::string EndOfDirectory(size_t entries, size_t directory_bytes, size_t offset) {
  std::string bytes = "PK\x05\x06";
  Append32(0, bytes);  // disk numbers
  Append16(entries, bytes);
  Append16(entries, bytes);
  Append32(directory_bytes, bytes);
  Append32(offset, bytes);
  Append16(0, bytes);  // no comment
  return bytes;
}

}  // namespace

uint32_t Crc32(std::string_view bytes) {
  constexpr auto kTable = [] {
    constexpr uint32_t kPolynomial = 0xEDB88320U;  // ISO 3309, bit-reversed
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < table.size(); ++i) {
      table[i] = i;
      for (int bit = 0; bit < 8; ++bit) {
        table[i] = (table[i] >> 1U) ^ ((table[i] & 1U) != 0 ? kPolynomial : 0U);
      }
    }
    return table;
  }();
  uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc = (crc >> 8U) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  }
  return ~crc;
}

Result<std::string> NpzBytes(const std::vector<NpzArray>& arrays) {
  std::string zip;
  std::string directory;
  for (const NpzArray& array : arrays) {
    const std::string name = array.name + ".npy";
    const std::string file = NpyBytes(array);
    const std::string common = CommonHeader(name, file);
    directory += DirectoryEntry(common, name, zip.size());
    zip.append("PK\x03\x04").append(common).append(name).append(file);
  }
  if (zip.size() + directory.size() > std::numeric_limits<uint32_t>::max()) {
    return Status(StatusCode::kInvalidArgument,
                  "NPZ cannot hold 4 GiB or more; write fewer or shorter columns");
  }
  return zip + directory + EndOfDirectory(arrays.size(), directory.size(), zip.size());
}

}  // namespace neteq::sim
