// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Brings audio down to the analysis rate of about 4 kHz, where pitch is searched: 8 kHz / 2 ... 48
/// kHz / 12; 44.1 kHz / 11 is 4009 Hz. Linear-phase windowed-sinc low-pass, so that out[i] belongs
/// to the instant of in[i * factor].
class Decimator {
 public:
  /// [setup] Allocates the taps.
  explicit Decimator(SampleRate rate);

  /// Input samples per output sample.
  int factor() const { return factor_; }
  /// Analysis rate in Hz; not always a whole number.
  double output_rate_hz() const { return output_rate_hz_; }
  /// Samples before and after the instant of an output that its value depends on.
  int reach() const { return reach_; }

  /// Fills `out`, out[i] at the instant of in[first + i * factor]; that must lie inside `in`, and
  /// what lies outside counts as zero.
  void Process(std::span<const float> in, int first,
               std::span<float> out) const noexcept NETEQ_REALTIME;
  void Process(std::span<const float> in, std::span<float> out) const noexcept NETEQ_REALTIME {
    Process(in, 0, out);
  }

 private:
  /// Taps before that of the instant of an output, some of them 0.
  int before() const { return static_cast<int>(taps_.size()) - 1 - reach_; }
  /// The output at in[centre], of the part of the taps that lies inside `in`.
  float AtEdge(std::span<const float> in, int centre) const noexcept NETEQ_REALTIME;

  int factor_;
  int reach_;
  double output_rate_hz_;
  std::vector<float> taps_;  // sum 1; symmetric but for zeros in front
};

}  // namespace neteq::dsp
