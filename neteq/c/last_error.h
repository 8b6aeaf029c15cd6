// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

#include "neteq/base/status.h"
#include "neteq/c/neteq.h"

namespace neteq::c {

/// Stores `message` for neteq_last_error() of this thread, cut to its length, and returns `status`.
neteq_status Fail(neteq_status status, std::string_view message) noexcept;

/// Returns NETEQ_OK, or stores the message of `status` and returns its code.
neteq_status StatusOf(const Status& status) noexcept;

}  // namespace neteq::c
