// SPDX-License-Identifier: BSD-3-Clause
#include <string>
#include <vector>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/networks/network.h"
#include "simulator/networks/presets.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/file.h"

namespace neteq::sim {
namespace {

class TraceGenerate : public CliFixture {
 protected:
  /// Expects success; returns the standard output.
  std::string Generate(const std::string& arguments) const {
    const CliOutcome outcome = Neteq("trace generate " + arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }
  void ExpectRefusal(const std::string& arguments, int exit_code, const std::string& what) const {
    ExpectError("trace generate " + arguments, exit_code, what);
  }
  std::string Path(const std::string& name) const { return folder() / name; }
};

constexpr char kClean[] = "--input '" NETEQ_SOURCE_DIR "/traces/clean.rtpdump' ";

TEST_F(TraceGenerate, PrintsAListOfDelaysOrWritesIt) {
  const std::string arguments = "--network 'gamma(30, 2) + loss(10%)' --duration 2 --frame-ms 40";
  const std::string printed = Generate(arguments);
  EXPECT_EQ(Generate(arguments + " -o delays.txt"), "");

  const auto delays = ParseDelays(printed, "out");
  ASSERT_TRUE(delays.ok()) << delays.status().detail();
  EXPECT_EQ(delays->size(), 50U);
  EXPECT_EQ(Read("delays.txt"), printed);
}

TEST_F(TraceGenerate, MakesTheSameFileFromTheSameSeed) {
  const std::string arguments = kClean + std::string("--network lte_handover ");
  Generate(arguments + "-o a.rtpdump --seed 5");
  Generate(arguments + "-o b.rtpdump --seed 5");
  Generate(arguments + "-o c.rtpdump --seed 6");

  EXPECT_EQ(Read("a.rtpdump"), Read("b.rtpdump"));
  EXPECT_NE(Read("a.rtpdump"), Read("c.rtpdump"));
}

TEST_F(TraceGenerate, SendsSound) {
  auto wav = WavWriter::Open(Path("in.wav"), SampleRate(16000), 1);
  ASSERT_TRUE(wav.ok());
  wav->Write(std::vector<int16_t>(16000));
  ASSERT_TRUE(wav->Close().ok());

  Generate("--wav in.wav --codec g722 --network 'constant(70)' -o x.pcap");

  const auto trace = ReadTrace(Path("x.pcap"));
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 50U);
  EXPECT_EQ(trace->packets().front().rtp.payload_type, 9);
}

TEST_F(TraceGenerate, TakesANetworkFromAFile) {
  Write("network.json", R"(["clean", {"model": "drift", "ppm": -1000}])");

  EXPECT_EQ(Generate("--network-file network.json --duration 0.06"), "40\n40.02\n40.04\n");
}

TEST_F(TraceGenerate, SaysWhatIsWrong) {
  ExpectRefusal("", 2, "--network is required");
  ExpectRefusal("--network 'clean + gama'", 2, "--network: column 9: unknown model");
  ExpectRefusal("--network 'file(none.txt)'", 3, "none.txt");
  ExpectRefusal("--network duplicate", 2, "with --input or --wav");
  ExpectRefusal("--network clean --duration 0", 2, "--duration");
  ExpectRefusal("--network clean --codec pcmu", 2, "--wav");
  ExpectRefusal(kClean + std::string("--network clean"), 2, "--out");
  ExpectRefusal(kClean + std::string("--network 'loss(100%)' -o x.rtpdump"), 2,
                "--network: every packet is lost");
}

TEST_F(TraceGenerate, ListsEveryModelAndNetwork) {
  const auto json = nlohmann::ordered_json::parse(Generate("--list --json"));
  const std::string text = Generate("--list");
  const std::string markdown = Generate("--list --markdown");

  EXPECT_EQ(json["models"].size(), NetworkModels().size());
  EXPECT_EQ(json["networks"].size(), NetworkPresets().size());
  for (const ModelInfo& model : NetworkModels()) {
    EXPECT_NE(text.find('\n' + std::string(model.name) + '('), std::string::npos) << model.name;
    EXPECT_NE(markdown.find("| `" + std::string(model.name) + "` |"), std::string::npos);
  }
}

}  // namespace
}  // namespace neteq::sim
