// SPDX-License-Identifier: BSD-3-Clause
// `neteq replay` with packets sent by other programs.

#include <string>

#include "tests/simulator/cli_fixture.h"
#include "tests/simulator/speech_like.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/support/audio_file.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string InSource(const std::string& path) { return "'" NETEQ_SOURCE_DIR "/" + path + "'"; }

class OtherSenders : public CliFixture {
 protected:
  Json Replay(const std::string& file, const std::string& options) const {
    const CliOutcome outcome =
        Neteq("replay " + InSource(file) + " --repeat 0 --json - " + options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(outcome.out, nullptr, false);
  }
  static double Concealed(const Json& report) { return report["derived"]["concealed_pct"]; }

  void LoseEveryThird() const { Write("losses.txt", "0\n0\n1\n"); }
};

TEST_F(OtherSenders, FfmpegsMarkersRestartNothing) {
  const Json report = Replay("tests/simulator/captures/ffmpeg_opus.pcapng",
                             "--pt 97=opus/48000/2 --set delay.min_delay_ms=80");

  EXPECT_EQ(report["packets"]["count"], 111);
  EXPECT_EQ(report["lifetime"]["decode_errors"], 0);
  EXPECT_EQ(Concealed(report), 0.0);
}

TEST_F(OtherSenders, FfmpegsInBandFecBringsBackWhatWasLost) {
  LoseEveryThird();
  const Json report = Replay("tests/simulator/captures/ffmpeg_opus.pcapng",
                             "--pt 97=opus/48000/2 --network losses.txt");

  // A third is lost. At this bitrate, libopus adds copies for most frames, but not for all.
  EXPECT_GT(report["lifetime_in_stream"]["fec_samples_decoded"], 15 * 960);
  EXPECT_LT(Concealed(report), 20.0);
}

TEST_F(OtherSenders, GStreamersRedBringsBackEverySingleLoss) {
  LoseEveryThird();
  const Json report = Replay("tests/simulator/captures/gstreamer_opus_red.pcap",
                             "--pt 96=opus/48000/2 --pt 112=red/48000/2 --network losses.txt");

  EXPECT_EQ(report["packets"]["count"], 101);
  EXPECT_EQ(report["lifetime"]["decode_errors"], 0);
  EXPECT_EQ(Concealed(report), 0.0);
}

TEST_F(OtherSenders, GStreamersG722KeepsTheClockOfRfc3551) {
  const Json report = Replay("tests/simulator/captures/gstreamer_g722.pcap", "");

  EXPECT_EQ(report["output_sample_rate_hz"], 16000);
  EXPECT_EQ(report["lifetime"]["decode_errors"], 0);
  EXPECT_EQ(Concealed(report), 0.0);
}

// Reference: traces/README.md quotes getStats() of Chromium's NetEQ for this call. Chromium played
// 20 s with the sender's audio, at the times of its own audio thread; the log holds 16.4 s of it
// and no audio.
TEST_F(OtherSenders, PresetModernComesNearChromiumsNetEq) {
  constexpr double kDelayMs = 127.4;
  constexpr double kConcealedPct = 5.30;
  auto wav = WavWriter::Open(folder() / "speech.wav", SampleRate(16000), 1);
  for (const float sample : SpeechLike(SampleRate(16000), 20.0, 5)) {
    const auto quantized = static_cast<int16_t>(20'000.0F * sample);
    wav->Write({&quantized, 1});
  }
  ASSERT_TRUE(wav->Close().ok());

  const Json report = Replay("traces/chromium_loopback.rtceventlog",
                             "--replace-audio speech.wav --preset webrtc_2024");

  EXPECT_NEAR(report["derived"]["mean_jitter_buffer_delay_ms"].get<double>(), kDelayMs,
              0.25 * kDelayMs);
  EXPECT_NEAR(Concealed(report), kConcealedPct, 1.5);
}

}  // namespace
}  // namespace neteq::sim
