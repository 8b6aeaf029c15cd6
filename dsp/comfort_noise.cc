// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/comfort_noise.h"

#include <algorithm>
#include <cmath>

#include "neteq/base/check.h"

namespace neteq::dsp {
namespace {

// A quarter of a 10 ms call of NetEQ. Heuristic: short enough for smooth transitions.
constexpr float kStepMs = 2.5F;
// Share of the distance to the target that remains after one step. Per call of 10 ms, NetEQ halves
// the distance in energy and multiplies that in reflection coefficients by 0.8: 0.5^(1/4) and
// 0.8^(1/4).
constexpr float kEnergyKept = 0.8408964F;
constexpr float kReflectionKept = 0.9457416F;
// A coefficient this close to its target snaps to it, which prevents denormals (heuristic).
constexpr float kArrived = 1e-6F;
// RFC 3389: the level has 7 bits; a coefficient is (byte - 127) / 128; 255 is not used.
constexpr int kLevelMask = 0x7F;
constexpr float kMaxReflection = 127.0F / 128.0F;

float Reflection(std::byte byte) {
  const auto k = static_cast<float>(std::to_integer<int>(byte) - 127) / 128.0F;
  return std::min(k, kMaxReflection);
}

/// Filters in place with the first `kOrder` coefficients of an all-pole lattice. The order is a
/// template parameter so that the state stays in registers; trailing zero coefficients change
/// nothing.
template <size_t kOrder>
void RunLattice(std::span<const float> reflection, std::span<float> backward,
                std::span<float> row) noexcept {
  std::array<float, kOrder> k;
  std::array<float, kOrder + 1> b;
  std::copy_n(reflection.begin(), kOrder, k.begin());
  std::copy_n(backward.begin(), kOrder + 1, b.begin());
  for (float& sample : row) {
    float forward = sample;
    for (size_t m = kOrder; m-- > 0;) {
      forward -= k[m] * b[m];
      b[m + 1] = b[m] + k[m] * forward;
    }
    b[0] = forward;
    sample = forward;
  }
  std::copy(b.begin(), b.end(), backward.begin());
}

}  // namespace

ComfortNoise::ComfortNoise(SampleRate rate, int channels)
    : step_(rate.SamplesInMs(static_cast<double>(kStepMs))),
      lattices_(static_cast<size_t>(channels)) {}

void ComfortNoise::Reset() noexcept {
  ready_ = false;
  order_ = 0;
  step_used_ = 0;
  target_ = {};
  current_ = {};
  for (Lattice& lattice : lattices_) lattice.fill(0.0F);
}

void ComfortNoise::UpdateSid(std::span<const std::byte> payload) noexcept {
  if (payload.empty()) return;
  const int level_db = std::to_integer<int>(payload[0]) & kLevelMask;
  const auto coefficients = payload.subspan(1, std::min<size_t>(payload.size() - 1, kMaxLpcOrder));
  target_ = {};
  target_.energy = std::pow(10.0F, -static_cast<float>(level_db) / 10.0F);
  std::transform(coefficients.begin(), coefficients.end(), target_.reflection.begin(), Reflection);
  order_ = std::max(order_, static_cast<int>(coefficients.size()));
  if (ready_) return;
  current_ = target_;
  ready_ = true;
  UpdateGain();
}

void ComfortNoise::Generate(Random& random, AudioView out) noexcept {
  if (!ready_) {
    Clear(out);
    return;
  }
  for (int done = 0; done < out.frames();) {
    if (step_used_ == step_) {
      Glide();
      step_used_ = 0;
    }
    const int count = std::min(out.frames() - done, step_ - step_used_);
    GenerateStep(random, out.Slice(done, count));
    step_used_ += count;
    done += count;
  }
}

void ComfortNoise::Glide() noexcept {
  current_.energy = target_.energy + kEnergyKept * (current_.energy - target_.energy);
  for (size_t i = 0; i < static_cast<size_t>(order_); ++i) {
    const float distance = kReflectionKept * (current_.reflection[i] - target_.reflection[i]);
    current_.reflection[i] =
        target_.reflection[i] + (std::abs(distance) < kArrived ? 0.0F : distance);
  }
  UpdateGain();
}

void ComfortNoise::UpdateGain() noexcept {
  gain_ = std::sqrt(current_.energy);
  for (const float k : current_.reflection) gain_ *= std::sqrt(1.0F - k * k);
}

void ComfortNoise::GenerateStep(Random& random, AudioView out) noexcept {
  NETEQ_DCHECK(static_cast<size_t>(out.channels()) == lattices_.size());
  // Interleaves the channels, so that call lengths do not affect which random number a channel
  // gets.
  for (int n = 0; n < out.frames(); ++n) {
    for (int c = 0; c < out.channels(); ++c) {
      out.Channel(c)[static_cast<size_t>(n)] = gain_ * random.Noise();
    }
  }
  for (size_t c = 0; c < lattices_.size(); ++c)
    Filter(lattices_[c], out.Channel(static_cast<int>(c)));
}

void ComfortNoise::Filter(Lattice& backward, std::span<float> row) const noexcept {
  if (order_ <= 4) return RunLattice<4>(current_.reflection, backward, row);
  if (order_ <= 8) return RunLattice<8>(current_.reflection, backward, row);
  if (order_ <= 12) return RunLattice<12>(current_.reflection, backward, row);
  RunLattice<kMaxLpcOrder>(current_.reflection, backward, row);
}

}  // namespace neteq::dsp
