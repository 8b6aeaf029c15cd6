// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/spec.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/networks/delay_models.h"
#include "simulator/networks/network.h"

namespace neteq::sim {
namespace {

/// First term of a specification as a model.
template <class Model>
Model Parsed(const std::string& text) {
  const auto terms = ParseNetworkSpec(text);
  EXPECT_TRUE(terms.ok()) << terms.status().detail();
  if (!terms.ok()) return {};
  const auto model = ModelFrom<Model>(terms->front());
  EXPECT_TRUE(model.ok()) << model.status().detail();
  return model.ok() ? *model : Model();
}

TEST(ParseNetworkSpec, ReadsTermsAndPositions) {
  const auto terms = ParseNetworkSpec(" gamma( mean = 30,2)+clean +file(\"a (1), b.txt\")");

  ASSERT_TRUE(terms.ok()) << terms.status().detail();
  ASSERT_EQ(terms->size(), 3U);
  const SpecTerm& gamma = terms->front();
  EXPECT_EQ(gamma.model, "gamma");
  EXPECT_EQ(gamma.where, "column 2");
  ASSERT_EQ(gamma.arguments.size(), 2U);
  EXPECT_EQ(gamma.arguments[0].name, "mean");
  EXPECT_EQ(gamma.arguments[0].value, "30");
  EXPECT_EQ(gamma.arguments[1].name, "");
  EXPECT_EQ(gamma.arguments[1].value, "2");
  EXPECT_EQ((*terms)[1].arguments.size(), 0U);
  EXPECT_EQ((*terms)[2].arguments[0].value, "a (1), b.txt");
}

TEST(ModelFrom, ConvertsUnits) {
  EXPECT_EQ(Parsed<ConstantDelay>("constant(1.5s)").delay_ms, 1500.0);
  EXPECT_EQ(Parsed<ConstantDelay>("constant(250us)").delay_ms, 0.25);
  EXPECT_EQ(Parsed<ConstantDelay>("constant(20 ms)").delay_ms, 20.0);
  EXPECT_EQ(Parsed<RouteChange>("route_change(every=2min)").every_ms, 120'000.0);
  EXPECT_EQ(Parsed<RouteChange>("route_change(every=1h, levels=7)").levels, 7);
  EXPECT_DOUBLE_EQ(Parsed<GammaDelay>("gamma(correlation=95%)").draw.correlation, 0.95);
  EXPECT_DOUBLE_EQ(Parsed<GammaDelay>("gamma(correlation=0.95)").draw.correlation, 0.95);
  EXPECT_EQ(Parsed<ClockDrift>("drift(-20ppm)").ppm, -20.0);
  EXPECT_TRUE(Parsed<GammaDelay>("gamma(reorder=yes)").draw.reorder);
}

TEST(ModelFrom, AssignsPositionalValuesInOrder) {
  const auto gamma = Parsed<GammaDelay>("gamma(30, 3)");

  EXPECT_EQ(gamma.mean_ms, 30.0);
  EXPECT_EQ(gamma.shape, 3.0);
  EXPECT_EQ(gamma.draw.max_ms, DrawParams().max_ms);
}

TEST(ParseNetworkSpec, ReadsEquivalentJson) {
  const auto text = Network::Parse("gamma(mean=30, shape=2, reorder=yes) + loss(5%) + clean");
  const auto json = Network::Parse(R"([
      {"model": "gamma", "mean": 30, "shape": 2, "reorder": true}, "loss(5%) + clean"])");
  ASSERT_TRUE(text.ok()) << text.status().detail();
  ASSERT_TRUE(json.ok()) << json.status().detail();

  const Flights packets = RegularPackets(500, FromMs(20), 100);

  EXPECT_EQ(text->Send(packets, 3), json->Send(packets, 3));
}

TEST(NetworkParse, NamesThePositionOfAnError) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "column 1: expected the name of a model or a network"},
      {"clean + ", "column 9: expected the name of a model or a network"},
      {"clean clean", "column 7: expected '+' or the end, not 'clean'"},
      {"clean + gama(30)", "column 9: unknown model or network 'gama'; did you mean 'gamma'?"},
      {"gamma(men=30)", "column 7: gamma has no parameter 'men'; did you mean 'mean'?"},
      {"loss(wxyz=30)", "column 6: loss has no parameter 'wxyz'; it has loss"},
      {"gamma(mean=30", "column 14: expected ',' or ')' in the parameters of gamma"},
      {"gamma(mean=)", "column 12: expected a value"},
      {"gamma(mean=\"30)", "column 13: missing closing quote"},
      {"gamma(mean=fast)",
       "column 7: gamma: mean is 'fast'; expected a time, such as 20ms or 1.5s"},
      {"loss(5x)", "column 6: loss: loss is '5x'; expected a ratio, such as 5% or 0.05"},
      {"loss(5)", "column 6: loss: loss is '5'; expected 0% to 100%"},
      {"loss(nan)", "column 6: loss: loss is 'nan'; expected 0% to 100%"},
      {"constant(-1)", "column 10: constant: delay is '-1'; expected 0ms to 30s"},
      {"scan(channels=1.5)", "column 6: scan: channels is '1.5'; expected an integer"},
      {"gamma(reorder=2)", "column 7: gamma: reorder is '2'; expected yes or no"},
      {"gamma(30, mean=20)", "column 11: gamma: mean is set twice"},
      {"gamma(mean=20, 3)", "column 16: gamma: a value without a name must precede"},
      {"constant(1, 2)", "column 13: constant: too many values"},
      {"clean(3)", "column 1: the preset clean takes no parameters"},
      {"uniform(30, 20)", "column 1: uniform: low is above high"},
      {"gilbert(loss=90%, burst=1)", "column 1: gilbert: this loss needs longer bursts"},
      {"gilbert(5%, bad_loss=5%)", "column 1: gilbert: loss must be at least good_loss and below"},
      {"markov4(1%, isolated=2%)", "column 1: markov4: isolated exceeds loss"},
      {"markov4(90%, burst=2, density=100%)", "column 1: markov4: this loss needs longer"},
      {"markov4(5%, burst=2, density=30%, good=1)", "column 1: markov4: bursts would have less"},
      {"freeze(every=1s, length=900)", "column 1: freeze: outages may overlap"},
      {"bufferbloat(every=5s)", "column 1: bufferbloat: rise + fall exceed"},
      {"file", "column 1: file needs the path of a file"},
      {"file(reorder=yes)", "column 1: file needs the path of a file"},
      {"clean + file(none.txt)", "column 14: none.txt"},
      {"[1]", "element 1: expected a string or an object"},
      {"[", "expected a JSON list"},
      {"[{\"mean\": 3}]", "element 1: expected an object with \"model\": \"NAME\""},
      {"[\"clean\", {\"model\": \"loss\", \"loss\": []}]", "element 2: expected a number"},
      {"[\"clean\", \"clean + gama\"]", "element 2, column 9: unknown model or network"},
  };
  for (const auto& [text, expected] : cases) {
    const auto network = Network::Parse(text);
    ASSERT_FALSE(network.ok()) << text;
    EXPECT_EQ(network.status().detail().substr(0, expected.size()), expected) << text;
  }
}

}  // namespace
}  // namespace neteq::sim
