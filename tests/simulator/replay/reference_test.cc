// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/reference.h"

#include <string>

#include "tests/simulator/cli_fixture.h"
#include "tests/simulator/speech_like.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

class Reference : public CliFixture {
 protected:
  Reference() {
    constexpr SampleRate kRate{16000};
    auto wav = WavWriter::Open(folder() / "clean.wav", kRate, 1);
    for (const float sample : SpeechLike(kRate, 8.0, 3)) {
      const auto quantized = static_cast<int16_t>(20'000.0F * sample);
      wav->Write({&quantized, 1});
    }
    EXPECT_TRUE(wav->Close().ok());
  }

  Json Quality(const std::string& encode, const std::string& replay) const {
    const CliOutcome encoded = Neteq("trace encode clean.wav --out sent.rtpdump " + encode);
    EXPECT_EQ(encoded.exit_code, 0) << encoded.err;
    const CliOutcome outcome =
        Neteq("replay sent.rtpdump --repeat 0 --json - --reference clean.wav " + replay);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json report = Json::parse(outcome.out, nullptr, false);
    playout_ms_ = report["playout_delay_ms"]["p50"];
    return report["reference_quality"];
  }

  mutable double playout_ms_ = 0.0;
};

TEST_F(Reference, ACleanCallIsAsGoodAsItsCodecAndLateByPacketAndBuffer) {
  for (const double frame_ms : {10.0, 20.0, 40.0}) {
    const Json quality =
        Quality("--codec l16 --rate 16000 --frame-ms " + std::to_string(frame_ms), "");

    EXPECT_GT(quality["estoi"], 0.98);
    EXPECT_GT(quality["segmental_snr_db"], 25.0);
    EXPECT_NEAR(quality["mouth_to_ear_ms"]["p50"].get<double>(), playout_ms_ + frame_ms, 1.0);
  }
}

TEST_F(Reference, LossesCostIntelligibilityAndAMinimumDelayOnlyTime) {
  Write("losses.txt", [] {
    std::string pattern;
    for (int i = 0; i < 400; ++i) pattern += i % 10 < 2 ? "1\n" : "0\n";
    return pattern;
  }());
  const std::string encode = "--codec l16 --rate 16000";
  const Json clean = Quality(encode, "");
  const Json lossy = Quality(encode, "--network losses.txt");
  const Json late = Quality(encode, "--set delay.min_delay_ms=200");

  EXPECT_LT(lossy["estoi"].get<double>(), clean["estoi"].get<double>() - 0.03);
  EXPECT_LT(lossy["segmental_snr_db"], clean["segmental_snr_db"]);
  EXPECT_LT(lossy["heard_pct"], 100.0);
  // The first two packets are lost, but the signal still starts at the first of them.
  EXPECT_NEAR(lossy["mouth_to_ear_ms"]["p50"].get<double>(),
              clean["mouth_to_ear_ms"]["p50"].get<double>(), 25.0);
  EXPECT_GT(late["mouth_to_ear_ms"]["p50"].get<double>(), 180.0);
  EXPECT_GT(late["estoi"], 0.9);
}

TEST_F(Reference, IsAbsentWithoutACleanSignalAndRefusesWhatIsNone) {
  WriteJitteryTraces(folder(), 1);
  const Json report = Json::parse(Neteq("replay trace0.rtpdump --repeat 0 --json -").out);
  EXPECT_TRUE(report["reference_quality"].is_null());

  ExpectError("replay trace0.rtpdump --reference nowhere.wav", 3, "nowhere.wav");
  ExpectError("replay trace0.rtpdump --repeat 0 --reference clean.wav", 2, "clean.wav: ");
}

}  // namespace
}  // namespace neteq::sim
