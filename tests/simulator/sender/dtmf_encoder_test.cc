// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/dtmf_encoder.h"

#include <string>

#include <gtest/gtest.h>

#include "neteq/internal/receive/dtmf_queue.h"

namespace neteq::sim {
namespace {

constexpr RtpClockRate kClock(8000);

TEST(ParseKeyPresses, ReadsKeysAndTheirTime) {
  const auto keys = ParseKeyPresses("9*#D@2.5");

  ASSERT_TRUE(keys.ok()) << keys.status().detail();
  ASSERT_EQ(keys->size(), 4U);
  EXPECT_EQ((*keys)[0].event, 9);
  EXPECT_EQ((*keys)[1].event, 10);
  EXPECT_EQ((*keys)[2].event, 11);
  EXPECT_EQ((*keys)[3].event, 15);
  EXPECT_EQ((*keys)[0].start, FromMs(2500));
  EXPECT_EQ((*keys)[0].end, FromMs(2600));
  EXPECT_EQ((*keys)[3].start, FromMs(3100));
}

TEST(ParseKeyPresses, NamesTheOptionOfInvalidInput) {
  for (const std::string text : {"", "1", "@1", "1@", "1@x", "1@-1", "E@1", "1@1@1", "1@nan"}) {
    const auto keys = ParseKeyPresses(text);
    ASSERT_FALSE(keys.ok()) << text;
    EXPECT_TRUE(keys.status().detail().starts_with("--dtmf " + text + ": "));
  }
}

TEST(ReportsOf, GrowEvery20MsAndEndThreeTimes) {
  const auto reports = ReportsOf({.event = 5, .start = FromMs(40), .end = FromMs(140)}, kClock);

  ASSERT_EQ(reports.size(), 7U);
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto events = internal::ParseTelephoneEvents(reports[i].payload);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(reports[i].time, FromMs(40.0 + 20.0 * static_cast<double>(i)));
    EXPECT_EQ(reports[i].is_first, i == 0);
    EXPECT_EQ(events[0].event, 5);
    EXPECT_EQ(events[0].volume_db, 10);
    EXPECT_EQ(events[0].has_ended, i >= 4);
    EXPECT_EQ(events[0].duration_ticks, i >= 4 ? 800 : 160 * (static_cast<int>(i) + 1));
  }
}

TEST(ReportsOf, FormOneEventAtTheReceiver) {
  constexpr SampleRate kRate(16'000);
  internal::DtmfQueue queue;
  for (const KeyReport& report : ReportsOf({.event = 11, .end = FromMs(90)}, kClock)) {
    queue.Insert(report.payload, MediaTime{32'000}, kClock, kRate);
  }

  ASSERT_EQ(queue.size(), 1);
  const auto event = queue.ActiveAt(MediaTime{32'000}, kRate);
  ASSERT_TRUE(event);
  EXPECT_TRUE(event->has_ended);
  EXPECT_EQ(event->duration_samples, 1440);  // 90 ms
}

}  // namespace
}  // namespace neteq::sim
