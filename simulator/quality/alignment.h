// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/units.h"
#include "simulator/support/audio_file.h"

/// Where in a receiver's output each piece of the clean signal is heard.
///
/// A jitter buffer changes its delay by stretching, concealing and dropping, so one delay for the
/// whole does not do. Pieces of 80 ms of the clean signal, 40 ms apart, each get their own:
///   1. envelopes (5 ms) of both signals, correlated over all delays allowed: the usual delay;
///   2. envelopes of each second of speech, within 1 s below and 2 s above that of the second
///      before;
///   3. waveforms at 8 kHz, within 200 ms: for each piece the best peaks of the normalised
///      cross-correlation, by FFT;
///   4. one peak a piece, so that the sum of correlations less what changes of delay cost is
///      largest (Viterbi): repeated pitch periods look alike, and delay changes seldom;
///   5. the sample, at the full rate.
namespace neteq::sim {

struct AlignmentParams {
  double max_delay_ms = 3000.0;
  double max_lead_ms = 500.0;
  double min_correlation = 0.5;
};
constexpr auto FieldsOf(const AlignmentParams*) {
  using P = AlignmentParams;
  return std::tuple{
      MakeField(&P::max_delay_ms, "max_delay_ms", Unit::kMilliseconds, 0.0, 60'000.0,
                "The output is looked for at most so long after the clean signal,"),
      MakeField(&P::max_lead_ms, "max_lead_ms", Unit::kMilliseconds, 0.0, 60'000.0,
                "and at most so long before it."),
      MakeField(&P::min_correlation, "min_correlation", Unit::kRatio, 0.0, 1.0,
                "A piece counts as heard if it correlates so much with the output."),
  };
}
static_assert(Declared<AlignmentParams>);

/// A piece of the clean signal with sound, in samples.
struct AlignedPiece {
  int64_t reference_begin = 0;
  int64_t output_begin = 0;
  double correlation = 0.0;
  bool is_heard = false;

  int64_t Delay() const { return output_begin - reference_begin; }
};

struct Alignment {
  std::vector<AlignedPiece> pieces;
  /// As long as the clean signal: what was heard in place of each of its samples, silence where
  /// the output went on to something later.
  std::vector<float> output;
};

/// Both signals mono, at the same rate of at least 8 kHz.
Alignment Align(std::span<const float> reference, std::span<const float> output, SampleRate rate,
                const AlignmentParams& params);

/// Mean of the channels.
std::vector<float> ToMono(const AudioFile& audio);
/// All of a mono signal at another rate; both multiples of 25 Hz.
std::vector<float> Resampled(std::span<const float> signal, SampleRate from, SampleRate to);

}  // namespace neteq::sim
