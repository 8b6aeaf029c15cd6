// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <pybind11/pybind11.h>

#include "base/fields.h"

namespace neteq::python {

/// A declared struct as a dictionary under its dotted names.
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

/// The names of an enum, in order of its values.
template <class Enum>
pybind11::list NamesOf() {
  pybind11::list names;
  for (const std::string_view name : EnumNames<Enum>::kNames) names.append(std::string(name));
  return names;
}

}  // namespace neteq::python
