// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/gate.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/study/run_metrics.h"

namespace neteq::sim {
namespace {

TEST(Gate, ParsesRelationsSpacesAndSigns) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"concealed_pct > +0.1", "concealed_pct > +0.1"},
      {"concealed_pct>0.1", "concealed_pct > +0.1"},
      {"  stretch_pct  <=  -2  ", "stretch_pct <= -2"},
      {"mean_playout_delay_ms >= 1e1", "mean_playout_delay_ms >= +10"},
      {"voice_concealed_pct<-.5", "voice_concealed_pct < -0.5"},
      {"p95_playout_delay_ms > 0", "p95_playout_delay_ms > +0"},
  };
  for (const auto& [text, canonical] : cases) {
    const auto gate = ParseGate(text);
    ASSERT_TRUE(gate.ok()) << text << ": " << gate.status().detail();
    EXPECT_EQ(GateText(*gate), canonical);
  }
}

TEST(Gate, ExplainsErrors) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "unknown metric"},
      {"concealed_ptc > 0.1", "did you mean concealed_pct?"},
      {"banana > 0.1", "expected one of mean_playout_delay_ms"},
      {"concealed_pct", "expected one of < <= > >="},
      {"concealed_pct 0.1", "expected one of < <= > >="},
      {"concealed_pct == 0.1", "expected one of < <= > >="},
      {"concealed_pct >", "'' is not a limit; expected a number such as +0.1"},
      {"concealed_pct > => 1", "'=> 1' is not a limit"},
      {"concealed_pct > 0.1 %", "'0.1 %' is not a limit"},
      {"concealed_pct > +-0.1", "'+-0.1' is not a limit"},
      {"concealed_pct > nan", "'nan' is not a limit"},
      {"concealed_pct > inf", "'inf' is not a limit"},
  };
  for (const auto& [text, what] : cases) {
    const auto gate = ParseGate(text);
    ASSERT_FALSE(gate.ok()) << text;
    EXPECT_EQ(gate.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(gate.status().detail().find(what), std::string::npos) << gate.status().detail();
  }
}

TEST(Gate, AppliesItsRelation) {
  using enum Gate::Relation;
  const std::vector<std::pair<Gate::Relation, std::vector<bool>>> cases = {
      {kLess, {true, false, false}},
      {kLessOrEqual, {true, true, false}},
      {kGreater, {false, false, true}},
      {kGreaterOrEqual, {false, true, true}},
  };
  for (const auto& [relation, fails] : cases) {
    const Gate gate{0, relation, 0.5};
    EXPECT_EQ((std::vector<bool>{gate.Fails(0.4), gate.Fails(0.5), gate.Fails(0.6)}), fails)
        << GateText(gate);
  }
}

}  // namespace
}  // namespace neteq::sim
