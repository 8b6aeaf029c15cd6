// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/last_error.h"

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "neteq/version.h"

namespace neteq::c {
namespace {

TEST(LastError, BelongsToItsThread) {
  EXPECT_EQ(Fail(NETEQ_OUT_OF_RANGE, "ours"), NETEQ_OUT_OF_RANGE);
  std::thread([] {
    EXPECT_STREQ(neteq_last_error(), "");
    Fail(NETEQ_INVALID_ARGUMENT, "theirs");
  }).join();
  EXPECT_STREQ(neteq_last_error(), "ours");
}

TEST(LastError, CutsALongMessage) {
  Fail(NETEQ_INVALID_ARGUMENT, std::string(2000, 'x'));
  EXPECT_EQ(std::string(neteq_last_error()), std::string(511, 'x'));
}

TEST(LastError, KeepsTheMessageOnSuccess) {
  EXPECT_EQ(StatusOf({StatusCode::kUnsupported, "first"}), NETEQ_UNSUPPORTED);
  EXPECT_EQ(StatusOf({}), NETEQ_OK);
  EXPECT_STREQ(neteq_last_error(), "first");
}

TEST(StatusText, ExplainsEveryStatus) {
  for (neteq_status status = NETEQ_OK; status <= NETEQ_INTERNAL_ERROR; ++status) {
    EXPECT_NE(neteq_status_text(status), nullptr);
  }
  EXPECT_STREQ(neteq_status_text(NETEQ_OUT_OF_RANGE), "out of range");
  EXPECT_EQ(neteq_status_text(-1), nullptr);
  EXPECT_EQ(neteq_status_text(NETEQ_INTERNAL_ERROR + 1), nullptr);
}

TEST(Version, IsThatOfTheHeaders) { EXPECT_STREQ(neteq_version(), NETEQ_VERSION); }

}  // namespace
}  // namespace neteq::c
