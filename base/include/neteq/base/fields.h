// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "neteq/base/range.h"
#include "neteq/base/status.h"

/// Single declaration of every parameter and statistic.
///
/// A parameter struct lists its members once, in a FieldsOf() overload next to it. Validation,
/// command line, JSON, Python and the tables of the README all derive from this list:
///
///   struct PeakParams { bool enabled = true; double height_ms = 78; };
///   constexpr auto FieldsOf(const PeakParams*) {
///     using P = PeakParams;
///     return std::tuple{MakeSwitch(&P::enabled, "enabled", "..."),
///                       MakeField(&P::height_ms, "height_ms", Unit::kMilliseconds, 0, 1000,
///                                 "...")};
///   }
///   static_assert(Declared<PeakParams>);   // every member is listed
namespace neteq {

enum class Unit : uint8_t {
  kNone,
  kMilliseconds,
  kMillisecondSamples,
  kSamples,
  kPackets,
  kTicks,
  kRatio,
  kHertz,
  kDecibels,
  kPartsPerMillion,
};

constexpr std::string_view UnitName(Unit unit) {
  constexpr std::array<std::string_view, 10> kNames = {
      "", "ms", "ms*samples", "samples", "packets", "ticks", "", "Hz", "dB", "ppm"};
  return kNames[static_cast<size_t>(unit)];
}

/// Names of the values of an enum parameter, in order from 0. Specialise with `static constexpr
/// std::array kNames`.
template <class Enum>
struct EnumNames;

template <class T>
concept FieldValue =
    std::is_same_v<T, bool> || std::is_same_v<T, int> || std::is_same_v<T, int64_t> ||
    std::is_same_v<T, uint64_t> || std::is_same_v<T, double> || std::is_enum_v<T>;

/// Description of one numeric member of a declared struct.
template <class Owner, FieldValue T>
struct Field {
  T Owner::*member;
  std::string_view name;  ///< snake_case; raw numbers end in their unit
  Unit unit;
  T min;
  T max;
  std::string_view description;
};

/// A declared struct nested in another; its leaves are called `name.leaf`.
template <class Owner, class Inner>
struct Group {
  Inner Owner::*member;
  std::string_view name;
};

template <class Owner, FieldValue T>
constexpr Field<Owner, T> MakeField(T Owner::*member, std::string_view name, Unit unit,
                                    std::type_identity_t<T> min, std::type_identity_t<T> max,
                                    std::string_view description) {
  return {member, name, unit, min, max, description};
}

template <class Owner>
constexpr Field<Owner, bool> MakeSwitch(bool Owner::*member, std::string_view name,
                                        std::string_view description) {
  return {member, name, Unit::kNone, false, true, description};
}

template <class Owner, class Enum>
requires std::is_enum_v<Enum>
constexpr Field<Owner, Enum> MakeChoice(Enum Owner::*member, std::string_view name,
                                        std::string_view description) {
  return {
      member,     name, Unit::kNone, Enum{}, static_cast<Enum>(EnumNames<Enum>::kNames.size() - 1),
      description};
}

template <class Owner, class Inner>
constexpr Group<Owner, Inner> MakeGroup(Inner Owner::*member, std::string_view name) {
  return {member, name};
}

namespace fields_internal {

struct AnyValue {
  /// Implicit, so that it initializes a member of any type; never called.
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};

template <class T, class... Values>
constexpr size_t CountMembers() {
  if constexpr (requires { T{Values{}..., AnyValue{}}; }) {
    return CountMembers<T, Values..., AnyValue>();
  } else {
    return sizeof...(Values);
  }
}

template <class Object, class Owner, class T, class Visitor>
constexpr void Visit(Object& object, const Field<Owner, T>& field, std::string_view group,
                     Visitor& visitor) {
  visitor(group, field, object.*(field.member));
}

template <class Object, class Visitor>
constexpr void VisitAll(Object& object, std::string_view group, Visitor& visitor);

template <class Object, class Owner, class Inner, class Visitor>
constexpr void Visit(Object& object, const Group<Owner, Inner>& inner, std::string_view /*outer*/,
                     Visitor& visitor) {
  VisitAll(object.*(inner.member), inner.name, visitor);
}

template <class Object, class Visitor>
constexpr void VisitAll(Object& object, std::string_view group, Visitor& visitor) {
  std::apply([&](const auto&... entries) { (Visit(object, entries, group, visitor), ...); },
             FieldsOf(static_cast<const std::remove_const_t<Object>*>(nullptr)));
}

}  // namespace fields_internal

/// True if FieldsOf() lists every member of the aggregate T.
template <class T>
concept Declared = std::is_aggregate_v<T> && fields_internal::CountMembers<T>()
== std::tuple_size_v<decltype(FieldsOf(static_cast<const T*>(nullptr)))>;

/// Calls `visitor(group, field, value)` for every leaf of a declared struct, in order of
/// declaration. `group` is "" for leaves of the struct itself; `value` is a reference, const if
/// `object` is.
template <class Object, class Visitor>
constexpr void ForEachLeaf(Object& object, Visitor&& visitor) {
  fields_internal::VisitAll(object, "", visitor);
}

/// "group.name", or "name" in the outermost struct.
inline std::string DottedName(std::string_view group, std::string_view name) {
  std::string dotted(group);
  if (!dotted.empty()) dotted += '.';
  return dotted.append(name);
}

/// Returns kOutOfRange with name, value and range of the first leaf outside its declared range; NaN
/// is outside.
template <class Object>
Status CheckRanges(const Object& object) {
  Status result;
  ForEachLeaf(object, [&](std::string_view group, const auto& field, const auto& value) {
    if (!result.ok() || (value >= field.min && value <= field.max)) return;
    result = CheckRange(DottedName(group, field.name), value, field.min, field.max,
                        UnitName(field.unit));
  });
  return result;
}

}  // namespace neteq
