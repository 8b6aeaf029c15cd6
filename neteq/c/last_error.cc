// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/last_error.h"

#include <algorithm>
#include <array>

#include "neteq/version.h"

namespace neteq::c {
namespace {

// The size is fixed, because an error in a [stream] function must not allocate.
thread_local std::array<char, 512> last_error{};

constexpr std::array<const char*, 7> kTexts = {
    "ok",         "invalid argument", "out of range",  "unsupported",
    "unreadable", "out of memory",    "internal error"};

static_assert(static_cast<int>(StatusCode::kInvalidArgument) == NETEQ_INVALID_ARGUMENT);
static_assert(static_cast<int>(StatusCode::kOutOfRange) == NETEQ_OUT_OF_RANGE);
static_assert(static_cast<int>(StatusCode::kUnsupported) == NETEQ_UNSUPPORTED);
static_assert(static_cast<int>(StatusCode::kUnreadable) == NETEQ_UNREADABLE);

}  // namespace

neteq_status Fail(neteq_status status, std::string_view message) noexcept {
  const size_t length = std::min(message.size(), last_error.size() - 1);
  std::copy_n(message.begin(), length, last_error.begin());
  last_error[length] = '\0';
  return status;
}

neteq_status StatusOf(const Status& status) noexcept {
  if (status.ok()) return NETEQ_OK;
  return Fail(static_cast<neteq_status>(status.code()), status.detail());
}

}  // namespace neteq::c

extern "C" {

const char* neteq_status_text(neteq_status status) noexcept {
  const auto& texts = neteq::c::kTexts;
  return status >= 0 && static_cast<size_t>(status) < texts.size()
             ? texts[static_cast<size_t>(status)]
             : nullptr;
}

const char* neteq_last_error(void) noexcept { return neteq::c::last_error.data(); }

const char* neteq_version(void) noexcept { return NETEQ_VERSION; }

}  // extern "C"
