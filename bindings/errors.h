// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>

#include <pybind11/pybind11.h>

#include "neteq/base/status.h"

namespace neteq::python {

/// Raises what a Status says: OSError for a file that cannot be read, else ValueError. Needs the
/// GIL.
inline void RaiseUnlessOk(const Status& status) {
  if (status.ok()) return;
  if (status.code() == StatusCode::kUnreadable) {
    PyErr_SetString(PyExc_OSError, status.detail().c_str());
    throw pybind11::error_already_set();
  }
  throw pybind11::value_error(status.detail());
}

/// The value, or the exception.
template <class T>
T ValueOf(Result<T> result) {
  RaiseUnlessOk(result.status());
  return std::move(*result);
}

/// The result of `work` done without the GIL.
template <class Work>
auto Unlocked(Work work) {
  const pybind11::gil_scoped_release release;
  return work();
}

}  // namespace neteq::python
