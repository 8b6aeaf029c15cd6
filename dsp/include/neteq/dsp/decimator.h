// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Nominal output rate and low-pass of a Decimator. The low-pass is a Kaiser-windowed sinc.
struct DecimatorDesign {
  double rate_hz;       ///< the factor is the nearest integer, at least 1
  int reach_outputs;    ///< half length of the filter, in output samples
  double cutoff_ratio;  ///< middle of the transition band, relative to the output rate
  double kaiser_beta;
};

/// Analysis rate of about 4 kHz, where pitch is searched: 8 kHz / 2 to 48 kHz / 12; 44.1 kHz / 11 is
/// 4009 Hz. The rate covers the fundamental and the first formant of voiced speech (NetEQ). Stop
/// band from 2.3 kHz, 43 dB attenuation. Taps span 6 output samples, so the transition is
/// (43 - 7.95) / (2.285 * 6) rad per sample wide and the pass band ends at 0.67 kHz. Heuristic:
/// longer filters are better but slower; this one takes a third of the time of a pitch search.
inline constexpr DecimatorDesign kPitchBand{.rate_hz = 4000.0,
                                            .reach_outputs = 3,
                                            .cutoff_ratio = 1.49 / 4.0,
                                            .kaiser_beta = 3.75};  // 0.5842 22^0.4 + 0.07886 22

/// Wide-band speech at about 16 kHz: 48 kHz / 3, 32 kHz / 2, 44.1 kHz / 3. Stop band from half the
/// output rate, 50 dB attenuation. Taps span 16 output samples, so the transition is
/// (50 - 7.95) / (2.285 * 16) rad per sample wide and the pass band ends at 5.1 kHz.
inline constexpr DecimatorDesign kSpeechBand{.rate_hz = 16'000.0,
                                             .reach_outputs = 8,
                                             .cutoff_ratio = 0.41,
                                             .kaiser_beta = 4.55};  // 0.1102 (50 - 8.7)

/// Decimates by an integer factor with a linear-phase low-pass and compensates its delay: out[i] is
/// aligned with in[i * factor].
class Decimator {
 public:
  /// [setup] Allocates the taps.
  explicit Decimator(SampleRate rate, const DecimatorDesign& design = kPitchBand);

  /// Input samples per output sample.
  int factor() const { return factor_; }
  /// Analysis rate in Hz; not always an integer.
  double output_rate_hz() const { return output_rate_hz_; }
  /// Half length of the filter: an output depends on this many samples before and after its
  /// instant.
  int reach() const { return reach_; }

  /// Fills `out`; out[i] is aligned with in[first + i * factor]. These positions must lie inside
  /// `in`; samples outside `in` count as zero.
  void Process(std::span<const float> in, int first,
               std::span<float> out) const noexcept NETEQ_REALTIME;
  void Process(std::span<const float> in, std::span<float> out) const noexcept NETEQ_REALTIME {
    Process(in, 0, out);
  }
  /// Interpolates `low` to the full rate and adds it to `out`: the inverse of Process for signals in
  /// the pass band. low[i] is aligned with out[first + i * factor]; samples outside `low` count as
  /// zero, and nothing outside `out` is written. `first` may be negative.
  void AddInterpolated(std::span<const float> low, int first,
                       std::span<float> out) const noexcept NETEQ_REALTIME;

 private:
  /// Number of taps before the centre tap, including padding zeros.
  int before() const { return static_cast<int>(taps_.size()) - 1 - reach_; }
  /// Output at in[centre], with samples outside `in` taken as zero.
  float AtEdge(std::span<const float> in, int centre) const noexcept NETEQ_REALTIME;

  int factor_;
  int reach_;
  double output_rate_hz_;
  std::vector<float> taps_;  // sum 1; symmetric except for leading zeros
};

}  // namespace neteq::dsp
