// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"

/// Text specifications of networks: models in the order in which packets pass them,
///
///     gamma(mean=30, shape=2) + gilbert(loss=5%, burst=3) + freeze(every=10s, length=300ms)
///
/// Values without names are assigned in order of declaration; all are optional. Times are in ms or
/// end in us, s, min or h; shares are fractions or end in %. Text that contains characters of the
/// grammar must be in double quotes.
///
/// JSON is equivalent: a list of strings and of objects such as {"model": "gamma", "mean": 30}.
namespace neteq::sim {

struct SpecArgument {
  std::string name;  ///< empty if the argument is positional
  std::string value;
  std::string where;  ///< position for error messages: "column 7"
};
struct SpecTerm {
  std::string model;
  std::vector<SpecArgument> arguments;
  std::string where;
};

/// Parses a specification. Fails with kInvalidArgument, naming the column or the element of the
/// JSON list.
Result<std::vector<SpecTerm>> ParseNetworkSpec(std::string_view text);

/// Error status "column 7: WHAT".
Status SpecError(const std::string& where, const std::string& what);

/// Declaration and value of a parameter; switches are 0 or 1.
struct SpecParameter {
  std::string name;
  Unit unit = Unit::kNone;
  bool is_switch = false;
  bool is_whole = false;
  double min = 0;
  double max = 0;
  double value = 0;
  std::string description;
};

/// Declared parameters of a model, groups included.
template <class Model>
std::vector<SpecParameter> ParametersOf(const Model& model) {
  std::vector<SpecParameter> parameters;
  ForEachLeaf(model, [&](std::string_view, const auto& field, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    parameters.push_back({std::string(field.name), field.unit, std::is_same_v<Value, bool>,
                          std::is_integral_v<Value>, static_cast<double>(field.min),
                          static_cast<double>(field.max), static_cast<double>(value),
                          std::string(field.description)});
  });
  return parameters;
}

/// Assigns the arguments of a term to parameters. Fails with kInvalidArgument or kOutOfRange,
/// naming the position and the parameter.
Status SetParameters(const SpecTerm& term, std::vector<SpecParameter>& parameters);

/// Creates a model from a term.
template <class Model>
Result<Model> ModelFrom(const SpecTerm& term) {
  Model model;
  auto parameters = ParametersOf(model);
  if (Status status = SetParameters(term, parameters); !status.ok()) return status;
  size_t next = 0;
  ForEachLeaf(model, [&](std::string_view, const auto&, auto& value) {
    value = static_cast<std::remove_cvref_t<decltype(value)>>(parameters[next++].value);
  });
  if constexpr (requires { Check(model); }) {
    if (Status status = Check(model); !status.ok()) {
      return SpecError(term.where, term.model + ": " + status.detail());
    }
  }
  return model;
}

/// Formats a value with its unit: "300ms", "5%", "yes".
std::string ParameterText(const SpecParameter& parameter, double value);

}  // namespace neteq::sim
