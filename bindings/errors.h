// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>

#include <pybind11/pybind11.h>

#include "neteq/base/status.h"

namespace neteq::python {

/// Raises a Python exception for an error: OSError for an unreadable file, ValueError otherwise.
/// The caller must hold the GIL.
inline void RaiseUnlessOk(const Status& status) {
  if (status.ok()) return;
  if (status.code() == StatusCode::kUnreadable) {
    PyErr_SetString(PyExc_OSError, status.detail().c_str());
    throw pybind11::error_already_set();
  }
  throw pybind11::value_error(status.detail());
}

/// Returns the value, or raises as RaiseUnlessOk() does.
template <class T>
T ValueOf(Result<T> result) {
  RaiseUnlessOk(result.status());
  return std::move(*result);
}

/// Runs `work` without the GIL and returns its result.
template <class Work>
auto Unlocked(Work work) {
  const pybind11::gil_scoped_release release;
  return work();
}

}  // namespace neteq::python
