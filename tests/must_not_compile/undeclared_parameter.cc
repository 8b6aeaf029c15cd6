// SPDX-License-Identifier: BSD-3-Clause
// A parameter missing in FieldsOf() is an error.
#include <tuple>

#include "neteq/base/fields.h"

struct Sample {
  int declared_ms = 0;
#ifdef MUST_NOT_COMPILE
  int forgotten_ms = 0;
#endif
};
constexpr auto FieldsOf(const Sample*) {
  return std::tuple{neteq::MakeField(&Sample::declared_ms, "declared_ms",
                                     neteq::Unit::kMilliseconds, 0, 1, "Declared.")};
}
static_assert(neteq::Declared<Sample>);
