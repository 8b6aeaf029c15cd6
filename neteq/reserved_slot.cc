// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/reserved_slot.h"

#include "neteq/internal/session.h"
#include "neteq/internal/session_access.h"

namespace neteq {

std::span<std::byte> ReserveSlot(NetEq& neteq, size_t bytes) noexcept {
  return internal::SessionAccess::Of(neteq).ReserveSlot(bytes);
}

}  // namespace neteq
