// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/network.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

#include "tests/simulator/batch_traces.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "simulator/networks/presets.h"
#include "simulator/sender/sender.h"
#include "simulator/support/file_io.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/rtpdump.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

constexpr uint64_t kSeed = 11;

Network Parsed(const std::string& spec) {
  auto network = Network::Parse(spec);
  EXPECT_TRUE(network.ok()) << network.status().detail();
  return network.ok() ? std::move(*network) : Network();
}

Flights Sent(const std::string& spec, const Flights& packets) {
  return Parsed(spec).Send(packets, kSeed);
}

Flights SpeechPackets(size_t count) { return RegularPackets(count, FromMs(20), 80); }

Delays DelaysThrough(const std::string& spec, size_t count) {
  const Flights packets = SpeechPackets(count);
  const auto delays = DelaysOf(packets, Sent(spec, packets));
  EXPECT_TRUE(delays.ok()) << delays.status().detail();
  return delays.ok() ? *delays : Delays();
}

/// Silence in 20 ms G.711 packets that arrive when they are sent.
Trace CleanTrace(int seconds) {
  const AudioFile silence{SampleRate(8000), AudioBuffer(1, 8000 * seconds)};
  auto sent = Send(silence, {.encoder = {.codec = Codec::kPcmu}}, {});
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  return std::move(sent->trace);
}

Stream OnlyStream(const Trace& trace) {
  auto stream = SelectStream(trace, PayloadTypes::Defaults(), std::nullopt);
  EXPECT_TRUE(stream.ok()) << stream.status().detail();
  return *stream;
}

TEST(Network, IsReproducibleBySeed) {
  const Network network = Parsed("lte_handover + duplicate(5%) + reorder(5%)");
  const Flights packets = SpeechPackets(5000);

  EXPECT_EQ(network.Send(packets, 1), network.Send(packets, 1));
  EXPECT_NE(network.Send(packets, 1), network.Send(packets, 2));
}

TEST(Network, IsReproducibleAcrossPlatforms) {
  const std::string text =
      FormatDelays(DelaysThrough("gamma(mean=30, shape=2) + gilbert(loss=40%, burst=2)", 8));

  EXPECT_EQ(text, "6.477\n38.892\nlost\n29.41\nlost\n15.195\nlost\nlost\n");
}

TEST(Network, AppendingAModelKeepsEarlierDraws) {
  const Delays alone = DelaysThrough("gamma(mean=30, shape=2)", 2000);
  const Delays with_loss = DelaysThrough("gamma(mean=30, shape=2) + loss(20%)", 2000);

  ASSERT_EQ(alone.size(), with_loss.size());
  for (size_t i = 0; i < alone.size(); ++i) {
    ASSERT_EQ(with_loss[i].value_or(*alone[i]), *alone[i]);
  }
}

TEST(Network, AppliesModelsFromLeftToRight) {
  // A slow link spreads the packets that a freeze releases at once (108 bytes at 80 kbit/s take
  // 10.8 ms). In the opposite order they stay together.
  const std::string freeze = "freeze(every=5s, length=300, spread=0)";
  const auto closest = [](const Flights& arrived) {
    Duration gap = std::chrono::hours(1);
    for (size_t i = 1; i < arrived.size(); ++i) {
      gap = std::min(gap, arrived[i].time - arrived[i - 1].time);
    }
    return gap;
  };

  EXPECT_EQ(closest(Sent(freeze + " + rate(kbps=80)", SpeechPackets(1000))), FromMs(10.8));
  EXPECT_EQ(closest(Sent("rate(kbps=80) + " + freeze, SpeechPackets(1000))), Duration(0));
}

TEST(Network, AddsUpConstantDelays) {
  for (const auto& delay : DelaysThrough("constant(15) + constant(25ms)", 10)) {
    EXPECT_EQ(delay, FromMs(40));
  }
}

TEST(Network, KeepsReorderingOfEarlierModels) {
  // 30 ms move about every fifth packet behind its successor; keeping order later does not undo it.
  const Flights before = Sent("reorder(20%, 30)", SpeechPackets(500));
  const Flights after = Sent("reorder(20%, 30) + uniform(0, 100)", SpeechPackets(500));

  ASSERT_EQ(before.size(), after.size());
  for (size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].packet, after[i].packet);
}

TEST(DelaysOf, RejectsDuplicates) {
  const Flights packets = SpeechPackets(50);

  const auto delays = DelaysOf(packets, Sent("duplicate(100%)", packets));

  ASSERT_FALSE(delays.ok());
  EXPECT_EQ(delays.status().code(), StatusCode::kInvalidArgument);
}

TEST(FormatDelays, RoundTrips) {
  const Delays delays = DelaysThrough("gamma(30, 2) + loss(10%)", 1000);

  const auto read = ParseDelays(FormatDelays(delays), "x");

  ASSERT_TRUE(read.ok()) << read.status().detail();
  EXPECT_EQ(*read, delays);
}

TEST(RecordedProfile, RepeatsAListAndReordersOnlyIfRequested) {
  const TemporaryFolder folder;
  const std::string path = folder / "delays.txt";
  ASSERT_TRUE(WriteFile(path, std::string("50\nlost\n5\n")).ok());

  const Delays in_order = DelaysThrough("file(\"" + path + "\")", 5);
  const Delays overtaking = DelaysThrough("file(\"" + path + "\", reorder=yes)", 5);

  // The third packet waits for the first: sent 40 ms later, it would arrive 5 ms before it.
  EXPECT_EQ(in_order, (Delays{FromMs(50), std::nullopt, FromMs(10), FromMs(50), std::nullopt}));
  EXPECT_EQ(overtaking, (Delays{FromMs(50), std::nullopt, FromMs(5), FromMs(50), std::nullopt}));
}

TEST(RecordedProfile, ServesOpportunitiesByPacketSize) {
  const TemporaryFolder folder;
  const std::string path = folder / "mahimahi.txt";
  ASSERT_TRUE(WriteFile(path, std::string("500\n1000\n")).ok());

  const Delays delays = DelaysThrough("file(\"" + path + "\")", 3);

  EXPECT_EQ(delays, (Delays{FromMs(500), FromMs(480), FromMs(460)}));
}

TEST(RecordedTrace, AppliesRecordedLossesAndDelays) {
  const std::string path = NETEQ_SOURCE_DIR "/traces/bursty_loss.rtpdump";
  const auto trace = ReadRtpdump(path);
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  const NetworkFigures recorded = MeasureNetwork(OnlyStream(*trace));
  const auto sent = CleanTrace(40);

  const auto received = SendOver(sent, Parsed("trace(\"" + path + "\")"), kSeed);

  ASSERT_TRUE(received.ok()) << received.status().detail();
  const NetworkFigures measured = MeasureNetwork(OnlyStream(*received));
  // 40 s over a recording of 30 s: the whole recording and its first third again.
  EXPECT_GE(measured.lost, recorded.lost);
  EXPECT_LT(measured.lost, 2 * recorded.lost);
  const auto& before = recorded.relative_transit_ms;
  const auto& after = measured.relative_transit_ms;
  ASSERT_GT(after.size(), before.size());
  for (size_t i = 0; i < before.size(); ++i) ASSERT_NEAR(after[i], before[i], 1e-6) << i;
}

TEST(SendOver, ProducesTheModelledStatistics) {
  const Trace sent = CleanTrace(200);
  const Network network = Parsed(
      "constant(40) + gamma(mean=4, shape=2) + gilbert(loss=10%, burst=2) + "
      "duplicate(3%) + reorder(2%, 45)");

  const auto received = SendOver(sent, network, kSeed);
  ASSERT_TRUE(received.ok()) << received.status().detail();
  const auto bytes = FormatRtpdump(*received);
  ASSERT_TRUE(bytes.ok()) << bytes.status().detail();
  const auto read = ParseRtpdump(*bytes, "x");
  ASSERT_TRUE(read.ok()) << read.status().detail();
  const NetworkFigures figures = MeasureNetwork(OnlyStream(*read));

  // 10,000 packets. Bursts of 2 give losses 2.6 times the variance; 4 standard errors.
  EXPECT_NEAR(static_cast<double>(figures.lost), 1000.0, 4.0 * std::sqrt(2.6 * 900.0));
  EXPECT_NEAR(static_cast<double>(figures.duplicate), 0.03 * 9000.0, 4.0 * std::sqrt(262.0));
  // A packet delayed by 45 ms is overtaken by two others, which are both lost once in fifty times.
  EXPECT_NEAR(static_cast<double>(figures.reordered), 0.02 * 9270.0 * 0.98, 4.0 * std::sqrt(180.0));
  EXPECT_NEAR(figures.min_transit_ms, 40.0, 0.6);  // 1 ms resolution
  double sum_ms = figures.min_transit_ms * static_cast<double>(figures.relative_transit_ms.size());
  for (const double transit_ms : figures.relative_transit_ms) sum_ms += transit_ms;
  // 40 + 4 + 2 % of 45 ms; tolerance 0.5 ms: 4 standard errors are 0.3, waiting is rare at 20 ms.
  EXPECT_NEAR(sum_ms / static_cast<double>(figures.relative_transit_ms.size()), 44.9, 0.5);
}

TEST(SendOver, IsReproducibleBySeed) {
  const Trace sent = CleanTrace(20);
  const Network network = Parsed("wifi_busy + duplicate(5%)");

  const auto first = FormatRtpdump(*SendOver(sent, network, 5));
  const auto second = FormatRtpdump(*SendOver(sent, network, 5));
  const auto other = FormatRtpdump(*SendOver(sent, network, 6));

  EXPECT_EQ(*first, *second);
  EXPECT_NE(*first, *other);
}

TEST(SendOver, RejectsTotalLoss) {
  const auto received = SendOver(CleanTrace(1), Parsed("loss(100%)"), kSeed);

  ASSERT_FALSE(received.ok());
  EXPECT_EQ(received.status().detail(), "every packet is lost; use a network that delivers some");
}

TEST(NetworkPresets, HaveNamesDifferentFromModels) {
  for (const ModelInfo& model : NetworkModels()) {
    for (const NetworkPreset& preset : NetworkPresets()) EXPECT_NE(preset.name, model.name);
  }
}

TEST(NetworkPresets, AllParseAndDeliverPackets) {
  for (const NetworkPreset& preset : NetworkPresets()) {
    const Flights arrived = Sent(std::string(preset.name), SpeechPackets(15'000));

    EXPECT_GT(arrived.size(), 12'000U) << preset.name;
    EXPECT_GE(arrived.front().time, FromMs(4)) << preset.name;
    EXPECT_FALSE(preset.meaning.empty()) << preset.name;
    EXPECT_FALSE(preset.source.empty()) << preset.name;
  }
}

double QuantileMs(const Delays& delays, double p) {
  std::vector<double> sorted;
  for (const auto& delay : delays) {
    if (delay) sorted.push_back(ToMs(*delay));
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(p * static_cast<double>(sorted.size() - 1))];
}

// Widely spaced packets, which do not wait for each other. With a correlation of 0.9 a million
// packets are worth about 50,000: the 99 % quantile is accurate to 6 % (4 standard errors of the
// rank, 0.2 %, at the slope of the tail).
TEST(NetworkPresets, BusyWifiHasThePublishedQuantiles) {
  const Flights packets = RegularPackets(300'000, std::chrono::seconds(1), 80);
  const auto delays = DelaysOf(packets, Sent("wifi_busy", packets));
  ASSERT_TRUE(delays.ok());

  EXPECT_NEAR(QuantileMs(*delays, 0.9) - 20.0, 20.0, 2.0);
  EXPECT_NEAR(QuantileMs(*delays, 0.99) - 20.0, 250.0, 40.0);
}

TEST(NetworkPresets, InternetIsWithinClassZero) {
  const Flights packets = RegularPackets(200'000, std::chrono::seconds(1), 80);
  const auto delays = DelaysOf(packets, Sent("internet", packets));
  ASSERT_TRUE(delays.ok());

  EXPECT_NEAR(QuantileMs(*delays, 0.999) - QuantileMs(*delays, 0.0), 50.0, 4.0);
}

}  // namespace
}  // namespace neteq::sim
