// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/types.h>
#include <unistd.h>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class SweepCommand : public CliFixture {
 protected:
  SweepCommand() { WriteJitteryTraces(folder(), 3); }

  /// Starts the program and kills it once its log has some lines, unless it ends before.
  void StartAndKill(const std::string& log) const {
    const pid_t child = fork();
    if (child == 0) {
      const std::string arguments = kSweep + (" --jobs 1 --log " + log);
      const std::string command = "cd '" + folder().path().string() + "' && exec '" + NETEQ_CLI +
                                  "' " + arguments + " > killed.txt 2>&1";
      execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
      _exit(127);
    }
    int status = 0;
    while (CountLines(log) < 5 && waitpid(child, &status, WNOHANG) == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
  }

  int64_t CountLines(const std::string& name) const {
    const std::string text = Read(name);
    return std::count(text.begin(), text.end(), '\n');
  }

  static constexpr const char* kSweep =
      "sweep . --grid delay.max_delay_ms=30,40,50,60,80,100,150,0 --grid delay.min_delay_ms=0,10 ";
};

TEST_F(SweepCommand, PrintsTheParetoFrontAndWritesTables) {
  const CliOutcome outcome = Neteq(std::string(kSweep) + "--csv t.csv --json t.json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  EXPECT_TRUE(outcome.out.starts_with("16 points, 3 traces, 48 replays; the Pareto front"));
  const Json json = Json::parse(Read("t.json"));
  EXPECT_EQ(json["results"].size(), 16U);
  EXPECT_EQ(json["results"][3]["parameters"],
            Json({{"delay.max_delay_ms", "40"}, {"delay.min_delay_ms", "10"}}));
  EXPECT_EQ(json["results"][0]["runs"].size(), 3U);
  EXPECT_EQ(json["traces"].size(), 3U);
  EXPECT_EQ(CountLines("t.csv"), static_cast<int64_t>(json.size()) - 1 + 1 + 16);
}

TEST_F(SweepCommand, GivesTheSameTableAfterBeingKilled) {
  ASSERT_EQ(Neteq(std::string(kSweep) + "--csv unbroken.csv").exit_code, 0);

  StartAndKill("log.jsonl");
  const int64_t before = CountLines("log.jsonl");
  const CliOutcome resumed = Neteq(std::string(kSweep) + "--log log.jsonl --csv resumed.csv");

  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_GE(before, 5);
  EXPECT_EQ(CountLines("log.jsonl"), 1 + 48);
  EXPECT_EQ(Read("resumed.csv"), Read("unbroken.csv"));
}

TEST_F(SweepCommand, DrawsFromRangesAndHalves) {
  const std::string range = "sweep . --range relative.quantile=0.9..0.99 --points 9 ";

  const Json random = Json::parse(Neteq(range + "--json -").out);
  const Json halving = Json::parse(Neteq(range + "--method halving --json -").out);

  EXPECT_EQ(random["method"], "random");
  EXPECT_EQ(random["results"].size(), 9U);
  int on_all = 0;
  for (const Json& point : halving["results"]) on_all += point["traces"] == 3 ? 1 : 0;
  EXPECT_EQ(on_all, 3);  // of 9, those kept after the first round
}

TEST_F(SweepCommand, SearchesAroundTheBaseThatItIsGiven) {
  Write("base.json", R"({"delay.max_delay_ms": 60})");

  const Json json =
      Json::parse(Neteq("sweep . --base base.json --grid delay.min_delay_ms=0,20 --json - "
                        "--objective stretch_pct")
                      .out);

  EXPECT_EQ(json["config"]["delay.max_delay_ms"], 60);
  EXPECT_EQ(json["objectives"], Json({"stretch_pct"}));
}

TEST_F(SweepCommand, RefusesWhatItCannotUse) {
  const std::string grid = "--grid delay.max_delay_ms=60,0 ";
  Write("notes.txt", "notes\n");
  ExpectError("sweep", 2, "traces");
  ExpectError("sweep .", 2, "--grid or --range");
  ExpectError("sweep . --grid delay.max_dealy_ms=1", 2, "did you mean delay.max_delay_ms?");
  ExpectError("sweep . " + grid + grid, 2, "given more than once");
  ExpectError("sweep . --method grid --range relative.quantile=0.9..0.99", 2, "--range");
  ExpectError("sweep . --points 5 " + grid, 2, "--points");
  ExpectError("sweep . --objective banana " + grid, 2, "--objective: unknown metric 'banana'");
  ExpectError("sweep . --base nowhere.json " + grid, 2, "--config: nowhere.json");
  ExpectError("sweep . --log notes.txt " + grid, 2, "notes.txt: not the log of a sweep");
  ExpectError("sweep . --log nowhere/x " + grid, 2, "nowhere/x");
  ExpectError("sweep . --csv nowhere/x " + grid, 2, "nowhere/x");
  ExpectError("sweep nowhere " + grid, 3, "nowhere");
}

}  // namespace
}  // namespace neteq::sim
