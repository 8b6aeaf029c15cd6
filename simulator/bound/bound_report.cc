// SPDX-License-Identifier: BSD-3-Clause
#include <nlohmann/json.hpp>

#include "simulator/bound/bound.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/text.h"
#include "simulator/support/text_table.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string Column(const std::string& text) {
  constexpr size_t kWidth = 12;
  return std::string(kWidth - std::min(kWidth, text.size()), ' ') + text;
}

std::string Row(const std::string& concealed, const std::string& delay, const std::string& inserted,
                const std::string& price) {
  return Column(concealed) + Column(delay) + Column(inserted) + Column(price) + '\n';
}

}  // namespace

std::string BoundJson(const Bound& bound, const BoundParams& params, const std::string& input) {
  Json points = Json::array();
  for (const BoundPoint& point : bound.points) points.push_back(FiguresToJson(point));
  const Json json = {{"input", input},
                     {"params", FiguresToJson(params)},
                     {"packets", bound.packets},
                     {"sound_ms", Rounded(bound.sound_ms)},
                     {"lost_pct", RoundedRate(bound.lost_pct)},
                     {"levels", bound.levels},
                     {"points", points}};
  return json.dump(2) + '\n';
}

std::string BoundText(const Bound& bound, const BoundParams& params, const std::string& input) {
  std::string text =
      LabelLine("Trace", input + ": " + std::to_string(bound.packets) + " packets, " +
                             FormatFixed(bound.sound_ms / 1000.0, 2) + " s of sound, " +
                             PercentText(bound.lost_pct) + " lost") +
      LabelLine("Schedules", "stretching by at most " + FormatNumber(params.max_stretch_pct, 2) +
                                 " %, delays up to " +
                                 FormatNumber(params.grid_ms * (bound.levels - 1), 1) +
                                 " ms in steps of " + FormatNumber(params.grid_ms, 2) + " ms") +
      '\n' + Row("concealed", "mean delay", "inserted", "price") + Row("%", "ms", "%", "ms");
  for (const BoundPoint& point : bound.points) {
    if (point.concealed_pct > params.max_concealed_pct && &point != &bound.points.front()) break;
    text += Row(FormatFixed(point.concealed_pct, 3), FormatFixed(point.mean_delay_ms, 2),
                FormatFixed(point.inserted_pct, 3), FormatNumber(point.price_ms, 1));
  }
  return text;
}

}  // namespace neteq::sim
