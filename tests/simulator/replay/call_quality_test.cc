// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class CallQualitySection : public CliFixture {
 protected:
  CallQualitySection() { WriteJitteryTraces(folder(), 1); }

  Json Replay(const std::string& options) const {
    return Json::parse(Neteq("replay trace0.rtpdump --repeat 0 --json - " + options).out);
  }
};

TEST_F(CallQualitySection, HasTheEModelWithItsParameters) {
  const Json replay = Replay("");
  const Json& model = replay["call_quality"]["e_model"];

  EXPECT_NEAR(model["one_way_delay_ms"].get<double>(),
              model["params"]["base_delay_ms"].get<double>() +
                  replay["playout_delay_ms"]["mean"].get<double>(),
              0.01);
  EXPECT_TRUE(model["params"]["band"].is_string());
  EXPECT_GT(model["mos_cq"], 1.0);
  EXPECT_LE(model["mos_cq"], model["mos_lq"]);
}

TEST_F(CallQualitySection, RatesALongDelayBelowAShortOne) {
  const Json near = Replay("")["call_quality"]["e_model"];
  const Json far = Replay("--set delay.min_delay_ms=500")["call_quality"]["e_model"];

  EXPECT_LT(far["mos_cq"].get<double>(), near["mos_cq"].get<double>() - 0.5);
}

TEST_F(CallQualitySection, HasStallsAndTheBlockOfRfc3611) {
  const Json replay = Replay("--set delay.max_delay_ms=20");
  const Json& quality = replay["call_quality"];

  EXPECT_GT(quality["stalls"]["played_ms"], 0);
  EXPECT_GE(quality["stalls"]["stalls_60ms.count"], quality["stalls"]["stalls_500ms.count"]);
  const std::string block = quality["voip_metrics"]["block"];
  EXPECT_EQ(block.size(), 72U);
  EXPECT_TRUE(block.starts_with("0700"));  // block type 7
  EXPECT_GT(quality["voip_metrics"]["jitter_buffer.nominal_ms"], 0.0);
}

}  // namespace
}  // namespace neteq::sim
