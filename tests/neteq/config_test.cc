// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/config.h"

#include <gtest/gtest.h>

namespace neteq {
namespace {

std::string Refusal(const Config& config) { return CheckConfig(config).detail(); }

TEST(Config, OutputIsFortyEightKilohertzMonoByDefault) {
  EXPECT_EQ(Config().output_rate_hz, 48'000);
  EXPECT_EQ(Config().output_channels, 1);
  EXPECT_TRUE(CheckConfig({}).ok());
}

TEST(Config, RefusalsNameTheValueAndTheRange) {
  Config params;
  params.params.buffer.max_age_ms = 5;
  Config packets;
  packets.limits.max_packets = 0;
  Config bytes;
  bytes.limits.payload_bytes = 1;
  Config rate;
  rate.output_rate_hz = 22'050;
  Config channels;
  channels.output_channels = 9;
  Config bounds;
  bounds.params.delay.min_delay_ms = 200;
  bounds.params.delay.max_delay_ms = 100;

  EXPECT_EQ(Refusal(params), "buffer.max_age_ms = 5 ms is out of range [100, 60000] ms");
  EXPECT_EQ(Refusal(packets), "limits.max_packets = 0 is out of range [1, 10000]");
  EXPECT_EQ(Refusal(bytes), "limits.payload_bytes = 1 is out of range [1024, 67108864]");
  EXPECT_EQ(Refusal(rate),
            "output_rate_hz = 22050 is none of 0, 8000, 16000, 32000, 44100 and 48000");
  EXPECT_EQ(Refusal(channels), "output_channels = 9 is out of range [0, 8]");
  EXPECT_EQ(Refusal(bounds), "delay.max_delay_ms = 100 is below delay.min_delay_ms = 200");
}

TEST(PresetParams, ListsTheNamesWhenThereIsNone) {
  const auto params = PresetParams("modrn");

  EXPECT_EQ(params.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(
      params.status().detail(),
      "no preset is called 'modrn'; there is default, legacy, webrtc_2023, webrtc_2024, live, "
      "music");
}

TEST(Aliases, OldNamesOfPresetsContinueWithANotice) {
  EXPECT_TRUE(PresetParams("modern").ok());
  EXPECT_EQ(CurrentName("modern"), "webrtc_2024");
  EXPECT_EQ(AliasNotice("modern"), "preset modern is now called webrtc_2024");
  for (const Preset& preset : Presets()) {
    EXPECT_EQ(CurrentName(preset.name), preset.name);
    EXPECT_EQ(AliasNotice(preset.name), "");
  }
}

TEST(Aliases, OldNamesOfParametersContinueWithANotice) {
  EXPECT_EQ(CurrentName("relative.window_ms"), "delay.reference_window_ms");
  EXPECT_EQ(AliasNotice("relative.window_ms"),
            "parameter relative.window_ms is now called delay.reference_window_ms");
}

}  // namespace
}  // namespace neteq
