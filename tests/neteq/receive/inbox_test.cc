// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/inbox.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{8000};
constexpr int kFrame = 160;

Inbox Filled(int packets, int skip_backlog_ms) {
  Inbox inbox({.skip_backlog_ms = skip_backlog_ms}, {});
  const std::vector<std::byte> payload(10);
  for (int i = 0; i < packets; ++i) {
    inbox.buffer.Insert({.media_time = {i * kFrame}, .sequence = i, .duration_samples = kFrame},
                        payload, false);
  }
  return inbox;
}

TEST(Inbox, DiscardsPacketsOlderThanPlayout) {
  Inbox inbox = Filled(5, 0);
  EXPECT_EQ(inbox.DiscardLate({2 * kFrame}).primary, 2);
  EXPECT_EQ(inbox.buffer.size(), 3);
}

TEST(Inbox, KeepsThePacketsOfTheNextTimeline) {
  Inbox inbox = Filled(5, 100);
  inbox.timeline_pending = true;
  EXPECT_EQ(inbox.DiscardLate({100 * kFrame}).total(), 0);
  EXPECT_EQ(inbox.SkipBacklog(milliseconds(0), kRate, kFrame).samples, 0);
  EXPECT_EQ(inbox.buffer.size(), 5);
}

TEST(Inbox, SkipsABacklogDownToTheTarget) {
  Inbox inbox = Filled(100, 1000);  // 2 s

  const Inbox::Skipped skipped = inbox.SkipBacklog(milliseconds(40), kRate, kFrame);

  EXPECT_EQ(skipped.dropped.primary, 98);
  EXPECT_EQ(skipped.samples, 98 * kFrame);
  EXPECT_EQ(inbox.buffer.size(), 2);
}

TEST(Inbox, ToleratesABacklogBelowTheLimit) {
  Inbox inbox = Filled(50, 1000);
  EXPECT_EQ(inbox.SkipBacklog(milliseconds(40), kRate, kFrame).dropped.total(), 0);
}

TEST(Inbox, SkippingMayEmptyTheBuffer) {
  // The newest packet has an unknown length, and the caller assumes far too much.
  Inbox inbox = Filled(3, 100);
  inbox.buffer.Insert({.media_time = {3 * kFrame}, .sequence = 3}, std::vector<std::byte>(10),
                      false);

  const Inbox::Skipped skipped = inbox.SkipBacklog(milliseconds(0), kRate, 100 * kFrame);

  EXPECT_EQ(skipped.dropped.primary, 4);
  EXPECT_TRUE(inbox.buffer.empty());
  EXPECT_GT(skipped.samples, 0);
}

TEST(Inbox, FlushForgetsTheStream) {
  Inbox inbox = Filled(3, 0);
  EXPECT_EQ(inbox.Flush().primary, 3);
  EXPECT_FALSE(inbox.tracker.active());
  EXPECT_TRUE(inbox.tones.empty());
}

}  // namespace
}  // namespace neteq::internal
