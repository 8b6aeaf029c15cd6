// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "neteq/base/check.h"

namespace neteq {

enum class StatusCode {
  kOk,
  kInvalidArgument,  ///< malformed or contradictory
  kOutOfRange,       ///< well-formed, outside the declared range
  kUnsupported,      ///< known, but not supported
  kUnreadable,       ///< file missing, truncated or of another format
};

/// Success or the reason of a failure. For setup calls only: the audio path reports through enums
/// in its return structs.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string detail) : code_(code), detail_(std::move(detail)) {}

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  /// Human-readable; names the parameter, or the file and byte offset.
  const std::string& detail() const { return detail_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string detail_;
};

/// A value, or the Status that explains its absence.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}                                        // NOLINT
  Result(Status status) : status_(std::move(status)) { NETEQ_DCHECK(!status_.ok()); }  // NOLINT

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& operator*() & {
    NETEQ_DCHECK(ok());
    return *value_;
  }
  const T& operator*() const& {
    NETEQ_DCHECK(ok());
    return *value_;
  }
  T&& operator*() && {
    NETEQ_DCHECK(ok());
    return *std::move(value_);
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

 private:
  Status status_;
  std::optional<T> value_;
};

}  // namespace neteq
