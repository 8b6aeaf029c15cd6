// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class BoundCommand : public CliFixture {
 protected:
  BoundCommand() { WriteJitteryTraces(folder(), 1); }
};

TEST_F(BoundCommand, PrintsAHullThatFallsAsConcealmentRises) {
  const CliOutcome outcome = Neteq("bound trace0.rtpdump --json -");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const Json points = Json::parse(outcome.out)["points"];
  ASSERT_GE(points.size(), 2U);
  for (size_t i = 1; i < points.size(); ++i) {
    EXPECT_GT(points[i]["concealed_pct"], points[i - 1]["concealed_pct"]);
    EXPECT_LT(points[i]["mean_delay_ms"], points[i - 1]["mean_delay_ms"]);
  }
}

TEST_F(BoundCommand, LiesBelowWhatAReplayReaches) {
  const Json points = Json::parse(Neteq("bound trace0.rtpdump --json -").out)["points"];
  const Json replay = Json::parse(Neteq("replay trace0.rtpdump --repeat 0 --json -").out);

  const double concealed = replay["derived"]["concealed_pct"];
  double least = 1e9;
  for (const Json& point : points) {
    if (point["concealed_pct"] <= concealed) least = point["mean_delay_ms"];
  }
  EXPECT_LT(least, replay["playout_delay_ms"]["mean"].get<double>());
}

TEST_F(BoundCommand, RefusesWhatItCannotUse) {
  ExpectError("bound", 2, "trace");
  ExpectError("bound trace0.rtpdump --grid 0", 2, "--grid");
  ExpectError("bound nowhere.rtpdump", 3, "nowhere.rtpdump");
}

}  // namespace
}  // namespace neteq::sim
