// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>
#include <vector>

#include "tests/simulator/cli_sound.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/support/audio_file.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

TEST_F(Cli, SaysWhatItCan) {
  for (const char* arguments :
       {"--help", "replay --help", "params --help", "trace --help", "trace encode --help"}) {
    const Outcome outcome = Neteq(arguments);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out.find("Usage: neteq"), std::string::npos);
  }
  const Outcome version = Neteq("--version");
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_TRUE(version.out.starts_with("neteq "));
}

TEST_F(Cli, RefusesUnusableArgumentsWithExitCode2) {
  const std::string replay = "replay " + BundledTrace("clean_pcmu");
  ExpectError("", 2, "subcommand");
  ExpectError("replay", 2, "trace");
  ExpectError("reply", 2, "reply");
  ExpectError(replay + " --nonsense", 2, "--nonsense");
  ExpectError(replay + " --rate 12345", 2, "--rate");
  ExpectError(replay + " --repeat -1", 2, "--repeat");
  ExpectError(replay + " --pt 96=opsu/48000/2", 2, "--pt 96=opsu/48000/2: rtpmap: encoding 'opsu'");
  ExpectError(replay + " --pt 0=none", 2, "clean_pcmu.rtpdump: no packet has a registered");
  ExpectError(replay + " --ssrc 0x1", 2, "--ssrc 0x00000001");
  ExpectError(replay + " --ssrc banana", 2, "--ssrc banana");
  ExpectError(replay + " --preset nonsense", 2, "--preset");
  ExpectError(replay + " --set delay.min_dealy_ms=1", 2, "did you mean delay.min_delay_ms?");
  ExpectError(replay + " --set delay.min_delay_ms=-1", 2, "delay.min_delay_ms");
  ExpectError(replay + " --set delay.min_delay_ms=90 --set delay.max_delay_ms=80", 2,
              "delay.max_delay_ms");
  ExpectError(replay + " --config nowhere.json", 2, "nowhere.json");
  for (const char* option : {" --json", " --csv", " --wav"}) {
    ExpectError(replay + option + " nowhere/x", 2, "nowhere/x");
  }
  ExpectError("params --preset nonsense", 2, "--preset");
}

TEST_F(Cli, UnderstandsOldNamesWithOneLineOfNotice) {
  const Outcome old_name = Neteq("params --preset modern");
  const Outcome name = Neteq("params --preset webrtc_2024");

  EXPECT_EQ(old_name.exit_code, 0);
  EXPECT_EQ(old_name.out, name.out);
  EXPECT_EQ(old_name.err, "neteq: preset modern is now called webrtc_2024\n");
  EXPECT_EQ(name.err, "");
}

TEST_F(Cli, RefusesUnreadableTracesWithExitCode3) {
  Write("empty.rtpdump", "");
  Write("foreign.rtpdump", "RIFF....WAVE");
  Write("truncated.rtpdump", ReadText(NETEQ_SOURCE_DIR "/traces/clean_pcmu.rtpdump").substr(0, 99));

  ExpectError("replay nowhere.rtpdump", 3, "nowhere.rtpdump: cannot open");
  ExpectError("replay .", 3, ".: cannot read");
  ExpectError("replay empty.rtpdump", 3, "empty.rtpdump: byte 0: ");
  ExpectError("replay foreign.rtpdump", 3, "foreign.rtpdump: byte 0: not an rtpdump file");
  ExpectError("replay truncated.rtpdump", 3, "truncated.rtpdump: byte 44: truncated");
  ExpectError("trace encode nowhere.wav --out x.rtpdump", 3, "nowhere.wav");
}

TEST_F(Cli, GivesTheSameFilesTwice) {
  for (const char* trace : {"mobile", "stall_burst"}) {
    for (const char* run : {"1", "2"}) {
      const Outcome outcome = Neteq("replay " + BundledTrace(trace) + " --wav " + run +
                                    ".wav --csv " + run + ".csv --json " + run + ".json");
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    }
    Json first = Json::parse(Read("1.json"));
    Json second = Json::parse(Read("2.json"));
    first.erase("timing");
    second.erase("timing");

    EXPECT_EQ(first.dump(), second.dump());
    EXPECT_EQ(Read("1.csv"), Read("2.csv"));
    EXPECT_EQ(Read("1.wav"), Read("2.wav"));
  }
}

TEST_F(Cli, TimesCallsOnlyWhenTold) {
  const std::string replay = "replay " + BundledTrace("mobile");
  const Outcome once = Neteq(replay + " --json once.json");
  const Outcome timed = Neteq(replay + " --repeat 1");
  ASSERT_EQ(once.exit_code, 0) << once.err;
  ASSERT_EQ(timed.exit_code, 0) << timed.err;

  EXPECT_EQ(once.out.find("real time"), std::string::npos);
  EXPECT_NE(timed.out.find("times real time"), std::string::npos);
  EXPECT_EQ(timed.out.find("-0."), std::string::npos);
  const Json timing = Json::parse(Read("once.json"))["timing"];
  EXPECT_EQ(timing["repeat"], 0);
  EXPECT_GT(timing["get_audio_ns"]["mean"].get<double>(), 0.0);  // external comparisons read it
  EXPECT_FALSE(timing.contains("decoder_ns"));
}

TEST_F(Cli, WritesAReportUnderTheNamesOfThePeer) {
  const Outcome outcome = Neteq("replay " + BundledTrace("mobile") + " --json - --repeat 2");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);

  for (const char* path : {"/tool",
                           "/version",
                           "/input",
                           "/config/delay.min_delay_ms",
                           "/config/limits.max_packets",
                           "/packets/count",
                           "/packets/by_payload_type/111 opus~148000~12",
                           "/packets/insert_errors",
                           "/packets/rtcp_skipped",
                           "/packets/malformed_skipped",
                           "/packets/other_ssrc_skipped",
                           "/packets/lost",
                           "/packets/late",
                           "/packets/duplicate",
                           "/packets/reordered",
                           "/packets/min_transit_ms",
                           "/packets/relative_transit_ms/p99",
                           "/duration_s",
                           "/ticks",
                           "/output_sample_rate_hz",
                           "/output_channels",
                           "/lifetime/total_samples_received",
                           "/lifetime_in_stream/concealed_samples",
                           "/derived/concealed_pct",
                           "/derived/accelerate_pct",
                           "/playout_delay_ms/p50",
                           "/network_stats_mean/expand_rate",
                           "/network_stats_mean/preferred_buffer_size_ms",
                           "/per_tick/current_buffer_size_ms/mean",
                           "/per_tick/target_delay_ms/mean",
                           "/per_tick/filtered_delay_ms/mean",
                           "/per_tick/operation/normal",
                           "/per_tick/reason",
                           "/timing/repeat",
                           "/timing/timer_overhead_ns",
                           "/timing/get_audio_ns/floor_mean",
                           "/timing/get_audio_ns/p95",
                           "/timing/insert_packet_ns/mean",
                           "/timing/insert_packet_ns/floor_mean",
                           "/timing/insert_packet_ns/mean_per_repeat/0",
                           "/timing/decoder_ns/floor_mean",
                           "/timing/engine_ns/floor_mean",
                           "/timing/by_operation/normal/engine_ns",
                           "/timing/wall_s",
                           "/timing/realtime_factor",
                           "/pcm_fnv1a",
                           "/deterministic"}) {
    EXPECT_TRUE(json.contains(Json::json_pointer(path))) << path;
  }
  EXPECT_EQ(json["deterministic"], true);
  EXPECT_EQ(json["duration_s"].get<double>(), json["ticks"].get<double>() / 100.0);
}

TEST_F(Cli, WritesOneRowPerTickAndAllAudio) {
  const Outcome outcome =
      Neteq("replay " + BundledTrace("clean_pcmu") + " --csv x.csv --wav x.wav --rate 16000");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string csv = Read("x.csv");
  const auto wav = ReadAudioFile(folder() / "x.wav");
  const auto ticks = std::count(csv.begin(), csv.end(), '\n') - 1;

  EXPECT_TRUE(csv.starts_with(
      "t_ms,operation,reason,target_delay_ms,current_buffer_size_ms,filtered_delay_ms,"
      "playout_timestamp,playout_delay_ms,concealed_samples,inserted_samples,removed_samples,"
      "packets_in_buffer"));
  ASSERT_TRUE(wav.ok()) << wav.status().detail();
  EXPECT_EQ(wav->rate.hz(), 16000);
  EXPECT_EQ(wav->frames(), ticks * 160);
}

TEST_F(Cli, TakesPresetThenFileThenSingleValues) {
  Write("a.json", R"({"delay.min_delay_ms": 40, "delay.max_delay_ms": 500})");

  const Outcome outcome =
      Neteq("replay --config a.json --set delay.min_delay_ms=60 " + BundledTrace("clean_pcmu") +
            " --set seed=9 --preset default --json -");

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["config"]["delay.min_delay_ms"], 60);
  EXPECT_EQ(json["config"]["delay.max_delay_ms"], 500);
  EXPECT_EQ(json["config"]["seed"], 9);
  EXPECT_EQ(json["preset"], "default");
  EXPECT_GE(json["per_tick"]["target_delay_ms"]["min"], 60.0);
}

TEST_F(Cli, AcceptsTheConfigurationOfAReportAsAFile) {
  const Outcome first =
      Neteq("replay " + BundledTrace("mobile") + " --set iat.quantile=0.9 --json -");
  ASSERT_EQ(first.exit_code, 0) << first.err;
  Write("config.json", Json::parse(first.out)["config"].dump());

  const Outcome second =
      Neteq("replay " + BundledTrace("mobile") + " --config config.json --json -");

  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(Json::parse(first.out)["pcm_fnv1a"], Json::parse(second.out)["pcm_fnv1a"]);
}

TEST_F(Cli, PrintsATextReportOfOneScreen) {
  const Outcome outcome = Neteq("replay " + BundledTrace("mobile"));

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LE(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 24);
  for (const char* word : {"Packets", "lost", "late", "duplicate", "discarded", "accelerate",
                           "preemptive", "Concealed", "expand rate", "Interruptions", "target",
                           "buffer level", "playout", "p95", "p99", "Ticks"}) {
    EXPECT_NE(outcome.out.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Cli, EncodesWhatItCanReplay) {
  WriteSilence("in.wav", 1);
  Write("delays.txt", "40\n45\nlost\n40\n");

  for (const char* coding : {"opus", "pcmu", "pcma", "g722", "l16", "l16 --rate 8000", "opus --fec",
                             "opus --red 2", "g722 --red 1"}) {
    const Outcome encoded = Neteq(std::string("trace encode in.wav --out x.rtpdump --codec ") +
                                  coding + " --delays delays.txt --ssrc 0xABCD");
    ASSERT_EQ(encoded.exit_code, 0) << encoded.err;
    EXPECT_EQ(encoded.out, "");
    const Outcome replayed = Neteq("replay x.rtpdump --ssrc 0xabcd --json -");
    ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
    const Json packets = Json::parse(replayed.out)["packets"];
    EXPECT_EQ(packets["lost"], 12) << coding;  // of 50 to 52 packets sent
    EXPECT_EQ(packets["insert_errors"], 0) << coding;
    EXPECT_EQ(packets["red_blocks"].empty(),
              std::string(coding).find("--red") == std::string::npos);
  }
}

TEST_F(Cli, SaysHowToReplayWhatHasNoNumberOfItsOwn) {
  WriteSilence("in.wav", 6);

  for (const char* coding :
       {"opus", "opus --channels 2", "l16 --channels 3", "pcmu --channels 1 --pt 101",
        "pcmu --channels 1 --red 1 --red-pt 63"}) {
    const Outcome encoded =
        Neteq(std::string("trace encode in.wav --out x.rtpdump --codec ") + coding);
    ASSERT_EQ(encoded.exit_code, 0) << encoded.err;
    const std::string prefix = "replay with ";
    ASSERT_TRUE(encoded.out.starts_with(prefix)) << coding;
    const std::string arguments =
        encoded.out.substr(prefix.size(), encoded.out.find('\n') - prefix.size());

    const Outcome replayed = Neteq("replay x.rtpdump --json - " + arguments);

    ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
    const Json json = Json::parse(replayed.out);
    EXPECT_EQ(json["packets"]["insert_errors"], 0) << coding;
    EXPECT_EQ(json["lifetime"]["decode_errors"], 0) << coding;
  }
}

TEST_F(Cli, NamesTheOptionOfEncodeThatCannotBeUsed) {
  WriteSilence("in.wav", 1);
  const std::string encode = "trace encode in.wav --out x.rtpdump ";
  ExpectError(encode + "--codec mp3", 2, "--codec: unknown codec 'mp3'");
  ExpectError(encode + "--codec g722 --channels 2", 2, "--channels");
  ExpectError(encode + "--channels 9", 2, "--channels");
  ExpectError(encode + "--frame-ms 30", 2, "--frame-ms");
  ExpectError(encode + "--red 10", 2, "--red");
  ExpectError(encode + "--red 1 --red-pt 72", 2, "--red-pt");
  ExpectError(encode + "--pt 200", 2, "--pt");
  ExpectError(encode + "--cn", 2, "--cn");
  ExpectError(encode + "--codec pcmu --dtx", 2, "--dtx");
  ExpectError(encode + "--codec pcmu --fec", 2, "--fec");
  ExpectError(encode + "--dtmf 5", 2, "--dtmf 5");
  ExpectError(encode + "--dtmf 5@100", 2, "--dtmf");
  ExpectError(encode + "--complexity 11", 2, "--complexity");
  ExpectError(encode + "--expected-loss -1", 2, "--expected-loss");
}

TEST_F(Cli, PlaysALosslessCaptureThroughANetworkWithAndWithoutRequests) {
  std::string network;
  for (int i = 0; i < 1500; ++i) network += i % 20 == 19 && i < 1400 ? "lost\n" : "40\n";
  Write("network.txt", network);
  const std::string replay = "replay " + BundledTrace("clean_pcmu") + " --network network.txt ";

  const Json without = Json::parse(Neteq(replay + "--json -").out);
  const Json with = Json::parse(Neteq(replay + "--nack-rtt 60 --json -").out);
  const Outcome text = Neteq(replay + "--nack-rtt 60");

  EXPECT_EQ(without["packets"]["lost"], with["packets"]["lost"]);
  EXPECT_TRUE(without["nack"].is_null());
  EXPECT_EQ(without["config"]["nack.enabled"], false);
  EXPECT_EQ(with["config"]["nack.enabled"], true);
  EXPECT_EQ(with["deterministic"], true);
  EXPECT_GT(with["nack"]["in_time"], 0.8 * with["packets"]["lost"].get<double>());
  EXPECT_LT(with["derived"]["concealed_pct"],
            0.5 * without["derived"]["concealed_pct"].get<double>());
  EXPECT_NE(text.out.find("retransmissions received"), std::string::npos);
}

TEST_F(Cli, NamesTheNetworkThatCannotBeUsed) {
  Write("bad.txt", "40\nsoon\n");
  Write("dead.txt", "lost\n");
  const std::string replay = "replay " + BundledTrace("clean_pcmu");
  ExpectError(replay + " --network nowhere.txt", 3, "nowhere.txt");
  ExpectError(replay + " --network bad.txt", 3, "bad.txt: line 2");
  ExpectError(replay + " --network dead.txt", 2, "--network");
  ExpectError(replay + " --nack-rtt -5", 2, "--nack-rtt");
  ExpectError(replay + " --nack-rtt x", 2, "--nack-rtt");
}

TEST_F(Cli, ListsParametersAndStatistics) {
  EXPECT_NE(Neteq("params").out.find("iat.quantile = 0.95"), std::string::npos);
  EXPECT_TRUE(Neteq("params --markdown").out.starts_with("| Parameter |"));
  EXPECT_TRUE(Json::parse(Neteq("params --json --preset default").out).is_array());
  EXPECT_NE(Neteq("params --statistics").out.find("concealment_events"), std::string::npos);
  ExpectError("params --json --markdown", 2, "--markdown");
}

}  // namespace
}  // namespace neteq::sim
