// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/network_list.h"

#include <nlohmann/json.hpp>

#include "simulator/networks/network.h"
#include "simulator/networks/presets.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string RangeText(const SpecParameter& parameter) {
  if (parameter.is_switch) return "yes, no";
  return ParameterText(parameter, parameter.min) + " to " + ParameterText(parameter, parameter.max);
}

/// "gamma(mean=10ms, shape=2)": all parameters with their default values.
std::string Signature(const ModelInfo& model) {
  std::string text;
  if (!model.file.empty()) text = "path";
  for (const SpecParameter& parameter : model.parameters) {
    text += text.empty() ? "" : ", ";
    text += parameter.name + '=' + ParameterText(parameter, parameter.value);
  }
  return std::string(model.name) + '(' + text + ')';
}

std::string TextList() {
  std::string text = "Models: NAME(PARAMETER=VALUE, ...), joined by +\n";
  for (const ModelInfo& model : NetworkModels()) {
    text += '\n' + Signature(model) + "\n    " + std::string(model.meaning) + '\n';
    if (!model.file.empty()) text += "    path: a file with " + std::string(model.file) + ".\n";
    for (const SpecParameter& parameter : model.parameters) {
      text += "    " + parameter.name + " (" + RangeText(parameter) +
              "): " + parameter.description + '\n';
    }
  }
  text += "\nPresets: NAME, instead of models\n";
  for (const NetworkPreset& preset : NetworkPresets()) {
    text += '\n' + std::string(preset.name) + "\n    " + std::string(preset.meaning) + "\n    " +
            std::string(preset.spec) + "\n    Source: " + std::string(preset.source) + '\n';
  }
  return text;
}

std::string MarkdownList() {
  std::string text = "| Model | Parameter | Default | Range | Meaning |\n|---|---|---|---|---|\n";
  for (const ModelInfo& model : NetworkModels()) {
    const std::string file =
        model.file.empty() ? "" : " `path`: a file with " + std::string(model.file) + '.';
    text +=
        "| `" + std::string(model.name) + "` | | | | " + std::string(model.meaning) + file + " |\n";
    for (const SpecParameter& parameter : model.parameters) {
      text += "| | `" + parameter.name + "` | " + ParameterText(parameter, parameter.value) +
              " | " + RangeText(parameter) + " | " + parameter.description + " |\n";
    }
  }
  text += "\n|  Models| Models | Meaning | Source |\n|---|---|---|---|\n";
  for (const NetworkPreset& preset : NetworkPresets()) {
    text += "| `" + std::string(preset.name) + "` | `" + std::string(preset.spec) + "` | " +
            std::string(preset.meaning) + " | " + std::string(preset.source) + " |\n";
  }
  return text;
}

Json ParameterJson(const SpecParameter& parameter) {
  Json json = {{"name", parameter.name}, {"unit", UnitName(parameter.unit)}};
  if (parameter.is_switch) {
    json["value"] = parameter.value != 0.0;
  } else {
    json["value"] = parameter.value;
    json["min"] = parameter.min;
    json["max"] = parameter.max;
  }
  json["meaning"] = parameter.description;
  return json;
}

std::string JsonList() {
  Json models = Json::array();
  for (const ModelInfo& model : NetworkModels()) {
    Json parameters = Json::array();
    if (!model.file.empty()) {
      parameters.push_back(
          {{"name", "path"}, {"meaning", "A file with " + std::string(model.file)}});
    }
    for (const SpecParameter& p : model.parameters) parameters.push_back(ParameterJson(p));
    models.push_back(
        {{"name", model.name}, {"meaning", model.meaning}, {"parameters", parameters}});
  }
  Json networks = Json::array();
  for (const NetworkPreset& preset : NetworkPresets()) {
    networks.push_back({{"name", preset.name},
                        {"models", preset.spec},
                        {"meaning", preset.meaning},
                        {"source", preset.source}});
  }
  return Json{{"models", models}, {"networks", networks}}.dump(2) + '\n';
}

}  // namespace

std::string ListNetworks(ListFormat format) {
  switch (format) {
    case ListFormat::kMarkdown:
      return MarkdownList();
    case ListFormat::kJson:
      return JsonList();
    case ListFormat::kText:
      break;
  }
  return TextList();
}

}  // namespace neteq::sim
