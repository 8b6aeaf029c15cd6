// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/mjr.h"

#include <string>

#include "tests/simulator/capture_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

Bytes AsBytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Bytes Recording(bool has_times, const std::string& info) {
  Bytes file = Join({AsBytes(has_times ? "MJR00002" : "MJR00001"),
                     Words({static_cast<uint32_t>(info.size())}), AsBytes(info)});
  for (uint32_t i = 0; i < 50; ++i) {
    const Bytes rtp =
        RtpBytes({.payload_type = 100, .sequence = static_cast<uint16_t>(i), .timestamp = 960 * i});
    const auto size = static_cast<uint32_t>(rtp.size());
    file = Join({file, AsBytes(has_times ? "MEET" : "MEETECHO"),
                 has_times ? Words({0, 20 * i + i % 3, size}) : Words({size}), rtp});
  }
  return file;
}

TEST(Mjr, ReadsBothVersions) {
  for (const bool has_times : {true, false}) {
    const auto trace = ParseMjr(Recording(has_times, R"({"t":"a","c":"opus"})"), "x");
    ASSERT_TRUE(trace.ok()) << trace.status().detail();
    ASSERT_EQ(trace->packets().size(), 50U);
    EXPECT_EQ(trace->packets()[49].arrival, AtMs(has_times ? 981 : 980));
    EXPECT_EQ(trace->warnings().size(), has_times ? 0U : 1U);
    ASSERT_EQ(trace->sdp().size(), 1U);
    EXPECT_EQ(trace->sdp()[0].payload_types, (std::vector<std::string>{"100=opus/48000/2"}));
  }
}

TEST(Mjr, RefusesVideoAndNamesDamage) {
  EXPECT_NE(
      ParseMjr(Recording(true, R"({"t":"v","c":"vp8"})"), "x").status().detail().find("video"),
      std::string::npos);
  Bytes file = Recording(true, "{}");
  file.resize(file.size() - 5);
  const auto cut = ParseMjr(file, "x");
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(cut->packets().size(), 49U);
  EXPECT_EQ(cut->warnings().size(), 1U);
  EXPECT_FALSE(ParseMjr(AsBytes("MJR00002"), "x").ok());
  EXPECT_FALSE(ParseMjr(AsBytes("RIFF"), "x").ok());
}

}  // namespace
}  // namespace neteq::sim
