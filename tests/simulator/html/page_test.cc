// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/page.h"

#include <string>
#include <vector>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

std::string OfText(const std::string& text) { return Base64(std::as_bytes(std::span(text))); }

TEST(Base64, IsThatOfRfc4648) {
  // Test vectors of section 10.
  EXPECT_EQ(OfText(""), "");
  EXPECT_EQ(OfText("f"), "Zg==");
  EXPECT_EQ(OfText("fo"), "Zm8=");
  EXPECT_EQ(OfText("foo"), "Zm9v");
  EXPECT_EQ(OfText("foob"), "Zm9vYg==");
  EXPECT_EQ(OfText("fooba"), "Zm9vYmE=");
  EXPECT_EQ(OfText("foobar"), "Zm9vYmFy");
}

TEST(PackedNumbers, AreLittleEndian) {
  EXPECT_EQ(PackedNumbers<int16_t>(std::vector<int16_t>{1, -2}),
            OfText(std::string("\1\0\xFE\xFF", 4)));
}

TEST(HtmlPage, KeepsTextFromBecomingMarkup) {
  const std::string evil = "</script><script>alert(1)</script>\xFF";

  const std::string page = HtmlPage(PageKind::kSweep, evil, {{"name", evil}});

  EXPECT_EQ(page.find("</script><script>alert"), std::string::npos);
  EXPECT_NE(page.find("<title>&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(page.find("\\u003c/script>"), std::string::npos);
}

TEST(HtmlPage, MayLoadNothing) {
  const std::string page = HtmlPage(PageKind::kReplay, "x", {{"a", 1}});

  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* load :
       {"src=\"http", "href=\"http", "url(http", "@import", "sourceMappingURL"}) {
    EXPECT_EQ(page.find(load), std::string::npos) << load;
  }
}

class ReplayPageFile : public CliFixture {};

TEST_F(ReplayPageFile, IsTheSameForTheSameInput) {
  WriteJitteryTraces(folder(), 1);

  for (const char* name : {"a.html", "b.html"}) {
    ASSERT_EQ(Neteq(std::string("replay trace0.rtpdump --report ") + name).exit_code, 0);
  }

  EXPECT_EQ(Read("a.html"), Read("b.html"));
  EXPECT_GT(Read("a.html").size(), 100'000U);
}

TEST_F(ReplayPageFile, RefusesAFolderThatIsNot) {
  WriteJitteryTraces(folder(), 1);
  ExpectError("replay trace0.rtpdump --report nowhere/a.html", 2, "nowhere/a.html");
}

}  // namespace
}  // namespace neteq::sim
