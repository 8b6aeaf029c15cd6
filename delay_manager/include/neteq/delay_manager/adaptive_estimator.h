// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/conversation_cost.h"
#include "neteq/delay_manager/cost_memory.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/loss_share.h"
#include "neteq/delay_manager/params.h"
#include "neteq/delay_manager/playout_bank.h"
#include "neteq/delay_manager/playout_step.h"
#include "neteq/delay_manager/service_level.h"
#include "neteq/delay_manager/service_memory.h"
#include "neteq/delay_manager/spike_pattern.h"

namespace neteq::delay {

/// Chooses the target delay that would have been cheapest so far. It plays every candidate target
/// on the packets that arrived, by the rules of the real playout, and adds up what the E-model
/// charges for the delay and for the concealment. It needs no model of the network.
///
/// - Reference: delays are relative to the fastest packet of a short window. When this reference
///   moves, all simulated playouts move with it, so clock drift, a new route and a growing queue
///   need no other treatment.
/// - Memories: a fast and a slow one each choose a target. These two targets are played and charged
///   as well, and mixed by their results.
/// - Reordered packets and copies: if a packet arrives after newer ones, or only as a copy, playouts
///   that have passed it have concealed it, and none waits. The first usable copy counts.
/// - Spikes: SpikePattern raises the target shortly before a spike that recurs.
/// - Service level: if one is set, the choice is among the candidates that have kept it, or among
///   all if none has.
/// - Pauses: comfort noise moves the reference, but is never late.
/// - Cost: 32 candidates per packet, without branches; a choice every 60 ms of audio.
class AdaptiveEstimator final : public DelayEstimator {
 public:
  /// [setup]
  explicit AdaptiveEstimator(const DelayConfig& config);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME override;
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME override;
  Duration target() const noexcept override { return target_; }
  EstimatorReport report() const noexcept override;
  bool SetServiceLevel(const ServiceLevel& level) noexcept NETEQ_REALTIME override;
  size_t candidate_count() const noexcept override { return kCandidates; }
  CandidateCost candidate(size_t index) const noexcept override;
  /// Everything learned stays valid, because delays are relative.
  void OnStreamChange() noexcept NETEQ_REALTIME override;
  void Reset() noexcept NETEQ_REALTIME override;

 private:
  static constexpr size_t kCandidates = 32;
  enum Memory : size_t { kFast, kSlow, kMemories };

  /// The playouts of all candidate targets, and what they have cost.
  struct Candidates {
    using Lanes = PlayoutBank<kCandidates>::Lanes;

    PlayoutBank<kCandidates> playouts;
    std::array<CostMemory<kCandidates>, kMemories> memories;
    ServiceMemory<kCandidates> service;
    std::array<Lanes, kMemories> costs{};  // at the last choice
    bool are_starved = false;              // one or more of them, by the last packet
    bool is_level_kept = false;            // the choice is limited by the service level
    float broken_ms = 0.0F;                // time until a broken level is tried again

    void SelectKept(float elapsed_ms);
  };
  /// The playouts of the two targets that the memories choose, and what they have cost.
  struct Rivals {
    using Lanes = PlayoutBank<kMemories>::Lanes;

    PlayoutBank<kMemories> playouts;
    CostMemory<kMemories> results;
    float fast_weight = 0.0F;  // of the fast memory's target in the mix
    bool are_starved = false;
  };

  void LearnInOrder(const Arrival& arrival);
  void LearnReordered(const Arrival& arrival);
  void Charge(const PlayoutStep& step);
  void AddCandidateGaps(bool is_spike);
  void Choose();
  size_t CheapestCandidate(const Candidates::Lanes& costs) const;
  void CheckServiceLevel(Timestamp now);
  Duration TargetWithSpikes() const;
  /// Impairment by the delay, for a playout `delay_ms` behind the reference.
  float ImpairmentOf(float delay_ms) const {
    return impairment_.Of(delay_ms + steps_.queue_height_ms());
  }

  AdaptiveParams params_;
  Duration start_delay_;
  DelayImpairment impairment_;
  Candidates candidates_;
  Rivals rivals_;
  SpikePattern spikes_;
  LossShare loss_;
  PlayoutSteps steps_;
  ServiceReport service_;
  float unchosen_ms_ = 0.0F;   // media time since the last choice
  Duration steady_target_{0};  // between spikes
  Duration target_{0};
};

}  // namespace neteq::delay
