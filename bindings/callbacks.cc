// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/callbacks.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace py = pybind11;

namespace neteq::python {
namespace {

/// A Python object whose owner need not hold the GIL.
class Held {
 public:
  Held(py::object object, SharedCallbackError error)
      : object_(std::move(object)), error_(std::move(error)) {}
  ~Held() {
    const py::gil_scoped_acquire lock;
    object_ = py::object();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  /// Calls `work(object)` with the GIL held. Returns false if `work` throws, and skips `work` if an
  /// earlier callback threw.
  template <class Work>
  bool Call(Work work) const noexcept {
    if (error_->is_set()) return false;
    const py::gil_scoped_acquire lock;
    try {
      work(object_);
      return true;
    } catch (...) {
      error_->Keep();
      return false;
    }
  }

 private:
  py::object object_;
  SharedCallbackError error_;
};

Duration TargetOf(const py::object& answer) {
  constexpr double kMostMs = 10'000.0;  // largest delay bound that the engine accepts
  const auto ms = answer.cast<double>();
  if (!(ms >= 0.0 && ms <= kMostMs)) {
    throw py::value_error("target_ms: expected 0 to 10000 ms, not " + std::to_string(ms));
  }
  return FromMs(ms);
}

class PythonEstimator final : public delay::DelayEstimator {
 public:
  PythonEstimator(const py::object& estimator, SharedCallbackError error)
      : estimator_(estimator, std::move(error)) {
    Reset();
  }

  void OnArrival(const delay::Arrival& arrival) noexcept override {
    estimator_.Call([&](const py::object& self) {
      py::object relative_ms = py::none();
      if (arrival.relative) relative_ms = py::float_(ToMs(arrival.relative->delay));
      target_ = TargetOf(self.attr("_arrival")(
          arrival.sequence, ToMs(arrival.media_time), ToMs(arrival.time.time_since_epoch()),
          ToMs(arrival.frame_length), arrival.is_speech, arrival.is_redundant, relative_ms,
          arrival.relative && arrival.relative->is_reordered));
    });
  }
  void OnEmptyPacket(int64_t sequence) noexcept override {
    estimator_.Call(
        [&](const py::object& self) { target_ = TargetOf(self.attr("_empty_packet")(sequence)); });
  }
  void OnStreamChange() noexcept override { Ask("_stream_change"); }
  void Reset() noexcept override { Ask("_reset"); }
  Duration target() const noexcept override { return target_; }
  delay::EstimatorReport report() const noexcept override { return {.quantile_delay = target_}; }

 private:
  void Ask(const char* method) noexcept {
    estimator_.Call([&](const py::object& self) { target_ = TargetOf(self.attr(method)()); });
  }

  Held estimator_;
  Duration target_ = std::chrono::milliseconds(80);  // NetEQ's start value; used if Reset() throws
};

class PythonPolicy final : public DecisionPolicy {
 public:
  PythonPolicy(const py::object& policy, const DecisionParams& params, SharedCallbackError error)
      : policy_(policy, std::move(error)), built_in_(MakeNetEqPolicy(params)) {
    Call("reset");
  }

  Decision Decide(const PolicyInput& input) noexcept override {
    const Decision built_in = built_in_->Decide(input);
    int chosen = -1;
    policy_.Call([&](const py::object& self) { chosen = Ask(self, input, built_in); });
    if (chosen < 0 || static_cast<Operation>(chosen) == built_in.operation) return built_in;
    return DecisionFor(static_cast<Operation>(chosen), input);
  }
  void Reset() noexcept override {
    built_in_->Reset();
    Call("reset");
  }

 private:
  void Call(const char* method) noexcept {
    policy_.Call([&](const py::object& self) { self.attr(method)(); });
  }

  /// Returns an operation, or -1 for that of the built-in policy.
  static int Ask(const py::object& self, const PolicyInput& input, const Decision& built_in) {
    constexpr int kCount = static_cast<int>(EnumNames<Operation>::kNames.size());
    const auto ms = [&](int64_t samples) { return ToMs(input.rate.Length(samples)); };
    const auto chosen =
        self.attr("_decide")(
                static_cast<int>(built_in.operation), static_cast<int>(built_in.reason),
                ToMs(input.target), ToMs(input.filtered_level), ToMs(input.recent_playout_delay),
                ToMs(input.max_arrival_delay), ms(input.playable_samples), ms(input.span_samples),
                ms(input.contiguous_samples), input.next.present,
                input.next.present ? ms(input.next.media_time - input.end_time) : 0.0,
                ToMs(input.next.recent_playout_delay), input.concealed_ticks * ToMs(kTick),
                input.mute_factor, static_cast<int>(input.previous.operation),
                ms(input.previous.stretched_samples), input.stream_starts,
                input.pause_noise != PauseNoise::kNone)
            .cast<int>();
    if (chosen < -1 || chosen >= kCount) throw py::value_error("decide: expected an Operation");
    return chosen;
  }

  Held policy_;
  std::unique_ptr<DecisionPolicy> built_in_;
};

}  // namespace

std::function<Controllers()> ControllersOf(const Plugins& plugins, const Config& config,
                                           SharedCallbackError error) {
  // A shared pointer, because std::function may be copied without the GIL.
  const auto deleter = [](Plugins* kept) {
    const py::gil_scoped_acquire lock;
    delete kept;
  };
  const std::shared_ptr<Plugins> kept(new Plugins(plugins), deleter);
  return [kept, params = config.params.decision, error = std::move(error)] {
    const py::gil_scoped_acquire lock;
    Controllers controllers;
    if (!kept->estimator.is_none()) {
      controllers.delay_estimator = std::make_unique<PythonEstimator>(kept->estimator, error);
    }
    if (!kept->policy.is_none()) {
      controllers.policy = std::make_unique<PythonPolicy>(kept->policy, params, error);
    }
    return controllers;
  };
}

}  // namespace neteq::python
