// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/delta_blob.h"

namespace neteq::sim {
namespace {

using Column = std::vector<std::optional<uint64_t>>;

/// A mask of the lowest `bits` bits, 1 to 64.
uint64_t Mask(unsigned bits) { return ~uint64_t{0} >> (64U - bits); }

/// Reads bits, most significant first. Past the end it returns 0 and ok() becomes false.
class BitReader {
 public:
  explicit BitReader(ConstBytes bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  size_t bits_left() const { return 8 * bytes_.size() - position_; }

  uint64_t Read(unsigned bits) {
    if (bits > bits_left()) {
      ok_ = false;
      return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < bits; ++i, ++position_) {
      const unsigned shift = 7U - static_cast<unsigned>(position_ % 8);
      value = value << 1U | ((unsigned{ReadUint8(bytes_, position_ / 8)} >> shift) & 1U);
    }
    return value;
  }

  /// Reads a varint as in protobuf, at any bit position.
  uint64_t ReadVarint() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const uint64_t byte = Read(8);
      value |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    ok_ = false;
    return 0;
  }

 private:
  ConstBytes bytes_;
  size_t position_ = 0;
  bool ok_ = true;
};

struct Encoding {
  unsigned delta_width = 64;
  bool is_signed = false;
  bool may_be_absent = false;
  unsigned value_width = 64;
};

std::optional<Encoding> ReadEncoding(BitReader& bits) {
  const uint64_t type = bits.Read(2);
  Encoding encoding;
  encoding.delta_width = static_cast<unsigned>(bits.Read(6)) + 1;
  if (type == 1) {
    encoding.is_signed = bits.Read(1) != 0;
    encoding.may_be_absent = bits.Read(1) != 0;
    encoding.value_width = static_cast<unsigned>(bits.Read(6)) + 1;
  }
  if (!bits.ok() || type > 1) return std::nullopt;
  return encoding;
}

uint64_t ReadDelta(BitReader& bits, const Encoding& encoding) {
  const uint64_t delta = bits.Read(encoding.delta_width);
  const bool is_negative = encoding.is_signed && (delta >> (encoding.delta_width - 1)) != 0;
  return is_negative ? delta | ~Mask(encoding.delta_width) : delta;
}

}  // namespace

std::optional<Column> DecodeDeltas(ConstBytes blob, std::optional<uint64_t> base, size_t count) {
  if (blob.empty()) return Column(count, base);
  BitReader bits(blob);
  const auto encoding = ReadEncoding(bits);
  // Every value takes at least one bit, if only the one that marks it absent.
  if (!encoding || count > bits.bits_left()) return std::nullopt;
  std::vector<bool> is_present(count, true);
  if (encoding->may_be_absent) {
    for (size_t i = 0; i < count; ++i) is_present[i] = bits.Read(1) != 0;
  }
  Column column(count);
  std::optional<uint64_t> previous = base;
  for (size_t i = 0; i < count && bits.ok(); ++i) {
    if (!is_present[i]) continue;
    previous = previous ? *previous + ReadDelta(bits, *encoding) : bits.ReadVarint();
    *previous &= Mask(encoding->value_width);
    column[i] = previous;
  }
  if (!bits.ok()) return std::nullopt;
  return column;
}

}  // namespace neteq::sim
