// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <pybind11/pybind11.h>

#include "neteq/reports.h"

namespace neteq::python {

/// The fields of a report, in the order of TickReport in neteq/engine.py.
pybind11::tuple TupleOf(const TickReport& report);

}  // namespace neteq::python
