// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Decimates to the analysis rate of about 4 kHz, where pitch is searched: 8 kHz / 2 to 48 kHz /
/// 12; 44.1 kHz / 11 is 4009 Hz. Uses a linear-phase windowed-sinc low-pass and compensates its
/// delay: out[i] is aligned with in[i * factor].
class Decimator {
 public:
  /// [setup] Allocates the taps.
  explicit Decimator(SampleRate rate);

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
