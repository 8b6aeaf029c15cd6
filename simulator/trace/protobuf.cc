// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/protobuf.h"

namespace neteq::sim {

std::optional<uint64_t> WireReader::ReadVarint() {
  constexpr unsigned kMaxBits = 64;
  uint64_t value = 0;
  size_t at = position_;
  for (unsigned shift = 0; shift < kMaxBits && at < message_.size(); shift += 7) {
    const auto byte = ReadUint8(message_, at++);
    value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) {
      position_ = at;
      return value;
    }
  }
  return std::nullopt;
}

std::optional<uint64_t> WireReader::ReadLittleEndian(size_t count) {
  if (message_.size() - position_ < count) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8U | ReadUint8(message_, position_ + i);
  position_ += count;
  return value;
}

std::optional<WireField> WireReader::Next() {
  enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
  constexpr uint64_t kMaxNumber = (uint64_t{1} << 29U) - 1;
  const size_t start = position_;
  const auto fail = [&]() -> std::optional<WireField> {
    position_ = start;
    return std::nullopt;
  };
  const auto tag = ReadVarint();
  if (!tag || *tag >> 3U == 0 || *tag >> 3U > kMaxNumber) return fail();
  WireField field{.number = static_cast<uint32_t>(*tag >> 3U), .offset = start};
  const auto type = static_cast<int>(*tag & 7U);
  std::optional<uint64_t> value;
  if (type == kVarint || type == kBytes) value = ReadVarint();
  if (type == kFixed64) value = ReadLittleEndian(8);
  if (type == kFixed32) value = ReadLittleEndian(4);
  if (!value) return fail();
  if (type == kBytes) {
    if (*value > message_.size() - position_) return fail();
    field.is_bytes = true;
    field.bytes = message_.subspan(position_, static_cast<size_t>(*value));
    position_ += field.bytes.size();
  } else {
    field.value = *value;
  }
  return field;
}

}  // namespace neteq::sim
