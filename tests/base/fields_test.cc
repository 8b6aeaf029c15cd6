// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/fields.h"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace neteq {

enum class Colour { kRed, kGreen };

template <>
struct EnumNames<Colour> {
  static constexpr std::array<std::string_view, 2> kNames = {"red", "green"};
};

namespace {

struct Inner {
  double weight = 0.5;
  bool is_on = true;
};
constexpr auto FieldsOf(const Inner*) {
  return std::tuple{MakeField(&Inner::weight, "weight", Unit::kRatio, 0.0, 1.0, "A weight."),
                    MakeSwitch(&Inner::is_on, "is_on", "A switch.")};
}

struct Outer {
  int count = 3;
  Inner inner;
  Colour colour = Colour::kGreen;
};
constexpr auto FieldsOf(const Outer*) {
  return std::tuple{MakeField(&Outer::count, "count", Unit::kPackets, 1, 10, "A count."),
                    MakeGroup(&Outer::inner, "inner"),
                    MakeChoice(&Outer::colour, "colour", "A choice.")};
}

struct Forgetful {
  int listed = 0;
  int forgotten = 0;
};
[[maybe_unused]] constexpr auto FieldsOf(const Forgetful*) {
  return std::tuple{MakeField(&Forgetful::listed, "listed", Unit::kNone, 0, 1, "")};
}

struct Unlisted {
  int number = 0;
};

static_assert(Declared<Inner> && Declared<Outer>);
static_assert(!Declared<Forgetful>, "a member without an entry is noticed");
static_assert(!Declared<Unlisted>, "a struct without FieldsOf is noticed");

TEST(ForEachLeaf, VisitsLeavesInOrderOfDeclarationWithTheirGroups) {
  const Outer outer;
  std::vector<std::string> names;

  ForEachLeaf(outer, [&](std::string_view group, const auto& field, const auto& /*value*/) {
    names.push_back(DottedName(group, field.name));
  });

  EXPECT_EQ(names, (std::vector<std::string>{"count", "inner.weight", "inner.is_on", "colour"}));
}

TEST(ForEachLeaf, LetsTheVisitorWrite) {
  Outer outer;

  ForEachLeaf(outer, [](std::string_view, const auto& field, auto& value) { value = field.max; });

  EXPECT_EQ(outer.count, 10);
  EXPECT_EQ(outer.inner.weight, 1.0);
  EXPECT_EQ(outer.colour, Colour::kGreen);
}

TEST(CheckRanges, AcceptsDefaultsAndBothEndsOfARange) {
  EXPECT_TRUE(CheckRanges(Outer{}).ok());
  EXPECT_TRUE(CheckRanges(Outer{.count = 1, .inner = {.weight = 0.0}}).ok());
  EXPECT_TRUE(CheckRanges(Outer{.count = 10, .inner = {.weight = 1.0}}).ok());
}

TEST(CheckRanges, NamesTheLeafThatIsOutOfRange) {
  const Status status = CheckRanges(Outer{.inner = {.weight = 1.5}});

  EXPECT_EQ(status.code(), StatusCode::kOutOfRange);
  EXPECT_EQ(status.detail(), "inner.weight = 1.5 is out of range [0, 1]");
}

TEST(CheckRanges, RefusesNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();

  EXPECT_EQ(CheckRanges(Inner{.weight = nan}).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(CheckRanges(Inner{.weight = infinity}).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(CheckRanges(Inner{.weight = -infinity}).code(), StatusCode::kOutOfRange);
}

TEST(CheckRanges, RefusesEnumValuesWithoutAName) {
  Outer outer;
  outer.colour = static_cast<Colour>(2);

  EXPECT_EQ(CheckRanges(outer).detail(), "colour = 2 is out of range [0, 1]");
}

}  // namespace
}  // namespace neteq
