// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "tests/simulator/cli_sound.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class CliTrace : public Cli {
 protected:
  /// The first stream in the output of `trace info`.
  Json StreamOf(const std::string& arguments) const {
    const Outcome outcome = Neteq("trace info " + arguments + " --json -");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.exit_code == 0 ? Json::parse(outcome.out)["streams"][0] : Json();
  }
  void ExpectDone(const std::string& arguments) const {
    const Outcome outcome = Neteq(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  static std::string Chromium() {
    return "'" NETEQ_SOURCE_DIR "/traces/chromium_loopback.rtceventlog'";
  }
};

TEST_F(CliTrace, SaysWhatItCan) {
  for (const char* command : {"info", "convert", "cat", "shift", "cut"}) {
    const Outcome outcome = Neteq(std::string("trace ") + command + " --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out.find("Usage: neteq trace"), std::string::npos);
  }
}

TEST_F(CliTrace, TellsWhatATraceHolds) {
  const Outcome text = Neteq("trace info " + BundledTrace("bursty_loss"));
  const Json json = StreamOf(BundledTrace("bursty_loss"));

  EXPECT_NE(text.out.find("111 opus/48000/2"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("Gilbert"), std::string::npos);
  // traces/README.md: bursts of 3 on average, 7.7 % in this realisation.
  EXPECT_NEAR(json["loss"]["lost_pct"].get<double>(), 7.7, 0.1);
  EXPECT_NEAR(json["loss"]["mean_burst_packets"].get<double>(), 3.0, 0.5);
}

TEST_F(CliTrace, ConvertsThereAndBack) {
  ExpectDone("trace convert " + BundledTrace("mobile") + " a.pcap");
  ExpectDone("trace convert a.pcap b.bin --to rtpdump");
  ExpectDone("trace shift b.bin c.rtpdump --time 52");  // pcap times start at the first packet

  EXPECT_EQ(Read("c.rtpdump"), ReadText(NETEQ_SOURCE_DIR "/traces/mobile.rtpdump"));
}

TEST_F(CliTrace, SendsATraceOverANetwork) {
  Write("losses.txt", "0001");
  Write("link.txt", "50\n100\n150\n1000\n");

  ExpectDone("trace convert " + BundledTrace("clean_pcmu") + " a.csv --network losses.txt");
  ExpectDone("trace convert " + BundledTrace("clean_pcmu") +
             " b.csv --network link.txt --max-packets 4 --propagation-ms 10");

  EXPECT_NEAR(StreamOf("a.csv")["loss"]["lost_pct"].get<double>(), 25.0, 0.1);
  EXPECT_GT(StreamOf("b.csv")["loss"]["longest_burst_packets"].get<int>(), 30);
}

TEST_F(CliTrace, CutsShiftsAndJoins) {
  ExpectDone("trace cut " + BundledTrace("clean_pcmu") + " a.rtpdump --from 1040 --to 2040");
  ExpectDone("trace shift a.rtpdump b.rtpdump --seq 65530 --ts 4294967000 --time 0");
  ExpectDone("trace cat a.rtpdump b.rtpdump a.rtpdump --out c.pcap --gap 20");

  EXPECT_EQ(StreamOf("a.rtpdump")["packets"]["received"], 50);
  EXPECT_EQ(StreamOf("b.rtpdump")["begin_ms"], 0.0);
  const Json joined = StreamOf("c.pcap");
  EXPECT_EQ(joined["packets"]["received"], 150);
  EXPECT_EQ(joined["loss"]["lost"], 0);
  EXPECT_EQ(joined["relative_transit_ms"]["max"], 0.0);
  EXPECT_EQ(joined["packet_times_ms"].size(), 1U);
}

TEST_F(CliTrace, ReplaysHeadersWithOtherSound) {
  WriteSilence("in.wav", 1);

  const Outcome replayed = Neteq("replay " + Chromium() + " --replace-audio in.wav --json -");

  ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
  const Json json = Json::parse(replayed.out);
  EXPECT_EQ(json["packets"]["count"], 917);
  EXPECT_EQ(json["packets"]["insert_errors"], 0);
  EXPECT_EQ(json["lifetime"]["decode_errors"], 0);
  ExpectError("replay " + Chromium(), 3, "payloads were not captured");
}

TEST_F(CliTrace, RefusesWhatItCannotDo) {
  Write("empty.csv", "seq,timestamp,arrival_ms\n1,x,0\n");
  const std::string clean = BundledTrace("clean_pcmu");
  ExpectError("trace info nowhere", 3, "nowhere: cannot open");
  ExpectError("trace info empty.csv", 3, "empty.csv: line 2: timestamp is 'x'");
  ExpectError("trace info " + clean + " --ssrc 1", 2, "--ssrc 0x00000001");
  ExpectError("trace info " + clean + " --ssrc banana", 2, "--ssrc banana");
  ExpectError("trace convert " + clean + " x.mp3", 2, "x.mp3");
  ExpectError("trace convert " + clean + " x.pcap --to mp3", 2, "--to");
  ExpectError("trace convert " + clean + " nowhere/x.pcap", 2, "nowhere/x.pcap");
  ExpectError("trace convert " + clean + " x.pcap --network nowhere", 3, "nowhere");
  ExpectError("trace cut " + clean + " x.pcap --from 1e6", 2, "no packet arrives");
  ExpectError("trace cat " + clean + " " + clean + " --out x.pcap --pt 0=none", 2, "--pt");
}

}  // namespace
}  // namespace neteq::sim
