// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include <pybind11/pybind11.h>

#include "neteq/config.h"
#include "neteq/neteq.h"

/// Estimators and policies written in Python. The engine knows no exceptions: what a callback
/// raises is kept, the engine goes on with a safe answer, and the call from Python that led to it
/// raises in the end.
namespace neteq::python {

/// The first exception of the callbacks of an engine.
class CallbackError {
 public:
  bool is_set() const { return error_ != nullptr; }
  /// Keeps the exception that is being handled.
  void Keep() noexcept {
    if (!error_) error_ = std::current_exception();
  }
  /// Raises it, once. Needs the GIL.
  void Raise() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  std::exception_ptr error_;
};
using SharedCallbackError = std::shared_ptr<CallbackError>;

/// Objects of Python, None for what is built in; see DelayEstimator and DecisionPolicy of
/// neteq/plugins.py. Made, copied and destroyed with the GIL.
struct Plugins {
  pybind11::object estimator = pybind11::none();
  pybind11::object policy = pybind11::none();
};

/// What makes the controllers of each engine. To be called without or with the GIL.
std::function<Controllers()> ControllersOf(const Plugins& plugins, const Config& config,
                                           SharedCallbackError error);

}  // namespace neteq::python
