// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include <pybind11/pybind11.h>

#include "neteq/config.h"
#include "neteq/research.h"

/// Estimators and policies written in Python. The engine is built without exceptions, so the
/// adapters store an exception raised by a callback and give the engine a safe answer. The Python
/// call that triggered the callback raises the stored exception before it returns.
namespace neteq::python {

/// The first exception raised by the callbacks of an engine.
class CallbackError {
 public:
  bool is_set() const { return error_ != nullptr; }
  /// Stores the exception being handled, unless one is stored already.
  void Keep() noexcept {
    if (!error_) error_ = std::current_exception();
  }
  /// Rethrows the stored exception and clears it. The caller must hold the GIL.
  void Raise() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  std::exception_ptr error_;
};
using SharedCallbackError = std::shared_ptr<CallbackError>;

/// User-supplied Python objects, or None for the built-in ones; see DelayEstimator and
/// DecisionPolicy in neteq/plugins.py. Create, copy and destroy while holding the GIL.
struct Plugins {
  pybind11::object estimator = pybind11::none();
  pybind11::object policy = pybind11::none();
};

/// Returns a factory for the controllers of an engine. The factory acquires the GIL if needed.
std::function<Controllers()> ControllersOf(const Plugins& plugins, const Config& config,
                                           SharedCallbackError error);

}  // namespace neteq::python
