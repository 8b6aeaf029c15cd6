// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/policy.h"

#include <algorithm>
#include <chrono>

#include "neteq/internal/decide/decision_logic.h"

namespace neteq {
namespace {

// Length of audio that accelerate needs (NetEQ). Equals dsp::TimeStretcher::kMinInputMs.
constexpr Duration kShorteningInput = std::chrono::milliseconds(30);
// With less than kShorteningInput of unplayed audio, preemptive expand decodes this much. It reads
// the rest of kShorteningInput from the played audio (NetEQ).
constexpr Duration kLengtheningInput = std::chrono::milliseconds(20);

class NetEqPolicy final : public DecisionPolicy {
 public:
  explicit NetEqPolicy(const DecisionParams& params)
      : params_(params), state_(internal::InitialPolicyState(params)) {}

  Decision Decide(const PolicyInput& input) noexcept override {
    return internal::Decide(input, params_, state_);
  }
  void Reset() noexcept override { state_ = internal::InitialPolicyState(params_); }

 private:
  DecisionParams params_;
  internal::PolicyState state_;
};

Decision Normal(const PolicyInput& input) {
  return {.operation = Operation::kNormal,
          .decode_samples = std::max(0, input.rate.tick_samples() - input.playable_samples)};
}

}  // namespace

std::unique_ptr<DecisionPolicy> MakeNetEqPolicy(const DecisionParams& params) {
  return std::make_unique<NetEqPolicy>(params);
}

Decision DecisionFor(Operation operation, const PolicyInput& input) noexcept {
  const auto missing_from = [&](Duration wanted) {
    return std::max<int64_t>(0, input.rate.Samples(wanted) - input.playable_samples);
  };
  const bool is_sound = input.next.present && !input.next.is_comfort_noise;
  switch (operation) {
    case Operation::kExpand:
    case Operation::kCodecPlc:
    case Operation::kDtmf:
    case Operation::kCodecComfortNoise:
      return {.operation = operation};
    case Operation::kComfortNoise:
      return {.operation = operation, .decode_samples = input.next.is_comfort_noise ? 1 : 0};
    case Operation::kAccelerate:
    case Operation::kFastAccelerate: {
      const int64_t missing = missing_from(kShorteningInput);
      // Plays normally if there is too little audio to shorten.
      if (missing > 0 && missing > input.contiguous_samples) return Normal(input);
      return {.operation = operation, .decode_samples = missing};
    }
    case Operation::kPreemptiveExpand:
      return {.operation = operation,
              .decode_samples = is_sound && missing_from(kShorteningInput) > 0
                                    ? input.rate.Samples(kLengtheningInput)
                                    : 0};
    case Operation::kMerge:
      return {.operation = operation, .decode_samples = input.rate.tick_samples()};
    case Operation::kNormal:
      break;
  }
  return Normal(input);
}

}  // namespace neteq
