// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Builds protobuf messages and delta blobs of an RtcEventLog byte by byte.
namespace neteq::sim {

/// Writes bits, most significant first.
class BitWriter {
 public:
  BitWriter& Write(uint64_t value, unsigned bits) {
    for (unsigned i = bits; i-- > 0; ++count_) {
      if (count_ % 8 == 0) bytes_.push_back(std::byte{0});
      if ((value >> i & 1U) != 0) bytes_.back() |= static_cast<std::byte>(0x80U >> (count_ % 8));
    }
    return *this;
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
  size_t count_ = 0;
};

/// Encoding type 1: signed `deltas` of `width` bits for values of `value_width` bits.
inline std::vector<std::byte> DeltaBlob(const std::vector<int64_t>& deltas, unsigned width,
                                        unsigned value_width) {
  BitWriter bits;
  bits.Write(1, 2).Write(width - 1, 6).Write(1, 1).Write(0, 1).Write(value_width - 1, 6);
  for (const int64_t delta : deltas) bits.Write(static_cast<uint64_t>(delta), width);
  return bits.bytes();
}

class MessageWriter {
 public:
  MessageWriter& Varint(uint32_t field, uint64_t value) {
    Number(uint64_t{field} << 3U);
    Number(value);
    return *this;
  }
  MessageWriter& Fixed32(uint32_t field, uint32_t value) {
    Number(uint64_t{field} << 3U | 5U);
    for (unsigned i = 0; i < 4; ++i) bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
    return *this;
  }
  MessageWriter& Blob(uint32_t field, const std::vector<std::byte>& bytes) {
    Number(uint64_t{field} << 3U | 2U);
    Number(bytes.size());
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  MessageWriter& Message(uint32_t field, const MessageWriter& message) {
    return Blob(field, message.bytes());
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  void Number(uint64_t value) {
    for (; value >= 0x80; value >>= 7U) {
      bytes_.push_back(static_cast<std::byte>(0x80U | (value & 0x7FU)));
    }
    bytes_.push_back(static_cast<std::byte>(value));
  }

  std::vector<std::byte> bytes_;
};

}  // namespace neteq::sim
