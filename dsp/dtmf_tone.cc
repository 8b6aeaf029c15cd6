// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/dtmf_tone.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace neteq::dsp {
namespace {

// ITU-T Q.23: row and column frequencies of the keypad.
constexpr std::array kRowsHz = {697.0, 770.0, 852.0, 941.0};
constexpr std::array kColumnsHz = {1209.0, 1336.0, 1477.0, 1633.0};

struct Key {
  size_t row;
  size_t column;
};
/// Indexed by event number (RFC 4733 section 3.2): 0-9 * # A-D.
constexpr std::array<Key, 16> kKeys = {{{3, 1},
                                        {0, 0},
                                        {0, 1},
                                        {0, 2},
                                        {1, 0},
                                        {1, 1},
                                        {1, 2},
                                        {2, 0},
                                        {2, 1},
                                        {2, 2},
                                        {3, 0},
                                        {3, 2},
                                        {0, 3},
                                        {1, 3},
                                        {2, 3},
                                        {3, 3}}};

constexpr int kMaxAttenuationDb = 63;  // 6 bits in RFC 4733
// NetEQ: 16141 / 2^14 times a sine with a 16-bit amplitude of 2^14.
constexpr double kFullLevel = 16'141.0 / 32'768.0;
// NetEQ: the low tone is 3 dB below the high one.
constexpr double kLowTone = 0.5 * std::numbers::sqrt2;

}  // namespace

DtmfTone::Oscillator DtmfTone::Oscillator::AtPhaseZero(double frequency_hz, double amplitude,
                                                       SampleRate rate) {
  const double step = 2.0 * std::numbers::pi * frequency_hz / rate.hz();
  return {2.0 * std::cos(step), 0.0, -amplitude * std::sin(step)};
}

double DtmfTone::Oscillator::Next() {
  const double y = current;
  current = coefficient * y - previous;
  previous = y;
  return y;
}

bool DtmfTone::Start(int event, int attenuation_db) noexcept {
  if (event < 0 || event >= static_cast<int>(kKeys.size())) return false;
  if (attenuation_db < 0 || attenuation_db > kMaxAttenuationDb) return false;
  gain_ = kFullLevel * std::pow(10.0, -attenuation_db / 20.0);
  if (event == event_) return true;
  event_ = event;
  const Key key = kKeys[static_cast<size_t>(event)];
  tones_[0] = Oscillator::AtPhaseZero(kRowsHz[key.row], kLowTone, rate_);
  tones_[1] = Oscillator::AtPhaseZero(kColumnsHz[key.column], 1.0, rate_);
  return true;
}

void DtmfTone::Generate(std::span<float> out) noexcept {
  if (!active()) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  // Local copies stay in registers; updating the members would cost a store-to-load delay per
  // sample.
  auto [low, high] = tones_;
  for (float& sample : out) sample = static_cast<float>(gain_ * (low.Next() + high.Next()));
  tones_ = {low, high};
}

}  // namespace neteq::dsp
