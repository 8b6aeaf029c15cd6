// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/text.h"

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

TEST(ParseNumber, AcceptsOnlyTheWholeText) {
  EXPECT_EQ(ParseNumber<int>("-12"), -12);
  EXPECT_EQ(ParseNumber<double>("0.25"), 0.25);
  for (const char* text : {"", " 1", "1 ", "1x", "0x10", "99999999999"}) {
    EXPECT_FALSE(ParseNumber<int>(text)) << text;
  }
}

TEST(ParseUint32, AcceptsDecimalAndHexadecimal) {
  EXPECT_EQ(ParseUint32("4294967295"), 4294967295U);
  EXPECT_EQ(ParseUint32("0x5EED1234"), 0x5EED1234U);
  for (const char* text : {"", "0x", "0x1G", "4294967296", "-1", "0x123456789"}) {
    EXPECT_FALSE(ParseUint32(text)) << text;
  }
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(Split("a//b/", '/'), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(Split("", '/'), (std::vector<std::string_view>{""}));
}

TEST(FormatNumber, DropsTrailingZerosAndNegativeZero) {
  EXPECT_EQ(FormatNumber(20.0, 3), "20");
  EXPECT_EQ(FormatNumber(0.625, 3), "0.625");
  EXPECT_EQ(FormatNumber(1.5004, 3), "1.5");
  EXPECT_EQ(FormatNumber(-0.0001, 3), "0");
  EXPECT_EQ(FormatNumber(100.0, 0), "100");
  EXPECT_EQ(FormatFixed(2.0, 2), "2.00");
}

TEST(FormatHex, HasEightDigits) { EXPECT_EQ(FormatHex(0xBEEF), "0x0000beef"); }

TEST(Nearest, CorrectsTypingErrors) {
  const std::vector<std::string> names = {"delay.min_delay_ms", "delay.max_delay_ms", "seed"};

  EXPECT_EQ(Nearest("delay.min_dealy_ms", names), "delay.min_delay_ms");
  EXPECT_EQ(Nearest("sed", names), "seed");
  EXPECT_EQ(Nearest("entirely_different", names), "");
}

}  // namespace
}  // namespace neteq::sim
