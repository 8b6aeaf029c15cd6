// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

namespace neteq {

/// Wrapping number of an RTP header (RFC 1982 serial number arithmetic). Has no operator<, because
/// the order of wrapping numbers is not transitive.
template <class Tag, class Unsigned>
class Serial {
 public:
  using Value = Unsigned;
  using Signed = std::make_signed_t<Unsigned>;

  constexpr Serial() = default;
  explicit constexpr Serial(Unsigned value) : value_(value) {}

  constexpr Unsigned value() const { return value_; }
  /// Signed distance from `other` to this number, along the shorter arc.
  constexpr Signed DistanceFrom(Serial other) const {
    return static_cast<Signed>(static_cast<Unsigned>(value_ - other.value_));
  }
  /// At a distance of exactly half the range neither number is newer.
  constexpr bool IsNewerThan(Serial other) const { return DistanceFrom(other) > 0; }
  constexpr Serial Advanced(int64_t steps) const {
    return Serial(static_cast<Unsigned>(value_ + static_cast<Unsigned>(steps)));
  }
  friend constexpr bool operator==(Serial, Serial) = default;

 private:
  Unsigned value_ = 0;
};

using SequenceNumber = Serial<struct SequenceNumberTag, uint16_t>;
using RtpTimestamp = Serial<struct RtpTimestampTag, uint32_t>;

/// Extends wrapping numbers to 64 bits, preserving distances. Each number is unwrapped relative to
/// the previous one, so steps of less than half the range are followed in both directions.
template <class SerialType>
class Unwrapper {
 public:
  int64_t Unwrap(SerialType serial) {
    Remember(serial, Peek(serial));
    return unwrapped_;
  }
  /// Unwraps `serial` without storing it.
  int64_t Peek(SerialType serial) const {
    return last_ ? unwrapped_ + serial.DistanceFrom(*last_) : static_cast<int64_t>(serial.value());
  }
  /// Stores `serial`; `unwrapped` is the result of Peek().
  void Remember(SerialType serial, int64_t unwrapped) {
    unwrapped_ = unwrapped;
    last_ = serial;
  }
  void Reset() { last_.reset(); }

 private:
  std::optional<SerialType> last_;
  int64_t unwrapped_ = 0;
};

}  // namespace neteq
