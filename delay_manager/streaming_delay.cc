// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/streaming_delay.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

constexpr int kDriftShare = 128;                        // NetEQ: 2/256 of a packet
constexpr Duration kMaxAge = std::chrono::minutes(10);  // NetEQ
constexpr int kMostPackets = 64;                        // NetEQ's longest inter-arrival time

}  // namespace

void StreamingDelay::Update(Timestamp now, Duration elapsed, Duration sent,
                            Duration packet_length) noexcept {
  const Duration drift = packet_length / kDriftShare;
  const Duration limit = kMostPackets * packet_length;
  const Duration growth = std::clamp(elapsed - sent, -limit, limit);
  sum_ = std::clamp(sum_ + growth - drift, Duration::zero(), limit);
  if (now - highest_at_ > kMaxAge) highest_ -= drift;
  if (sum_ < highest_) return;
  highest_ = sum_;
  highest_at_ = now;
}

}  // namespace neteq::delay
