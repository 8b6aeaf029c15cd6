// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/nack_tracker.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Longest packet. A larger time step between packets is a pause of the sender (NetEQ: 120).
constexpr Duration kLongestPacket = milliseconds(120);

// Timer mode requests a packet once this many newer packets have arrived (NetEQ 2018: 2).
constexpr int kNewerPacketsToRequest = 2;

// Timer mode gives up packets that are due sooner than this (NetEQ 2018: 10).
constexpr Duration kShortestTimeToPlay = milliseconds(10);

}  // namespace

NackTracker::NackTracker(const NackParams& params)
    : params_(params), slots_(static_cast<size_t>(std::max(1, params.max_list))) {}

void NackTracker::Reset() noexcept {
  std::fill(slots_.begin(), slots_.end(), Slot());
  started_ = false;
  loss_rate_ = 0.0;
  ticks_ = 0;
  decoded_tick_ = 0;
}

int NackTracker::OnPacketArrived(int64_t sequence, MediaTime time, SampleRate rate) noexcept {
  rate_ = rate;
  if (!started_) {
    // Playout cannot begin before the first packet.
    started_ = true;
    newest_ = {sequence, time};
    decoded_ = {sequence - 1, time};
    decoded_tick_ = ticks_;
    return 0;
  }
  if (sequence == newest_.sequence) return 0;
  if (Is(sequence, State::kMissing)) SlotOf(sequence).state = State::kNone;
  CountNewerPacket(sequence);
  if (sequence < newest_.sequence) return 0;

  const int64_t capacity = static_cast<int64_t>(slots_.size());
  const int64_t first = std::max(newest_.sequence + 1, sequence - capacity);
  const int64_t empty = CountEmpty(first, sequence);
  const int64_t steps = sequence - newest_.sequence - empty;
  LearnLoss(steps - 1);
  const int64_t step_samples = (time - newest_.time) / steps;
  const bool is_gap = steps > 1 && step_samples > 0 && rate.Length(step_samples) <= kLongestPacket;
  if (is_gap) AddMissing(first, {sequence, time}, step_samples);
  newest_ = {sequence, time};
  return is_gap ? static_cast<int>(std::min(steps - 1, capacity)) : 0;
}

void NackTracker::OnEmptyPacket(int64_t sequence) noexcept {
  if (!started_) return;
  if (sequence > newest_.sequence) {
    SlotOf(sequence) = {.sequence = sequence, .time = {}, .state = State::kEmpty};
  } else if (Is(sequence, State::kMissing)) {
    SlotOf(sequence).state = State::kNone;
  }
}

void NackTracker::OnDecoded(int64_t sequence, MediaTime time) noexcept {
  if (!started_ || sequence < decoded_.sequence) return;
  decoded_ = {sequence, time};
  decoded_tick_ = ticks_ + 1;  // time to play starts to shrink after the tick that decodes it
}

void NackTracker::OnTick() noexcept { ++ticks_; }

int NackTracker::List(Duration rtt, std::span<uint16_t> out) noexcept {
  if (!params_.enabled || !started_ || loss_rate_ > params_.max_loss_rate) return 0;
  if (rtt <= Duration(0)) {
    if (params_.require_valid_rtt) return 0;
    rtt = milliseconds(params_.default_rtt_ms);
  }
  size_t count = 0;
  for (int64_t sequence = oldest_wanted(); sequence < newest_.sequence && count < out.size();
       ++sequence) {
    Slot& slot = SlotOf(sequence);
    if (!Is(sequence, State::kMissing) || !CanStillHelp(slot, rtt) || !IsDue(slot, rtt)) continue;
    out[count++] = static_cast<uint16_t>(sequence);
    slot.listed_tick = ticks_;
    if (params_.never_nack_twice) slot.state = State::kNone;
  }
  return static_cast<int>(count);
}

NackTracker::Slot& NackTracker::SlotOf(int64_t sequence) {
  const int64_t size = static_cast<int64_t>(slots_.size());
  return slots_[static_cast<size_t>(((sequence % size) + size) % size)];
}

bool NackTracker::Is(int64_t sequence, State state) {
  const Slot& slot = SlotOf(sequence);
  return slot.state == state && slot.sequence == sequence;
}

int64_t NackTracker::oldest_wanted() const {
  return std::max(decoded_.sequence + 1, newest_.sequence - static_cast<int64_t>(slots_.size()));
}

/// Only timer mode uses these counts.
void NackTracker::CountNewerPacket(int64_t sequence) noexcept {
  if (params_.mode != NackMode::kTimer) return;
  const int64_t end = std::min(sequence, newest_.sequence);
  for (int64_t missing = oldest_wanted(); missing < end; ++missing) {
    if (Is(missing, State::kMissing)) ++SlotOf(missing).newer_packets;
  }
}

/// Updates the loss rate for one received and `missing` lost packets in closed form. The received
/// packet contributes p <- f p, and each lost packet contributes p <- f p + (1-f).
void NackTracker::LearnLoss(int64_t missing) noexcept {
  const double f = params_.loss_forget_factor;
  const double kept = missing == 0 ? 1.0 : std::pow(f, static_cast<double>(missing));
  loss_rate_ = 1.0 - (1.0 - f * loss_rate_) * kept;
}

int64_t NackTracker::CountEmpty(int64_t first, int64_t end) noexcept {
  int64_t count = 0;
  for (int64_t sequence = first; sequence < end; ++sequence) {
    if (Is(sequence, State::kEmpty)) ++count;
  }
  return count;
}

/// Adds the packets between `first` and `newest`. `first` may be later than the beginning of the
/// gap, because a gap can be longer than the list.
void NackTracker::AddMissing(int64_t first, const Point& newest, int64_t step_samples) noexcept {
  int64_t steps = first - newest_.sequence;
  for (int64_t sequence = first; sequence < newest.sequence; ++sequence) {
    if (Is(sequence, State::kEmpty)) continue;
    SlotOf(sequence) = {.sequence = sequence,
                        .time = newest_.time + steps * step_samples,
                        .listed_tick = -1,
                        .newer_packets = 1,
                        .state = State::kMissing};
    ++steps;
  }
}

bool NackTracker::CanStillHelp(const Slot& slot, Duration rtt) const {
  const Duration ahead = rate_.Length(slot.time - decoded_.time);
  if (params_.mode == NackMode::kTimer) {
    const Duration waited = std::max<int64_t>(0, ticks_ - decoded_tick_) * kTick;
    return ahead - waited > std::max(rtt, kShortestTimeToPlay);
  }
  const Duration age = rate_.Length(newest_.time - slot.time);
  const Duration budget = FromMs(100.0 * params_.ms_per_loss_percent * loss_rate_);
  return ahead > rtt || age + rtt < budget;
}

bool NackTracker::IsDue(const Slot& slot, Duration rtt) const {
  if (params_.mode == NackMode::kPacket) return true;
  if (slot.newer_packets < kNewerPacketsToRequest) return false;
  return slot.listed_tick < 0 || (ticks_ - slot.listed_tick) * kTick >= rtt;
}

}  // namespace neteq::internal
