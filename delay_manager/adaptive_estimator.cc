// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/adaptive_estimator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "neteq/delay_manager/bounded_ms.h"

namespace neteq::delay {
namespace {

// Points of R that a millisecond of target costs, where the E-model's delay impairment is still
// zero (heuristic: 0.1 % of concealment is worth 100 ms).
constexpr float kCostPerMs = 0.005F;
// Points of R per share of concealment, at little concealment (ITU-T G.107, Bpl = 20).
constexpr float kLossSlope = 475.0F;
// Experience assumed at the start, and the decay of its concealment with the target. Heuristic: the
// first late packets must not decide alone.
constexpr float kPriorMs = 5000.0F;
constexpr float kPriorDecayMs = 20.0F;
constexpr float kMostPriorShare = 0.2F;
constexpr float kResultsMemoryMs = 30'000.0F;  // heuristic: between the two memories
constexpr float kChoiceIntervalMs = 60.0F;     // heuristic: three packets of 20 ms
constexpr float kBrokenMs = 10'000.0F;         // heuristic: a third of the service memory
constexpr float kUnconfirmed = 0.5F;           // heuristic: chance of an unconfirmed spike

float Ms(double seconds) { return static_cast<float>(seconds) * 1e3F; }

float LongGapMs(const AdaptiveParams& params) { return static_cast<float>(params.long_gap_ms); }

ServiceLevel LevelOf(const AdaptiveParams& params) {
  return {.max_late_percent = params.max_late_percent,
          .max_delay = std::chrono::milliseconds(params.max_p95_delay_ms)};
}

/// Candidate targets: 0 to 80 ms in steps of 8 ms, then in a ratio of 1.138 up to 1200 ms. Finer
/// grids gain nothing.
float CandidateMs(size_t index) {
  constexpr size_t kEvenSteps = 10;
  constexpr float kStepMs = 8.0F;
  constexpr float kRatio = 1.138F;
  if (index <= kEvenSteps) return kStepMs * static_cast<float>(index);
  return kStepMs * kEvenSteps * std::pow(kRatio, static_cast<float>(index - kEvenSteps));
}

bool IsLate(const Arrival& arrival) {
  return arrival.relative->is_reordered || arrival.is_redundant;
}

/// Notes in `since` whether a limit is broken, and since when.
void Note(bool is_broken, Timestamp now, std::optional<Timestamp>& since) {
  if (!is_broken) {
    since.reset();
  } else if (!since) {
    since = now;
  }
}

template <size_t N>
size_t CheapestOf(const std::array<float, N>& costs) {
  return static_cast<size_t>(std::min_element(costs.begin(), costs.end()) - costs.begin());
}

}  // namespace

AdaptiveEstimator::AdaptiveEstimator(const DelayConfig& config)
    : params_(config.adaptive),
      start_delay_(std::chrono::milliseconds(config.delay.start_delay_ms)),
      candidates_{
          .playouts = PlayoutBank<kCandidates>(config.playout),
          .memories = {CostMemory<kCandidates>(Ms(params_.fast_memory_s), LongGapMs(params_)),
                       CostMemory<kCandidates>(Ms(params_.slow_memory_s), LongGapMs(params_))},
          .service = ServiceMemory<kCandidates>(LevelOf(params_))},
      rivals_{.playouts = PlayoutBank<kMemories>(config.playout),
              .results = CostMemory<kMemories>(kResultsMemoryMs, LongGapMs(params_))} {
  for (size_t i = 0; i < kCandidates; ++i) candidates_.playouts.targets()[i] = CandidateMs(i);
  Reset();
}

/// Starts with experience that makes the start delay the cheapest: concealment that decays
/// exponentially with the target, and costs as much as the target there.
void AdaptiveEstimator::Reset() noexcept {
  const float start_ms = ToFloatMs(start_delay_);
  const float start_share =
      kCostPerMs * kPriorDecayMs / (kLossSlope * static_cast<float>(params_.robustness));
  Candidates::Lanes concealed{};
  Candidates::Lanes impaired{};
  for (size_t i = 0; i < kCandidates; ++i) {
    const float target = candidates_.playouts.targets()[i];
    const float share = start_share * std::exp((start_ms - target) / kPriorDecayMs);
    concealed[i] = kPriorMs * std::min(share, kMostPriorShare);
    impaired[i] = kPriorMs * impairment_.Of(target);
  }
  for (auto& memory : candidates_.memories) memory.Reset(kPriorMs, concealed, impaired);
  rivals_.playouts.targets().fill(start_ms);
  rivals_.results.Reset(0.0F, {}, {});
  rivals_.fast_weight = 0.0F;
  spikes_.Reset();
  loss_.Reset();
  steps_.Reset();
  candidates_.service.Reset();
  candidates_.broken_ms = 0.0F;
  service_ = {.level = candidates_.service.level()};
  unchosen_ms_ = 0.0F;
  target_ = steady_target_ = start_delay_;
}

void AdaptiveEstimator::OnStreamChange() noexcept {
  steps_.Restart();
  loss_.Restart();
}

void AdaptiveEstimator::OnEmptyPacket(int64_t sequence) noexcept { loss_.OnEmptyPacket(sequence); }

void AdaptiveEstimator::OnArrival(const Arrival& arrival) noexcept {
  if (!arrival.relative) return;
  if (!IsLate(arrival)) {
    LearnInOrder(arrival);
  } else if (arrival.is_speech) {
    LearnReordered(arrival);
  }
}

void AdaptiveEstimator::LearnReordered(const Arrival& arrival) {
  const float delay_ms = BoundedMs(arrival.relative->delay);
  const float length_ms = ToFloatMs(arrival.frame_length);
  loss_.OnRecovered(length_ms);
  if (candidates_.playouts.PlayReordered(delay_ms, length_ms)) AddCandidateGaps(false);
  if (rivals_.playouts.PlayReordered(delay_ms, length_ms))
    rivals_.results.AddGaps(rivals_.playouts.gaps());
}

void AdaptiveEstimator::LearnInOrder(const Arrival& arrival) {
  const PlayoutStep step = steps_.Next(arrival);
  candidates_.are_starved = candidates_.playouts.Play(step);
  rivals_.are_starved = rivals_.playouts.Play(step);
  if (!arrival.is_speech) return;
  loss_.OnPacket(arrival.sequence, ToFloatMs(arrival.frame_length), step.elapsed_ms,
                 LongGapMs(params_));
  if (params_.spikes && spikes_.OnPacket(arrival.time, arrival.relative->delay, steady_target_)) {
    for (auto& memory : candidates_.memories) memory.ForgetSpikes();
  }
  Charge(step);
  unchosen_ms_ += step.elapsed_ms;
  if (candidates_.are_starved || unchosen_ms_ >= kChoiceIntervalMs) {
    Choose();
    CheckServiceLevel(arrival.time);
  }
  target_ = TargetWithSpikes();
}

/// Charges the candidates and the rivals for the packet that they have just played.
void AdaptiveEstimator::Charge(const PlayoutStep& step) {
  Candidates::Lanes impairments;
  for (size_t i = 0; i < kCandidates; ++i)
    impairments[i] = ImpairmentOf(candidates_.playouts.delays()[i]);
  for (auto& memory : candidates_.memories) memory.AddTime(step.elapsed_ms, impairments);
  candidates_.service.AddTime(step, candidates_.playouts.delays());
  if (candidates_.are_starved) AddCandidateGaps(params_.spikes && spikes_.is_in_spike());

  Rivals::Lanes rival_impairments;
  for (size_t i = 0; i < kMemories; ++i)
    rival_impairments[i] = ImpairmentOf(rivals_.playouts.delays()[i]);
  rivals_.results.AddTime(step.elapsed_ms, rival_impairments);
  if (rivals_.are_starved) rivals_.results.AddGaps(rivals_.playouts.gaps());
}

void AdaptiveEstimator::AddCandidateGaps(bool is_spike) {
  candidates_.service.AddGaps(candidates_.playouts.gaps());
  for (auto& memory : candidates_.memories) {
    if (is_spike) {
      memory.AddSpikeGaps(candidates_.playouts.gaps());
    } else {
      memory.AddGaps(candidates_.playouts.gaps());
    }
  }
}

/// Lets each memory choose its cheapest candidate, and mixes the two choices by the costs that
/// earlier choices caused.
void AdaptiveEstimator::Choose() {
  candidates_.SelectKept(unchosen_ms_);
  unchosen_ms_ = 0.0F;
  const Prices prices{.robustness = static_cast<float>(params_.robustness),
                      .per_ms = kCostPerMs,
                      .lost_share = loss_.value()};
  const bool with_spikes = !spikes_.is_known();
  Rivals::Lanes& chosen = rivals_.playouts.targets();
  for (size_t m = 0; m < kMemories; ++m) {
    const Candidates::Lanes& targets = candidates_.playouts.targets();
    candidates_.memories[m].GetCosts(prices, targets, with_spikes, candidates_.costs[m]);
    chosen[m] = targets[CheapestCandidate(candidates_.costs[m])];
  }
  Rivals::Lanes results;
  rivals_.results.GetCosts(prices, chosen, true, results);
  rivals_.fast_weight = 1.0F / (1.0F + std::exp(results[kFast] - results[kSlow]));
  steady_target_ = FromMs(chosen[kSlow] + rivals_.fast_weight * (chosen[kFast] - chosen[kSlow]));
}

/// The cheapest of the candidates that keep the service level, or of all candidates if none does.
size_t AdaptiveEstimator::CheapestCandidate(const Candidates::Lanes& costs) const {
  if (!candidates_.is_level_kept) return CheapestOf(costs);
  Candidates::Lanes kept;
  for (size_t i = 0; i < kCandidates; ++i)
    kept[i] = candidates_.service.Keeps(i) ? costs[i] : std::numeric_limits<float>::max();
  return CheapestOf(kept);
}

/// Decides whether the choice is limited to candidates that keep the service level: there are some,
/// and there have been some for a while. A level that can hardly be kept would otherwise be tried
/// again and again.
void AdaptiveEstimator::Candidates::SelectKept(float elapsed_ms) {
  is_level_kept = false;
  if (!service.level().is_set()) return;
  for (size_t i = 0; i < kCandidates; ++i) is_level_kept |= service.Keeps(i);
  broken_ms = is_level_kept ? std::max(0.0F, broken_ms - elapsed_ms) : kBrokenMs;
  is_level_kept &= broken_ms == 0.0F;
}

void AdaptiveEstimator::CheckServiceLevel(Timestamp now) {
  const ServiceMemory<kCandidates>& service = candidates_.service;
  if (!service.level().is_set()) return;
  const size_t chosen = CheapestCandidate(candidates_.costs[kSlow]);
  Note(!service.KeepsLateShare(chosen), now, service_.late_since);
  Note(!service.KeepsDelay(chosen), now, service_.slow_since);
}

bool AdaptiveEstimator::SetServiceLevel(const ServiceLevel& level) noexcept {
  candidates_.service.SetLevel(level);
  candidates_.broken_ms = 0.0F;
  service_ = {.level = level};
  return true;
}

/// Raises the target for a spike if the concealment it saves is worth the delay of the raise, and
/// the service level allows it.
Duration AdaptiveEstimator::TargetWithSpikes() const {
  const Duration raised = params_.spikes ? spikes_.target() : Duration::zero();
  const Duration limit = candidates_.service.level().max_delay;
  const bool is_too_slow = limit > Duration::zero() && raised > limit;
  if (raised <= steady_target_ || is_too_slow) return steady_target_;
  const float gap_ms = std::min(ToFloatMs(spikes_.height()), LongGapMs(params_));
  const float chance = spikes_.is_confirmed() ? 1.0F : kUnconfirmed;
  const float saved = chance * kLossSlope * static_cast<float>(params_.robustness) * gap_ms;
  const float rise = ImpairmentOf(ToFloatMs(raised)) - ImpairmentOf(ToFloatMs(steady_target_));
  return saved > rise * ToFloatMs(spikes_.RaiseLength(steady_target_)) ? raised : steady_target_;
}

CandidateCost AdaptiveEstimator::candidate(size_t index) const noexcept {
  return {.target = FromMs(candidates_.playouts.targets()[index]),
          .fast_cost = candidates_.costs[kFast][index],
          .slow_cost = candidates_.costs[kSlow][index]};
}

EstimatorReport AdaptiveEstimator::report() const noexcept {
  const Rivals::Lanes& chosen = rivals_.playouts.targets();
  return {.quantile_delay = steady_target_,
          .peak_delay = spikes_.target(),
          .peak_mode = spikes_.is_known(),
          .fast_delay = FromMs(chosen[kFast]),
          .slow_delay = FromMs(chosen[kSlow]),
          .fast_weight = rivals_.fast_weight,
          .queue_height = FromMs(steps_.queue_height_ms()),
          .service = service_};
}

}  // namespace neteq::delay
