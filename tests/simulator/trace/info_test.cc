// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/info.h"

#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

StreamInfo InfoOf(const Trace& trace, const PayloadTypes& types = PayloadTypes::Defaults()) {
  const TraceInfo info = Inspect(trace, types);
  EXPECT_EQ(info.streams.size(), 1U);
  return info.streams.at(0);
}

TEST(TraceInfo, CountsBurstsAndFitsGilbert) {
  // 9 arrivals, loss runs of 1, 2 and 1; 8 arrivals have a successor.
  const StreamInfo info = InfoOf(MuLawTrace({0, 0, -1, 0, -1, -1, 0, 0, -1, 0, 0, 0, 0}));

  EXPECT_EQ(info.loss.lost, 4);
  EXPECT_EQ(info.loss.bursts, 3);
  EXPECT_EQ(info.loss.longest_burst_packets, 2);
  EXPECT_DOUBLE_EQ(info.loss.mean_burst_packets, 4.0 / 3.0);
  EXPECT_DOUBLE_EQ(info.loss.lost_pct, 100.0 * 4 / 13);
  EXPECT_DOUBLE_EQ(info.loss.gilbert_loss_after_arrival, 3.0 / 8.0);
  EXPECT_DOUBLE_EQ(info.loss.gilbert_arrival_after_loss, 3.0 / 4.0);
}

TEST(TraceInfo, RecoversGilbertParameters) {
  constexpr double kLossAfterArrival = 0.02;
  constexpr double kArrivalAfterLoss = 0.4;
  Random random(7);
  std::vector<double> transit_ms;
  bool is_lost = false;
  for (int i = 0; i < 50'000; ++i) {
    is_lost = random.Uniform() < (is_lost ? 1 - kArrivalAfterLoss : kLossAfterArrival);
    transit_ms.push_back(is_lost ? -1 : 0);
  }

  const StreamInfo info = InfoOf(MuLawTrace(transit_ms));

  // Tolerance of 4 standard errors: sqrt(p (1 - p) / 47600 arrivals), sqrt(r (1 - r) / 2400
  // losses).
  EXPECT_NEAR(info.loss.gilbert_loss_after_arrival, kLossAfterArrival, 0.0026);
  EXPECT_NEAR(info.loss.gilbert_arrival_after_loss, kArrivalAfterLoss, 0.04);
}

TEST(TraceInfo, MeasuresOrderDuplicatesGapsAndTransit) {
  Trace trace = MuLawTrace({0, 0, 45, 0, 0, 200, 180});
  trace.Add(AtMs(400), RtpBytes({.sequence = 6, .timestamp = 960}));

  const StreamInfo info = InfoOf(trace);

  EXPECT_EQ(info.order.reordered, 1);
  EXPECT_EQ(info.order.largest_step_back_packets, 2);
  EXPECT_EQ(info.order.duplicate, 1);
  EXPECT_EQ(info.gaps.gaps, 1);
  EXPECT_DOUBLE_EQ(info.gaps.longest_gap_ms, 215.0);
  EXPECT_DOUBLE_EQ(info.gaps.longest_gap_at_ms, 85.0);
  EXPECT_DOUBLE_EQ(info.relative_transit_ms.max, 280.0);
  EXPECT_DOUBLE_EQ(info.relative_transit_ms.p50, 0.0);
  EXPECT_EQ(info.packets.received, 8);
}

TEST(TraceInfo, MeasuresPacketTimesAndPauses) {
  Trace trace;
  uint32_t timestamp = 0;
  for (uint16_t i = 0; i < 10; ++i) {
    timestamp += i == 5 ? 8000 : 160;  // 1 s between the fifth and the sixth packet
    trace.Add(AtMs(timestamp / 8.0), RtpBytes({.sequence = i, .timestamp = timestamp}));
  }

  const StreamInfo info = InfoOf(trace);

  EXPECT_EQ(info.packet_times, (std::map<int64_t, int64_t>{{160, 8}, {8000, 1}}));
  EXPECT_EQ(info.gaps.pauses, 1);
  EXPECT_DOUBLE_EQ(info.gaps.paused_ms, 980.0);
}

TEST(TraceInfo, MeasuresJitterAsRfc3550) {
  // Transit alternates by 16 ms: J += (16 - J) / 16 at each packet after the first.
  std::vector<double> transit_ms;
  double jitter_ms = 0.0;
  for (int i = 0; i < 20; ++i) {
    transit_ms.push_back(i % 2 == 0 ? 0 : 16);
    if (i > 0) jitter_ms += (16.0 - jitter_ms) / 16.0;
  }

  EXPECT_NEAR(InfoOf(MuLawTrace(transit_ms)).jitter_ms.max, jitter_ms, 1e-6);
}

TEST(TraceInfo, MeasuresTheDriftOfTheSender) {
  constexpr double kDriftPpm = 500.0;
  Trace trace;
  Random random(5);
  for (uint32_t i = 0; i < 3000; ++i) {
    const double sent_ms = 20.0 * i / (1.0 + kDriftPpm * 1e-6);
    trace.Add(AtMs(sent_ms + 2.0 * random.Uniform()),
              RtpBytes({.sequence = static_cast<uint16_t>(i), .timestamp = 160 * i}));
  }

  const StreamInfo info = InfoOf(trace);

  ASSERT_TRUE(info.drift.is_known);
  EXPECT_NEAR(info.drift.ppm, kDriftPpm, 4 * info.drift.standard_error_ppm + 1.0);
  EXPECT_LT(info.drift.standard_error_ppm, 20.0);
}

TEST(TraceInfo, GuessesTheClockOfUnknownPayloadTypes) {
  for (const uint32_t clock_khz : {8U, 16U, 48U, 90U}) {
    Trace trace;
    for (uint32_t i = 0; i < 50; ++i) {
      trace.Add(AtMs(20.0 * i + i % 3), RtpBytes({.payload_type = 77,
                                                  .sequence = static_cast<uint16_t>(i),
                                                  .timestamp = 20 * clock_khz * i}));
    }
    const StreamInfo info = InfoOf(trace);
    EXPECT_EQ(info.clock_rate_hz, clock_khz * 1000);
    EXPECT_TRUE(info.is_clock_rate_guessed);
  }
}

TEST(TraceInfo, ExcludesTelephoneEventsFromTimes) {
  PayloadTypes types = PayloadTypes::Defaults();
  Trace trace;
  for (uint32_t i = 0; i < 20; ++i) {  // events: packets 10 to 14 share a timestamp
    const bool is_event = i >= 10 && i < 15;
    trace.Add(AtMs(20.0 * i), RtpBytes({.payload_type = static_cast<uint8_t>(is_event ? 106 : 0),
                                        .sequence = static_cast<uint16_t>(i),
                                        .timestamp = 160 * (is_event ? 10 : i)}));
  }

  const StreamInfo info = InfoOf(trace, types);

  EXPECT_DOUBLE_EQ(info.jitter_ms.max, 0.0);
  EXPECT_DOUBLE_EQ(info.relative_transit_ms.max, 0.0);
  EXPECT_EQ(info.by_payload_type, (std::map<uint8_t, int64_t>{{0, 15}, {106, 5}}));
}

TEST(TraceInfo, ComparesStreamsBySenderReports) {
  // Two streams on one clock; the second needs 70 ms more from capture to arrival.
  Trace trace;
  for (uint32_t i = 0; i < 100; ++i) {
    const auto sequence = static_cast<uint16_t>(i);
    trace.Add(AtMs(20.0 * i), RtpBytes({.sequence = sequence, .timestamp = 160 * i, .ssrc = 1}));
    trace.Add(AtMs(20.0 * i + 70),
              RtpBytes({.sequence = sequence, .timestamp = 5000 + 160 * i, .ssrc = 2}));
  }
  for (const uint32_t second : {0U, 1U}) {
    for (const uint32_t ssrc : {1U, 2U}) {
      std::vector<std::byte> report;
      const uint32_t timestamp = (ssrc == 1 ? 0 : 5000) + 8000 * second;
      for (const uint32_t word :
           {0x80C80006U, ssrc, 3'900'000'000U + second, 0U, timestamp, 0U, 0U}) {
        AppendBigEndian(word, 4, report);
      }
      trace.AddRtcp(AtMs(1000.0 * second + 5), report);
    }
  }
  trace.SortByArrival();

  const TraceInfo info = Inspect(trace, PayloadTypes::Defaults());

  ASSERT_EQ(info.streams.size(), 2U);
  EXPECT_EQ(info.streams[0].reports.sender_reports, 2);
  EXPECT_TRUE(info.streams[0].reports.is_clock_known);
  EXPECT_DOUBLE_EQ(info.streams[0].reports.capture_to_arrival_ms, 0.0);
  EXPECT_NEAR(info.streams[1].reports.capture_to_arrival_ms, 70.0, 0.01);
}

TEST(TraceInfo, ReportsTheSameInJsonAndText) {
  Trace trace = MuLawTrace({0, -1, 3, 0});
  trace.Add(AtMs(100), RtpBytes({.payload_type = 77, .ssrc = 0xAB}));
  const PayloadTypes types = PayloadTypes::Defaults();
  const TraceInfo info = Inspect(trace, types);

  const auto json = nlohmann::json::parse(TraceInfoJson(info, types, "a.pcap"));
  const std::string text = TraceInfoText(info, types, "a.pcap");

  ASSERT_EQ(json["streams"].size(), 2U);
  EXPECT_EQ(json["streams"][0]["ssrc"], "0x000000ab");
  EXPECT_EQ(json["streams"][0]["is_clock_rate_guessed"], true);
  EXPECT_EQ(json["streams"][1]["loss"]["lost"], 1);
  EXPECT_EQ(json["streams"][1]["packet_times_ms"]["20"], 1);
  EXPECT_EQ(json["skipped"]["malformed"], 0);
  for (const char* words : {"a.pcap: 2 streams", "0x00001234", "1 (25.00 %) in 1 bursts",
                            "20 ms (100 %)", "unknown: no two packets", "guessed", "Drift"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << '\n' << text;
  }
}

}  // namespace
}  // namespace neteq::sim
