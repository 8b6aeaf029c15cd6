// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Generates the tone pair of a telephone key (ITU-T Q.23); phase is continuous across calls.
///
/// - Model: y[n] = 2 cos(w) y[n-1] - y[n-2] for each tone, both from phase 0; out = g (sin(w_high
///   n) + sin(w_low n) / sqrt(2)), g = 0.4926 10^(-attenuation/20).
/// - Output: peak below 0.85. At 0 dB attenuation the high tone is -3 dBm0 and the low tone -6 dBm0
///   (full scale is +3.14 dBm0, ITU-T G.711).
/// - Accuracy: frequency and level to 1e-6 over minutes, because the recursion runs in double
///   precision.
/// - Cost: 2 multiply-adds and 1 rounding per tone and sample; no allocation.
/// - Source: WebRTC NetEQ (levels); RFC 4733 (events, attenuation).
class DtmfTone {
 public:
  explicit DtmfTone(SampleRate rate) : rate_(rate) {}

  /// Starts `event` (0 to 15: 0-9 * # A-D) at `attenuation_db` (0 to 63) below full level. If this
  /// event is already playing, only its level changes. Returns false and changes nothing if a value
  /// is out of range.
  bool Start(int event, int attenuation_db) noexcept NETEQ_REALTIME;
  /// Stops the tone; the next Start() begins at phase 0.
  void Reset() noexcept NETEQ_REALTIME { event_ = kNone; }
  bool active() const { return event_ != kNone; }

  /// Writes the next samples; zeros when no tone is active.
  void Generate(std::span<float> out) noexcept NETEQ_REALTIME;

 private:
  static constexpr int kNone = -1;

  struct Oscillator {
    double coefficient = 0.0;  // 2 cos(w)
    double current = 0.0;      // y[n]
    double previous = 0.0;     // y[n-1]

    static Oscillator AtPhaseZero(double frequency_hz, double amplitude, SampleRate rate);
    double Next();
  };

  SampleRate rate_;
  int event_ = kNone;
  double gain_ = 0.0;
  std::array<Oscillator, 2> tones_{};
};

}  // namespace neteq::dsp
