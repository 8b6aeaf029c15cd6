// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/spec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Recursive-descent parser.
class TextParser {
 public:
  TextParser(std::string_view text, std::string prefix) : text_(text), prefix_(std::move(prefix)) {}

  Result<std::vector<SpecTerm>> Parse() {
    std::vector<SpecTerm> terms;
    do {
      auto term = Term();
      if (!term.ok()) return term.status();
      terms.push_back(std::move(*term));
    } while (Accept('+'));
    if (at_ < text_.size()) return Error("expected '+' or the end, not " + Rest());
    return terms;
  }

 private:
  void SkipBlanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }
  bool Accept(char c) {
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string Where() const { return prefix_ + "column " + std::to_string(at_ + 1); }
  std::string Rest() const { return Quoted(text_.substr(at_)); }
  Status Error(const std::string& what) const { return SpecError(Where(), what); }

  std::string Name() {
    SkipBlanks();
    const size_t start = at_;
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    at_ = std::min(text_.find_first_not_of(kLetters, at_), text_.size());
    return std::string(text_.substr(start, at_ - start));
  }

  Result<SpecTerm> Term() {
    SkipBlanks();
    SpecTerm term{"", {}, Where()};
    term.model = Name();
    if (term.model.empty()) return Error("expected the name of a model or a network");
    if (!Accept('(') || Accept(')')) return term;
    do {
      auto argument = Argument();
      if (!argument.ok()) return argument.status();
      term.arguments.push_back(std::move(*argument));
    } while (Accept(','));
    if (Accept(')')) return term;
    return Error("expected ',' or ')' in the parameters of " + term.model);
  }

  Result<SpecArgument> Argument() {
    SkipBlanks();
    SpecArgument argument{"", "", Where()};
    const size_t start = at_;
    argument.name = Name();
    if (argument.name.empty() || !Accept('=')) {
      argument.name.clear();
      at_ = start;
    }
    SkipBlanks();
    const bool is_quoted = Accept('"');
    const size_t end = text_.find_first_of(is_quoted ? "\"" : ",()+=\"", at_);
    if (is_quoted && end == std::string_view::npos) return Error("missing closing quote");
    argument.value = text_.substr(at_, end - at_);
    if (!is_quoted) argument.value = Trimmed(argument.value);
    if (argument.value.empty()) return Error("expected a value");
    at_ = std::min(end, text_.size()) + (is_quoted ? 1 : 0);
    return argument;
  }

  std::string_view text_;
  std::string prefix_;
  size_t at_ = 0;
};

Result<SpecTerm> TermFromJson(const Json& object, const std::string& where) {
  const auto model = object.find("model");
  if (model == object.end() || !model->is_string()) {
    return SpecError(where, "expected an object with \"model\": \"NAME\"");
  }
  SpecTerm term{model->get<std::string>(), {}, where};
  for (const auto& [name, value] : object.items()) {
    if (name == "model") continue;
    if (!value.is_primitive() || value.is_null()) {
      return SpecError(where, "expected a number, string, true or false for \"" + name + '"');
    }
    term.arguments.push_back(
        {name, value.is_string() ? value.get<std::string>() : value.dump(), where});
  }
  return term;
}

Result<std::vector<SpecTerm>> TermsFromJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array() || json.empty()) {
    return Status(StatusCode::kInvalidArgument, "expected a JSON list such as [\"loss(5%)\"]");
  }
  std::vector<SpecTerm> terms;
  for (size_t i = 0; i < json.size(); ++i) {
    const Json& element = json[i];
    const std::string where = "element " + std::to_string(i + 1);
    if (element.is_string()) {
      auto parsed = TextParser(element.get_ref<const std::string&>(), where + ", ").Parse();
      if (!parsed.ok()) return parsed;
      terms.insert(terms.end(), parsed->begin(), parsed->end());
      continue;
    }
    if (!element.is_object()) return SpecError(where, "expected a string or an object");
    auto term = TermFromJson(element, where);
    if (!term.ok()) return term.status();
    terms.push_back(std::move(*term));
  }
  return terms;
}

struct Suffix {
  std::string_view text;
  double factor;
};

/// Unit suffixes; longer ones first if one ends like another.
std::vector<Suffix> SuffixesOf(Unit unit) {
  if (unit == Unit::kMilliseconds) {
    return {{"ms", 1.0}, {"us", 0.001}, {"s", 1000.0}, {"min", 60'000.0}, {"h", 3.6e6}};
  }
  if (unit == Unit::kRatio) return {{"%", 0.01}};
  if (unit == Unit::kPartsPerMillion) return {{"ppm", 1.0}};
  return {};
}

std::optional<double> ParseValue(std::string_view text, const SpecParameter& parameter) {
  if (parameter.is_switch) {
    if (text == "yes" || text == "true") return 1.0;
    if (text == "no" || text == "false") return 0.0;
    return std::nullopt;
  }
  double factor = 1.0;
  for (const Suffix& suffix : SuffixesOf(parameter.unit)) {
    if (!text.ends_with(suffix.text)) continue;
    text = Trimmed(text.substr(0, text.size() - suffix.text.size()));
    factor = suffix.factor;
    break;
  }
  const auto number = ParseNumber<double>(text);
  if (!number || (parameter.is_whole && *number != std::floor(*number))) return std::nullopt;
  return *number * factor;
}

std::string KindText(const SpecParameter& parameter) {
  if (parameter.is_switch) return "yes or no";
  if (parameter.is_whole) return "an integer";
  if (parameter.unit == Unit::kMilliseconds) return "a time, such as 20ms or 1.5s";
  if (parameter.unit == Unit::kRatio) return "a ratio, such as 5% or 0.05";
  return "a number";
}

/// Parameter that an argument refers to; nullptr if there is none.
SpecParameter* Find(const SpecArgument& argument, size_t place,
                    std::vector<SpecParameter>& parameters) {
  if (argument.name.empty()) return place < parameters.size() ? &parameters[place] : nullptr;
  const auto named = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& p) { return p.name == argument.name; });
  return named == parameters.end() ? nullptr : &*named;
}

Status UnknownParameter(const SpecTerm& term, const SpecArgument& argument,
                        const std::vector<SpecParameter>& parameters) {
  if (argument.name.empty()) {
    return SpecError(argument.where, term.model + ": too many values; it has " +
                                         std::to_string(parameters.size()) + " parameters");
  }
  std::vector<std::string> names;
  std::string list;
  for (const SpecParameter& parameter : parameters) {
    names.push_back(parameter.name);
    list += (list.empty() ? "" : ", ") + parameter.name;
  }
  const std::string nearest = Nearest(argument.name, names);
  const std::string hint =
      nearest.empty() ? "; it has " + list : "; did you mean '" + nearest + "'?";
  return SpecError(argument.where,
                   term.model + " has no parameter '" + argument.name + '\'' + hint);
}

Status SetValue(const SpecTerm& term, const SpecArgument& argument, SpecParameter& parameter) {
  const auto value = ParseValue(argument.value, parameter);
  const std::string label = term.model + ": " + parameter.name;
  if (!value) {
    return SpecError(argument.where,
                     label + " is " + Quoted(argument.value) + "; expected " + KindText(parameter));
  }
  if (*value >= parameter.min && *value <= parameter.max) {
    parameter.value = *value;
    return {};
  }
  return {StatusCode::kOutOfRange,
          SpecError(argument.where, label + " is " + Quoted(argument.value) + "; expected " +
                                        ParameterText(parameter, parameter.min) + " to " +
                                        ParameterText(parameter, parameter.max))
              .detail()};
}

}  // namespace

Status SpecError(const std::string& where, const std::string& what) {
  return {StatusCode::kInvalidArgument, where + ": " + what};
}

Result<std::vector<SpecTerm>> ParseNetworkSpec(std::string_view text) {
  if (Trimmed(text).starts_with('[')) return TermsFromJson(text);
  return TextParser(text, "").Parse();
}

Status SetParameters(const SpecTerm& term, std::vector<SpecParameter>& parameters) {
  std::set<std::string> given;
  for (size_t place = 0; place < term.arguments.size(); ++place) {
    const SpecArgument& argument = term.arguments[place];
    SpecParameter* parameter = Find(argument, place, parameters);
    if (parameter == nullptr) return UnknownParameter(term, argument, parameters);
    if (!given.insert(parameter->name).second) {
      return SpecError(argument.where, term.model + ": " + parameter->name + " is set twice");
    }
    if (argument.name.empty() && place > 0 && !term.arguments[place - 1].name.empty()) {
      return SpecError(argument.where,
                       term.model + ": a value without a name must precede named ones");
    }
    if (Status status = SetValue(term, argument, *parameter); !status.ok()) return status;
  }
  return {};
}

std::string ParameterText(const SpecParameter& parameter, double value) {
  constexpr int kDecimals = 4;
  if (parameter.is_switch) return value != 0.0 ? "yes" : "no";
  if (parameter.unit == Unit::kRatio) return FormatNumber(100.0 * value, kDecimals) + "%";
  if (parameter.unit != Unit::kMilliseconds) return FormatNumber(value, kDecimals);
  if (value >= 3.6e6) return FormatNumber(value / 3.6e6, kDecimals) + "h";
  if (value >= 1000.0) return FormatNumber(value / 1000.0, kDecimals) + "s";
  return FormatNumber(value, kDecimals) + "ms";
}

}  // namespace neteq::sim
