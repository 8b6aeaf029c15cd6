// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/time_lines.h"

#include <cmath>
#include <functional>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "simulator/trace/baseline.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

struct Sent {
  double arrival_ms = 0.0;
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 1;
};

/// Streams keep views into their trace.
struct Call {
  Trace trace;
  Stream stream;
};

Call Made(int packets, const std::function<Sent(int)>& at) {
  Call call;
  for (int i = 0; i < packets; ++i) {
    const Sent sent = at(i);
    call.trace.Add(
        AtMs(sent.arrival_ms),
        RtpBytes({.sequence = sent.sequence, .timestamp = sent.timestamp, .ssrc = sent.ssrc}));
  }
  call.trace.SortByArrival();
  call.stream = *SelectStream(call.trace, PayloadTypes::Defaults(), {});
  return call;
}

/// A packet of a stream without loss and jitter.
Sent Plain(int i) {
  return {20.0 * i, static_cast<uint16_t>(100 + i), static_cast<uint32_t>(160 * i)};
}

void ExpectPerfect(const Call& call, int64_t restarts) {
  const NetworkFigures figures = MeasureNetwork(call.stream);
  EXPECT_EQ(figures.restarts, restarts);
  EXPECT_EQ(figures.lost, 0);
  EXPECT_EQ(figures.duplicate, 0);
  EXPECT_EQ(figures.reordered, 0);
  for (const double transit_ms : figures.relative_transit_ms) EXPECT_NEAR(transit_ms, 0.0, 0.01);
}

TEST(TimeLines, FollowRestarts) {
  const auto with = [](const std::function<void(int, Sent&)>& change) {
    return Made(400, [&](int i) {
      Sent sent = Plain(i);
      if (i >= 200) change(i, sent);
      return sent;
    });
  };
  ExpectPerfect(with([](int, Sent&) {}), 0);
  ExpectPerfect(with([](int i, Sent& s) { s.timestamp = static_cast<uint32_t>(160 * (i - 200)); }),
                1);
  ExpectPerfect(with([](int, Sent& s) { s.timestamp += 0x7FFFFFFF; }), 1);
  ExpectPerfect(with([](int, Sent& s) { s.timestamp += 8000 * 30; }), 1);
  ExpectPerfect(with([](int, Sent& s) { s.sequence -= 150; }), 1);
  ExpectPerfect(with([](int, Sent& s) { s.sequence = static_cast<uint16_t>(s.sequence - 8618); }),
                1);
  ExpectPerfect(with([](int, Sent& s) { s.sequence += 30'000; }), 1);
  ExpectPerfect(with([](int, Sent& s) {
                  s.sequence += 17'000;
                  s.timestamp += 0x12345678;
                }),
                1);
  ExpectPerfect(with([](int, Sent& s) {
                  s.ssrc = 2;
                  s.sequence += 999;
                  s.timestamp += 0x12345678;
                }),
                1);
}

TEST(TimeLines, CountLossAndLatePacketsAcrossARestart) {
  const Call call = Made(400, [](int i) {
    Sent sent = Plain(i);
    if (i == 150) sent.arrival_ms += 90.0;  // late, but of the old line
    if (i == 199) sent.arrival_ms += 90.0;  // after the restart
    if (i >= 200) sent.timestamp += 999'999'999;
    if (i >= 100) sent.sequence += 3;  // three packets are lost
    return sent;
  });
  const NetworkFigures figures = MeasureNetwork(call.stream);
  EXPECT_EQ(figures.lost, 3);
  EXPECT_EQ(figures.restarts, 1);
  EXPECT_EQ(figures.reordered, 2);
}

TEST(TimeLines, LeaveOutStrays) {
  const Call call = Made(400, [](int i) {
    Sent sent = Plain(i);
    if (i == 77) sent = {sent.arrival_ms, 40'000, 3'000'000'000};
    return sent;
  });
  const NetworkFigures figures = MeasureNetwork(call.stream);
  EXPECT_EQ(figures.stray, 1);
  EXPECT_EQ(figures.lost, 1);
  EXPECT_EQ(figures.restarts, 0);
}

TEST(TimeLines, TakeAPauseOfTheSenderForNoDelay) {
  for (const double pause_ms : {1500.0, 5000.0, 12'000.0}) {
    ExpectPerfect(Made(400,
                       [&](int i) {
                         Sent sent = Plain(i);
                         if (i >= 200) sent.arrival_ms += pause_ms;
                         return sent;
                       }),
                  1);
  }
  // A network that stalls and delivers all at once delays the packets.
  const Call stalled = Made(400, [](int i) {
    Sent sent = Plain(i);
    if (i >= 200 && i < 260) sent.arrival_ms = 20.0 * 260;
    return sent;
  });
  const NetworkFigures figures = MeasureNetwork(stalled.stream);
  EXPECT_EQ(figures.restarts, 0);
  EXPECT_NEAR(figures.relative_transit_ms[200], 1200.0, 0.01);
  // So does a longer route.
  const Call longer = Made(400, [](int i) {
    Sent sent = Plain(i);
    if (i >= 200) sent.arrival_ms += 200.0;
    return sent;
  });
  EXPECT_NEAR(MeasureNetwork(longer.stream).relative_transit_ms[399], 200.0, 0.01);
}

TEST(TimeLines, RemoveTheDriftOfTheSender) {
  for (const double ppm : {-300.0, -60.0, 60.0, 100.0}) {
    SCOPED_TRACE(ppm);
    Random random(7);
    const Call call = Made(20'000, [&](int i) {
      Sent sent = Plain(i);
      const double jitter_ms = static_cast<double>(random.Next() % 5000) / 1000.0;
      sent.arrival_ms = std::round(sent.arrival_ms / (1.0 + ppm * 1e-6) + 40.0 + jitter_ms);
      return sent;
    });
    TimeLines lines(call.stream);
    EXPECT_NEAR(lines.drift_ppm(), ppm, 5.0);
    for (const double transit_ms : MeasureNetwork(call.stream).relative_transit_ms) {
      ASSERT_GT(transit_ms, -1.5);
      ASSERT_LT(transit_ms, 7.5);
    }
  }
}

TEST(TimeLines, TakeARouteChangeForNoDrift) {
  std::vector<TransitPoint> points;
  for (int i = 0; i < 6000; ++i) points.push_back({20.0 * i, i < 3000 ? 10.0 : 60.0});
  EXPECT_EQ(FitBaseline(points).slope, 0.0);
  EXPECT_EQ(FitBaseline(points).transit_ms, 10.0);
  EXPECT_EQ(FitBaseline({}).slope, 0.0);
  EXPECT_EQ(FitBaseline({{0.0, 3.0}}).transit_ms, 3.0);
}

TEST(TimeLines, GiveTheDelayOfPlayedAudio) {
  const Call call = Made(400, [](int i) {
    Sent sent = Plain(i);
    if (i >= 200) sent.timestamp = static_cast<uint32_t>(160 * (i - 200));
    return sent;
  });
  TimeLines lines(call.stream);
  // 50 ms behind, on both lines although their timestamps are equal.
  for (int i = 0; i < 400; ++i) {
    const auto timestamp = static_cast<uint32_t>(160 * (i % 200));
    const auto delay_ms = lines.DelayMs(RtpTimestamp(timestamp), AtMs(20.0 * i + 50.0));
    ASSERT_TRUE(delay_ms.has_value()) << i;
    EXPECT_NEAR(*delay_ms, 50.0, 0.01) << i;
  }
  EXPECT_FALSE(lines.DelayMs(RtpTimestamp(1U << 31U), AtMs(8000)).has_value());
}

}  // namespace
}  // namespace neteq::sim
