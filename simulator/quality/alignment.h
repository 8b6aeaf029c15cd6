// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/units.h"
#include "simulator/support/audio_file.h"

/// Finds where in a receiver's output each piece of the clean signal is heard.
///
/// A jitter buffer changes its delay by stretching, concealing and dropping, so one delay for the
/// whole signal is not enough. Each piece (80 ms of the clean signal, every 40 ms) gets its own:
///   1. Usual delay: correlate the envelopes (5 ms steps) of both signals over all allowed delays.
///   2. Second by second: correlate the envelopes of one second of speech within 1 s below and 2 s
///      above the delay of the previous second.
///   3. Candidates: for each piece, take the highest peaks of the normalised cross-correlation of
///      the waveforms at 8 kHz within 200 ms (FFT).
///   4. Path: choose one peak per piece so that the sum of correlations minus the cost of delay
///      changes is largest (Viterbi). Repeated pitch periods look alike, and delay seldom changes.
///   5. Refinement: find the exact sample at the full rate.
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
                "Largest delay of the output after the clean signal."),
      MakeField(&P::max_lead_ms, "max_lead_ms", Unit::kMilliseconds, 0.0, 60'000.0,
                "Largest lead of the output before the clean signal."),
      MakeField(&P::min_correlation, "min_correlation", Unit::kRatio, 0.0, 1.0,
                "Minimum correlation with the output for a piece to count as heard."),
  };
}
static_assert(Declared<AlignmentParams>);

/// A non-silent piece of the clean signal. Positions in samples.
struct AlignedPiece {
  int64_t reference_begin = 0;
  int64_t output_begin = 0;
  double correlation = 0.0;
  bool is_heard = false;

  int64_t Delay() const { return output_begin - reference_begin; }
};

struct Alignment {
  std::vector<AlignedPiece> pieces;
  /// As long as the clean signal: the output aligned sample by sample. Silence where the output
  /// skipped ahead.
  std::vector<float> output;
};

/// Aligns two mono signals of the same rate, at least 8 kHz.
Alignment Align(std::span<const float> reference, std::span<const float> output, SampleRate rate,
                const AlignmentParams& params);

/// Averages the channels.
std::vector<float> ToMono(const AudioFile& audio);
/// Converts a whole mono signal to another rate. Both rates must be multiples of 25 Hz.
std::vector<float> Resampled(std::span<const float> signal, SampleRate from, SampleRate to);

}  // namespace neteq::sim
