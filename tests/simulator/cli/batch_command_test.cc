// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class BatchCommand : public CliFixture {
 protected:
  BatchCommand() { WriteJitteryTraces(folder(), 3); }
};

TEST_F(BatchCommand, PrintsOneRowPerTraceAndTheMean) {
  const CliOutcome outcome = Neteq("batch trace2.rtpdump trace0.rtpdump");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const size_t second = outcome.out.find("\ntrace2.rtpdump ");
  const size_t first = outcome.out.find("\ntrace0.rtpdump ");
  EXPECT_TRUE(outcome.out.starts_with("trace "));
  EXPECT_LT(second, first);
  EXPECT_LT(first, outcome.out.find("\nmean "));
  EXPECT_TRUE(outcome.out.ends_with("\n2 traces\n"));
  EXPECT_EQ(outcome.err, "");  // no progress bar without a terminal
}

TEST_F(BatchCommand, FindsWhatSingleReplaysFind) {
  const Json batch = Json::parse(Neteq("batch . --config preset:legacy --json -").out);
  const Json replay = Json::parse(Neteq("replay trace1.rtpdump --preset legacy --json -").out);

  const Json& metrics = batch["traces"][1]["metrics"];
  EXPECT_EQ(batch["traces"][1]["trace"]["path"], "./trace1.rtpdump");
  EXPECT_EQ(metrics["concealed_pct"], replay["derived"]["concealed_pct"]);
  EXPECT_EQ(metrics["stretch_pct"], replay["derived"]["stretch_pct"]);
  EXPECT_EQ(metrics["p95_playout_delay_ms"], replay["playout_delay_ms"]["p95"]);
}

TEST_F(BatchCommand, GivesTheSameReportForAnyNumberOfJobs) {
  EXPECT_EQ(Neteq("batch . --jobs 1 --json -").out, Neteq("batch . --jobs 3 --json -").out);
}

TEST_F(BatchCommand, RefusesWhatItCannotUse) {
  ExpectError("batch", 2, "traces");
  ExpectError("batch . --config nowhere.json", 2, "nowhere.json");
  ExpectError("batch . --json nowhere/x --pt nonsense", 2, "--pt nonsense");
  ExpectError("batch nowhere", 3, "nowhere");
}

}  // namespace
}  // namespace neteq::sim
