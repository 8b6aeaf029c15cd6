// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/settings.h"

#include <string>

#include <gtest/gtest.h>

namespace neteq {
namespace {

TEST(SetSetting, SetsEveryKindOfValue) {
  Config config;

  EXPECT_TRUE(SetSetting(config, "delay.min_delay_ms", "60").ok());
  EXPECT_TRUE(SetSetting(config, "iat.quantile", "0.97").ok());
  EXPECT_TRUE(SetSetting(config, "peak.enabled", "false").ok());
  EXPECT_TRUE(SetSetting(config, "decision.level", "filtered_span").ok());
  EXPECT_TRUE(SetSetting(config, "output.rate_hz", "16000").ok());
  EXPECT_TRUE(SetSetting(config, "seed", "18446744073709551615").ok());

  EXPECT_EQ(config.params.delay.min_delay_ms, 60);
  EXPECT_EQ(config.params.iat.quantile, 0.97);
  EXPECT_FALSE(config.params.peak.enabled);
  EXPECT_EQ(config.params.decision.level, LevelSource::kFilteredSpan);
  EXPECT_EQ(config.output_rate_hz, 16'000);
  EXPECT_EQ(config.seed, UINT64_MAX);
}

TEST(SetSetting, NamesWhatItRefusesAndChangesNothing) {
  Config config;
  const Status unknown = SetSetting(config, "delay.min\ndelay", "1");
  EXPECT_EQ(unknown.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(unknown.detail(), "unknown parameter 'delay.min?delay'");

  const Status malformed = SetSetting(config, "delay.min_delay_ms", "1.5");
  EXPECT_EQ(malformed.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(malformed.detail(),
            "delay.min_delay_ms = '1.5': expected an integer from 0 to 10000 ms");

  const Status outside = SetSetting(config, "delay.min_delay_ms", "-1");
  EXPECT_EQ(outside.code(), StatusCode::kOutOfRange);
  EXPECT_EQ(config.params.delay.min_delay_ms, Config{}.params.delay.min_delay_ms);
}

// Every setting, written as text, is read back as the same value.
TEST(SetSetting, ReadsWhatSettingTextWrites) {
  Config config;
  ForEachSetting(config, [](std::string_view group, const auto& field, const auto& value) {
    Config other;
    const std::string text = SettingText(value);
    EXPECT_TRUE(SetSetting(other, DottedName(group, field.name), text).ok()) << field.name;
    ForEachSetting(other, [&](std::string_view other_group, const auto& same, const auto& read) {
      if (other_group == group && same.name == field.name) {
        EXPECT_EQ(SettingText(read), text);
      }
    });
  });
}

TEST(SettingText, HasNoExponent) {
  EXPECT_EQ(SettingText(0.996), "0.996");
  EXPECT_EQ(SettingText(1e6), "1000000");
  EXPECT_EQ(SettingText(1e-6), "0.000001");
}

}  // namespace
}  // namespace neteq
