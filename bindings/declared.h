// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>

#include <pybind11/pybind11.h>

#include "neteq/base/fields.h"

namespace neteq::python {

/// Converts a declared struct to a dictionary with dotted names as keys.
template <class Figures>
pybind11::dict DictOf(const Figures& figures) {
  pybind11::dict dict;
  ForEachLeaf(figures, [&](std::string_view group, const auto& field, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    const pybind11::str name(DottedName(group, field.name));
    if constexpr (std::is_enum_v<Value>) {
      dict[name] = std::string(EnumNames<Value>::kNames[static_cast<size_t>(value)]);
    } else {
      dict[name] = value;
    }
  });
  return dict;
}

/// Assigns dictionary values to the fields of a declared struct by dotted name. TypeError for
/// undeclared names, ValueError for values outside the declared range.
template <class Params>
void AssignFrom(const pybind11::dict& values, Params& params) {
  size_t taken = 0;
  ForEachLeaf(params, [&](std::string_view group, const auto& field, auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    const std::string name = DottedName(group, field.name);
    if (!values.contains(name.c_str())) return;
    ++taken;
    const pybind11::object given = values[name.c_str()];
    if constexpr (std::is_enum_v<Value>) {
      constexpr auto& kNames = EnumNames<Value>::kNames;
      const auto found = std::find(kNames.begin(), kNames.end(), given.cast<std::string>());
      if (found == kNames.end()) throw pybind11::value_error(name + ": unknown name");
      value = static_cast<Value>(found - kNames.begin());
    } else {
      value = given.cast<Value>();
    }
  });
  if (taken != values.size()) throw pybind11::type_error("unknown parameter");
  const Status status = CheckRanges(params);
  if (!status.ok()) throw pybind11::value_error(status.detail());
}

/// The names of an enumeration, in order of its values.
template <class Enum>
pybind11::list NamesOf() {
  pybind11::list names;
  for (const std::string_view name : EnumNames<Enum>::kNames) names.append(std::string(name));
  return names;
}

}  // namespace neteq::python
