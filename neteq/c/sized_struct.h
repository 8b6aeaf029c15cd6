// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "neteq/base/fields.h"
#include "neteq/c/last_error.h"
#include "neteq/c/neteq.h"

/// Structs of the C interface, whose first member is the size that the caller knows.
namespace neteq::c {

/// Largest size of a struct of any version. A larger one is a forgotten initialisation.
inline constexpr size_t kMaxStructBytes = 4096;

/// Checks the size that the caller set.
template <class Struct>
neteq_status CheckStruct(const Struct* object) noexcept {
  if (object == nullptr) return Fail(NETEQ_INVALID_ARGUMENT, "a struct is null");
  size_t size = 0;
  std::memcpy(&size, object, sizeof(size));
  if (size > sizeof(size_t) && size <= kMaxStructBytes) return NETEQ_OK;
  return Fail(NETEQ_INVALID_ARGUMENT, "the size of a struct is not set");
}

/// Copies the members of `from` that fit into `to`, and clears what `to` has in addition. The size
/// of `to` must have been checked.
template <class Struct>
void Fill(const Struct& from, Struct* to) noexcept {
  size_t size = 0;
  std::memcpy(&size, to, sizeof(size));
  const size_t common = std::min(size, sizeof(Struct));
  auto* const bytes = reinterpret_cast<std::byte*>(to);
  std::memcpy(bytes + sizeof(size), reinterpret_cast<const std::byte*>(&from) + sizeof(size),
              common - sizeof(size));
  std::memset(bytes + common, 0, size - common);
}

/// Checks the size of `from` and copies it to `to`. Members that `from` does not have are zero.
/// Fails if `from` has members in addition that are not zero.
template <class Struct>
neteq_status Read(const Struct* from, Struct& to) noexcept {
  if (const neteq_status status = CheckStruct(from); status != NETEQ_OK) return status;
  size_t size = 0;
  std::memcpy(&size, from, sizeof(size));
  const auto* const bytes = reinterpret_cast<const std::byte*>(from);
  to = Struct{};
  std::memcpy(&to, bytes, std::min(size, sizeof(Struct)));
  for (size_t i = sizeof(Struct); i < size; ++i) {
    if (bytes[i] != std::byte{0}) {
      return Fail(NETEQ_UNSUPPORTED, "a struct has a member that this version does not know");
    }
  }
  return NETEQ_OK;
}

/// Type of a declared member in C.
template <class T>
using CTypeOf = std::conditional_t<std::is_same_v<T, double> || std::is_same_v<T, uint64_t> ||
                                       std::is_same_v<T, int64_t>,
                                   T, int32_t>;

/// Calls `visitor(offset, value)` for each member of a declared struct, with its offset in the
/// generated C struct (neteq/c/declarations.h), and returns the size of that struct.
template <class Declared, class Visitor>
constexpr size_t ForEachCMember(const Declared& object, Visitor&& visitor) {
  size_t offset = sizeof(size_t);
  size_t alignment = alignof(size_t);
  const auto aligned = [&](size_t to) { return (offset + to - 1) / to * to; };
  ForEachLeaf(object, [&](std::string_view, const auto&, const auto& value) {
    using C = CTypeOf<std::remove_cvref_t<decltype(value)>>;
    alignment = std::max(alignment, alignof(C));
    offset = aligned(alignof(C));
    visitor(offset, static_cast<C>(value));
    offset += sizeof(C);
  });
  return aligned(alignment);
}

/// Copies a declared struct to its generated C struct, as far as the caller's struct reaches.
template <class Struct, class Declared>
neteq_status FillDeclared(const Declared& from, Struct* to) noexcept {
  static_assert(ForEachCMember(Declared{}, [](size_t, auto) {}) == sizeof(Struct),
                "neteq/c/declarations.h is stale: run scripts/update-docs");
  if (const neteq_status status = CheckStruct(to); status != NETEQ_OK) return status;
  Struct full{};
  ForEachCMember(from, [&](size_t offset, auto value) {
    std::memcpy(reinterpret_cast<std::byte*>(&full) + offset, &value, sizeof(value));
  });
  Fill(full, to);
  return NETEQ_OK;
}

}  // namespace neteq::c
