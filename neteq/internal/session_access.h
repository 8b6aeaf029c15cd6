// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>

#include "neteq/config.h"
#include "neteq/internal/session.h"
#include "neteq/neteq.h"

namespace neteq::internal {

/// Lets the functions of neteq/research.h and neteq/reserved_slot.h reach the session behind a NetEq.
struct SessionAccess {
  static std::unique_ptr<NetEq> Make(std::unique_ptr<Session> session, const Config& config) {
    return std::unique_ptr<NetEq>(new NetEq(std::move(session), config));
  }
  static Session& Of(const NetEq& neteq) { return *neteq.session_; }
};

}  // namespace neteq::internal
