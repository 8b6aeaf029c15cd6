// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/dtmf_queue.h"

#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using InsertResult = DtmfQueue::InsertResult;
using Bytes = std::vector<std::byte>;

constexpr SampleRate kRate(8000);
constexpr RtpClockRate kClock(8000);
constexpr int kMs = 8;

struct Report {
  unsigned event = 5;
  int duration = 50 * kMs;
  bool end = false;
  unsigned volume = 10;
};

Bytes PayloadOf(std::initializer_list<Report> reports) {
  Bytes payload;
  for (const Report& report : reports) {
    const auto duration = static_cast<unsigned>(report.duration);
    for (const unsigned value : {report.event, report.volume | (report.end ? 0x80U : 0U),
                                 duration >> 8U, duration & 0xFFU}) {
      payload.push_back(static_cast<std::byte>(value));
    }
  }
  return payload;
}

/// A queue at 8 kHz. All times are in milliseconds.
class Keys {
 public:
  InsertResult Insert(int start_ms, std::initializer_list<Report> reports) {
    return queue_.Insert(PayloadOf(reports), MediaTime{start_ms * kMs}, kClock, kRate);
  }
  std::optional<DtmfEvent> At(int samples) {
    queue_.DiscardEnded(MediaTime{samples}, kRate);
    return queue_.ActiveAt(MediaTime{samples}, kRate);
  }
  /// Code of the event at a time; -1 if there is none.
  int KeyAt(int samples) {
    const auto event = At(samples);
    return event ? event->event : -1;
  }
  DtmfQueue& queue() { return queue_; }

 private:
  DtmfQueue queue_;
};

TEST(ParseTelephoneEvents, ReadsAllFields) {
  // Event 11, end, reserved bit set, volume 61, duration 0x1234.
  const Bytes payload = {std::byte{11}, std::byte{0xC0 | 61}, std::byte{0x12}, std::byte{0x34}};

  const TelephoneEvents events = ParseTelephoneEvents(payload);

  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].event, 11);
  EXPECT_TRUE(events[0].has_ended);
  EXPECT_EQ(events[0].volume_db, 61);
  EXPECT_EQ(events[0].duration_ticks, 0x1234);
}

TEST(ParseTelephoneEvents, ReadsWholeReportsOnly) {
  for (size_t bytes = 0; bytes < 100; ++bytes) {
    EXPECT_EQ(ParseTelephoneEvents(Bytes(bytes)).size(), std::min(bytes / 4, kMaxTelephoneEvents));
  }
}

TEST(DtmfQueue, EndedEventSoundsFromItsStartUpToItsEnd) {
  Keys keys;
  keys.Insert(20, {{.event = 7, .duration = 50 * kMs, .end = true, .volume = 12}});

  EXPECT_EQ(keys.KeyAt(20 * kMs - 1), -1);
  EXPECT_EQ(keys.KeyAt(20 * kMs), 7);
  EXPECT_EQ(keys.At(20 * kMs)->volume_db, 12);
  EXPECT_EQ(keys.KeyAt(70 * kMs - 1), 7);
  EXPECT_EQ(keys.KeyAt(70 * kMs), -1);
}

TEST(DtmfQueue, EventWithoutEndIsExtendedBy70Milliseconds) {
  Keys keys;
  keys.Insert(0, {{.duration = 50 * kMs}});

  EXPECT_EQ(keys.KeyAt(120 * kMs - 1), 5);
  EXPECT_EQ(keys.KeyAt(120 * kMs), -1);
}

TEST(DtmfQueue, ExtrapolationStopsAtTheNextEvent) {
  Keys keys;
  keys.Insert(0, {{.event = 1, .duration = 50 * kMs}});
  keys.Insert(80, {{.event = 2, .duration = 50 * kMs, .end = true}});

  EXPECT_EQ(keys.KeyAt(80 * kMs - 1), 1);
  EXPECT_EQ(keys.KeyAt(80 * kMs), 2);
}

TEST(DtmfQueue, ReportedSoundIsNotCutByTheNextEvent) {
  Keys keys;
  keys.Insert(0, {{.event = 1, .duration = 50 * kMs}});
  keys.Insert(40, {{.event = 2, .duration = 50 * kMs, .end = true}});

  EXPECT_EQ(keys.KeyAt(50 * kMs - 1), 1);
  EXPECT_EQ(keys.KeyAt(50 * kMs), 2);
}

TEST(DtmfQueue, ReportsOfOneEventMergeToTheLongest) {
  Keys keys;
  keys.Insert(0, {{.duration = 50 * kMs}});
  keys.Insert(0, {{.duration = 150 * kMs}});
  keys.Insert(0, {{.duration = 100 * kMs}});

  EXPECT_EQ(keys.queue().size(), 1);
  EXPECT_EQ(keys.KeyAt(220 * kMs - 1), 5);
  EXPECT_EQ(keys.KeyAt(220 * kMs), -1);
}

TEST(DtmfQueue, EndIsFinal) {
  Keys keys;
  keys.Insert(0, {{.duration = 100 * kMs, .end = true}});
  keys.Insert(0, {{.duration = 150 * kMs}});
  keys.Insert(0, {{.duration = 150 * kMs, .end = true}});

  EXPECT_EQ(keys.KeyAt(100 * kMs - 1), 5);
  EXPECT_EQ(keys.KeyAt(100 * kMs), -1);
}

TEST(DtmfQueue, SameKeyTwiceIsTwoEvents) {
  Keys keys;
  keys.Insert(0, {{.duration = 50 * kMs, .end = true}});
  keys.Insert(100, {{.duration = 50 * kMs, .end = true}});

  EXPECT_EQ(keys.queue().size(), 2);
  EXPECT_EQ(keys.KeyAt(60 * kMs), -1);
  EXPECT_EQ(keys.KeyAt(100 * kMs), 5);
}

TEST(DtmfQueue, SeveralReportsFollowEachOther) {
  Keys keys;
  EXPECT_EQ(keys.Insert(10, {{.event = 1, .duration = 40 * kMs, .end = true},
                             {.event = 2, .duration = 30 * kMs, .end = true},
                             {.event = 3, .duration = 20 * kMs}}),
            InsertResult::kInserted);

  EXPECT_EQ(keys.KeyAt(50 * kMs - 1), 1);
  EXPECT_EQ(keys.KeyAt(50 * kMs), 2);
  EXPECT_EQ(keys.KeyAt(80 * kMs), 3);
  EXPECT_EQ(keys.KeyAt(170 * kMs - 1), 3);
  EXPECT_EQ(keys.KeyAt(170 * kMs), -1);
}

TEST(DtmfQueue, OrderOfArrivalDoesNotMatter) {
  Keys keys;
  keys.Insert(200, {{.event = 3, .end = true}});
  keys.Insert(0, {{.event = 1, .end = true}});
  keys.Insert(100, {{.event = 2, .end = true}});

  EXPECT_EQ(keys.KeyAt(0), 1);
  EXPECT_EQ(keys.KeyAt(100 * kMs), 2);
  EXPECT_EQ(keys.KeyAt(200 * kMs), 3);
}

TEST(DtmfQueue, LateRepeatsOfAnEndAreSilent) {
  Keys keys;
  keys.Insert(0, {{.end = true}});
  EXPECT_EQ(keys.KeyAt(60 * kMs), -1);
  EXPECT_TRUE(keys.queue().empty());

  keys.Insert(0, {{.end = true}});

  EXPECT_EQ(keys.KeyAt(60 * kMs), -1);
  EXPECT_TRUE(keys.queue().empty());
}

TEST(DtmfQueue, ResumesWhenReportsReturn) {
  Keys keys;
  keys.Insert(0, {{.duration = 50 * kMs}});
  EXPECT_EQ(keys.KeyAt(130 * kMs), -1);

  keys.Insert(0, {{.duration = 200 * kMs}});

  EXPECT_EQ(keys.KeyAt(140 * kMs), 5);
}

TEST(DtmfQueue, LastsAsLongOnAnyClock) {
  // 160 ticks of an 8 kHz clock are 20 ms: 320 samples at 16 kHz, 960 at 48 kHz.
  for (const int hz : {8000, 16'000, 32'000, 48'000}) {
    const SampleRate rate(hz);
    DtmfQueue queue;
    queue.Insert(PayloadOf({{.duration = 160, .end = true}}), MediaTime{1000}, RtpClockRate(8000),
                 rate);

    EXPECT_TRUE(queue.ActiveAt(MediaTime{1000} + (hz / 50 - 1), rate));
    EXPECT_FALSE(queue.ActiveAt(MediaTime{1000} + hz / 50, rate));
  }
}

TEST(DtmfQueue, FullQueueDropsItsOldestEvent) {
  Keys keys;
  for (int i = 0; i < 17; ++i) {
    keys.Insert(100 * i, {{.event = static_cast<unsigned>(i % 16), .end = true}});
  }

  EXPECT_EQ(keys.queue().size(), 16);
  EXPECT_EQ(keys.KeyAt(0), -1);
  EXPECT_EQ(keys.KeyAt(100 * kMs), 1);
  EXPECT_EQ(keys.KeyAt(1600 * kMs), 0);
}

TEST(DtmfQueue, RefusesPayloadsWithoutAKey) {
  Keys keys;
  DtmfQueue& queue = keys.queue();

  for (size_t bytes = 0; bytes < 4; ++bytes) {
    EXPECT_EQ(queue.Insert(Bytes(bytes), {}, kClock, kRate), InsertResult::kMalformed);
  }
  EXPECT_EQ(keys.Insert(0, {{.event = 16}}), InsertResult::kUnsupported);
  EXPECT_EQ(keys.Insert(0, {{.event = 255}}), InsertResult::kUnsupported);
  EXPECT_EQ(keys.Insert(0, {{.duration = 0}}), InsertResult::kUnsupported);
  EXPECT_TRUE(queue.empty());
}

TEST(DtmfQueue, ClearedQueueIsSilent) {
  Keys keys;
  keys.Insert(0, {{}});

  keys.queue().Clear();

  EXPECT_EQ(keys.KeyAt(0), -1);
}

}  // namespace
}  // namespace neteq::internal
