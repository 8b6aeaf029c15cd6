// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

class NpzRecorderOfReplay : public CliFixture {
 protected:
  NpzRecorderOfReplay() { WriteJitteryTraces(folder(), 1); }
};

TEST_F(NpzRecorderOfReplay, HasOneArrayPerFigureAndTheNamesOfIndices) {
  ASSERT_EQ(Neteq("replay trace0.rtpdump --npz a.npz --csv a.csv").exit_code, 0);

  const std::string npz = Read("a.npz");
  const std::string csv = Read("a.csv");
  const auto ticks = std::count(csv.begin(), csv.end(), '\n') - 1;
  for (const char* name :
       {"quantile_delay_ms", "waited_ms", "first_sequence", "reason", "decided_operation",
        "decided_reason", "operation_names", "reason_names"}) {
    EXPECT_NE(npz.find(std::string(name) + ".npy\x93NUMPY"), std::string::npos) << name;
  }
  EXPECT_NE(npz.find("'shape': (" + std::to_string(ticks) + ",)"), std::string::npos);
}

TEST_F(NpzRecorderOfReplay, IsTheSameTwice) {
  ASSERT_EQ(Neteq("replay trace0.rtpdump --npz a.npz").exit_code, 0);
  ASSERT_EQ(Neteq("replay trace0.rtpdump --npz b.npz").exit_code, 0);

  EXPECT_EQ(Read("a.npz"), Read("b.npz"));
}

TEST_F(NpzRecorderOfReplay, RefusesAFileItCannotWrite) {
  const CliOutcome outcome = Neteq("replay trace0.rtpdump --npz nowhere/a.npz");

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("nowhere/a.npz"), std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
