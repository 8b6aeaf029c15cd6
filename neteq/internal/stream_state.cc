// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/stream_state.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace neteq::internal {
namespace {

delay::DelayManager MakeDelayManager(const Config& config,
                                     std::unique_ptr<delay::DelayEstimator> estimator) {
  const Params& params = config.params;
  const delay::DelayConfig delay_config{
      .delay = params.delay,
      .iat = params.iat,
      .peak = params.peak,
      .relative = params.relative,
      .adaptive = params.adaptive,
      .playout = {.band_ms = static_cast<float>(params.decision.high_limit_margin_ms),
                  .band_share = static_cast<float>(params.decision.high_limit_target_share),
                  .skip_ms = static_cast<float>(params.buffer.skip_backlog_ms)}};
  if (estimator == nullptr) return {delay_config, config.limits.max_packets};
  return {delay_config, config.limits.max_packets, std::move(estimator)};
}

/// The configured limits, within those of the parameters.
Config WithPacketLimit(Config config) {
  const int most = config.params.buffer.max_packets;
  if (most > 0) config.limits.max_packets = std::min(config.limits.max_packets, most);
  return config;
}

}  // namespace

StreamState::StreamState(const Config& stream_config,
                         std::unique_ptr<delay::DelayEstimator> estimator,
                         std::unique_ptr<DecisionPolicy> policy)
    : config(WithPacketLimit(stream_config)),
      chains(config),
      delay_manager(MakeDelayManager(config, std::move(estimator))),
      inbox(config.params.buffer, config.limits, config.params.stream),
      decider(policy != nullptr ? std::move(policy) : MakeNetEqPolicy(config.params.decision)) {}

}  // namespace neteq::internal
