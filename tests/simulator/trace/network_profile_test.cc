// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/network_profile.h"

#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

/// Packets of 172 bytes (200 with IPv4 and UDP), every `step_ms`.
Trace Packets(size_t count, double step_ms) {
  Trace trace;
  for (size_t i = 0; i < count; ++i) {
    trace.Add(AtMs(500 + step_ms * static_cast<double>(i)), RtpBytes({}));
  }
  return trace;
}

Delays Through(const std::string& opportunities, const Trace& trace,
               const QueueParams& queue = {}) {
  const auto network = ParseNetworkProfile(opportunities, "x", NetworkKind::kOpportunities);
  EXPECT_TRUE(network.ok());
  return TransitTimes(*network, trace.packets(), queue);
}

Delays Ms(std::initializer_list<double> delays_ms) {
  Delays delays;
  for (const double ms : delays_ms) {
    delays.push_back(ms < 0 ? std::nullopt : std::optional(FromMs(ms)));
  }
  return delays;
}

TEST(NetworkProfile, DetectsItsKindByContent) {
  const auto kind = [](const char* text) { return ParseNetworkProfile(text, "x")->kind; };

  EXPECT_EQ(kind("0\n1\n0\n"), NetworkKind::kLossPattern);
  EXPECT_EQ(kind("0001 0100\r\n"), NetworkKind::kLossPattern);
  EXPECT_EQ(kind("0\n3\n3\n999\n1000\n"), NetworkKind::kOpportunities);
  EXPECT_EQ(kind("40\n40\n40\n"), NetworkKind::kDelays);
  EXPECT_EQ(kind("2000\n2000\n"), NetworkKind::kDelays);
  EXPECT_EQ(kind("0\n1\n40\n"), NetworkKind::kDelays);
  EXPECT_EQ(kind("40\n-1\nlost\n12.5\n"), NetworkKind::kDelays);
}

TEST(NetworkProfile, RepeatsDelaysAndLosses) {
  const Trace trace = Packets(5, 20);

  EXPECT_EQ(TransitTimes(*ParseNetworkProfile("40\n-1\n7.5\n", "x"), trace.packets()),
            Ms({40, -1, 7.5, 40, -1}));
  EXPECT_EQ(TransitTimes(*ParseNetworkProfile("001", "x"), trace.packets()), Ms({0, 0, -1, 0, 0}));
}

TEST(NetworkProfile, ServesPacketsAtOpportunities) {
  // Each packet waits for the next opportunity; the list repeats after 100 ms.
  EXPECT_EQ(Through("5\n45\n100\n", Packets(8, 20)), Ms({5, 25, 5, 40, 20, 0, 25, 5}));
}

TEST(NetworkProfile, SharesAnOpportunityAndSplitsPackets) {
  // Seven packets of 200 bytes fit into 1504; the eighth ends in the next opportunity.
  EXPECT_EQ(Through("10\n20\n", Packets(9, 0)), Ms({10, 10, 10, 10, 10, 10, 10, 20, 20}));
  EXPECT_EQ(Through("10\n20\n", Packets(2, 0), {.overhead_bytes = 1504 - 172 + 1}), Ms({20, 30}));
}

TEST(NetworkProfile, DropsPacketsWhenTheQueueIsFull) {
  EXPECT_EQ(Through("1\n1000\n", Packets(5, 2), {.propagation_ms = 30, .max_packets = 2}),
            Ms({31, 1028, 1026, -1, -1}));
}

TEST(NetworkProfile, SkipsLongSilenceInConstantTime) {
  Trace trace = Packets(1, 0);
  trace.Add(AtMs(500 + 1e10 + 2), RtpBytes({}));

  EXPECT_EQ(Through("1\n5\n10\n", trace), Ms({1, 3}));
}

TEST(NetworkProfile, NamesFileAndLineOfInvalidInput) {
  const auto line_of = [](const char* text, NetworkKind kind) {
    return ParseNetworkProfile(text, "net.txt", kind).status().detail().substr(0, 16);
  };
  EXPECT_EQ(line_of("0 1\n2\n", NetworkKind::kLossPattern), "net.txt: line 2:");
  EXPECT_EQ(line_of(" \n", NetworkKind::kLossPattern), "net.txt: line 1:");
  EXPECT_EQ(line_of("1\n5\n4\n", NetworkKind::kOpportunities), "net.txt: line 3:");
  EXPECT_EQ(line_of("1\n\n4\n", NetworkKind::kOpportunities), "net.txt: line 2:");
  EXPECT_EQ(line_of("1\n10000001\n", NetworkKind::kOpportunities), "net.txt: line 2:");
  EXPECT_EQ(line_of("0\n0\n", NetworkKind::kOpportunities), "net.txt: line 1:");
  EXPECT_EQ(line_of("", NetworkKind::kOpportunities), "net.txt: line 1:");
  EXPECT_EQ(line_of("4\n-2\n", NetworkKind::kDelays), "net.txt: line 2:");
  EXPECT_EQ(ReadNetworkProfile("/nonexistent").status().code(), StatusCode::kUnreadable);
}

TEST(QueueParams, HasDefaultsInsideItsRanges) { EXPECT_TRUE(CheckRanges(QueueParams()).ok()); }

}  // namespace
}  // namespace neteq::sim
