// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "simulator/quality/alignment.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/metrics.h"

/// How an output sounds beside the clean signal, and how late it is.
namespace neteq::sim {

/// Measures of two signals that are aligned already. Delay costs nothing in any of them.
struct QualityFigures {
  double estoi = 0.0;
  double log_spectral_distance_db = 0.0;
  double segmental_snr_db = 0.0;
  double correlation = 0.0;
  double heard_pct = 0.0;
  double mouth_to_ear_mean_ms = 0.0;
  double mouth_to_ear_p95_ms = 0.0;
};
constexpr auto FieldsOf(const QualityFigures*) {
  using Q = QualityFigures;
  return std::tuple{
      MakeField(&Q::estoi, "estoi", Unit::kNone, -1.0, 1.0,
                "Extended short-time objective intelligibility; 1 is the clean signal."),
      MakeField(&Q::log_spectral_distance_db, "log_spectral_distance_db", Unit::kDecibels, 0.0,
                1000.0, "Mean distance of log spectra over frames with sound, up to 8 kHz."),
      MakeField(&Q::segmental_snr_db, "segmental_snr_db", Unit::kDecibels, -10.0, 35.0,
                "Mean signal-to-noise ratio of frames with sound, each within -10 to 35 dB."),
      MakeField(&Q::correlation, "correlation", Unit::kNone, -1.0, 1.0,
                "Median correlation of pieces of 80 ms with sound."),
      MakeField(&Q::heard_pct, "heard_pct", Unit::kNone, 0.0, 100.0,
                "Share of those pieces that are found again in the output, %."),
      MakeField(&Q::mouth_to_ear_mean_ms, "mouth_to_ear_mean_ms", Unit::kMilliseconds, -1e9, 1e9,
                "Mean true delay of the pieces that are found."),
      MakeField(&Q::mouth_to_ear_p95_ms, "mouth_to_ear_p95_ms", Unit::kMilliseconds, -1e9, 1e9,
                "The delay that 95 % of them do not exceed."),
  };
}
static_assert(Declared<QualityFigures>);

/// True delay over time, for plots.
struct DelayAt {
  double reference_ms = 0.0;  ///< time in the clean signal
  double delay_ms = 0.0;
};

struct QualityReport {
  QualityFigures figures;
  Summary mouth_to_ear_ms;
  std::vector<DelayAt> delays;
};

/// `output_begin_ms` is when the output begins on the time line of the clean signal: the first
/// tick, less when the clean signal begins to be spoken. Both are taken as mono at the lower of
/// their rates, 16 kHz at most, so that outputs of different rates compare. kInvalidArgument if the
/// clean signal has no sound, nothing of it is found in the output, or a rate is below 8 kHz.
Result<QualityReport> CompareWithReference(const AudioFile& reference, const AudioFile& output,
                                           double output_begin_ms, const AlignmentParams& params);

/// ESTOI of two aligned signals of equal length at any rate; 0 if fewer than 384 ms have sound.
///
/// Model     At 10 kHz, frames of 256 samples (Hann, half overlapping) more than 40 dB below the
///           loudest are left out of both. Spectra (512) in 15 third-octave bands from 150 Hz; each
///           segment of 30 frames is normalised to mean 0 and norm 1 by rows, then by columns; the
///           mean over all segments of the mean inner product of their columns.
/// Source    Jensen and Taal, IEEE/ACM TASLP 24(11), 2016.
double Estoi(std::span<const float> reference, std::span<const float> output, SampleRate rate);

/// Over frames of 20 ms (Hann), 10 ms apart, that are at most 40 dB below the loudest of the clean
/// signal: the root of the mean squared difference of power spectra in dB from DC to 8 kHz. Source:
/// Gray and Markel, IEEE TASSP 24(5), 1976. 0 without such frames.
double LogSpectralDistanceDb(std::span<const float> reference, std::span<const float> output,
                             SampleRate rate);

/// Over the same frames, without window: the mean of the signal-to-noise ratios in dB, each limited
/// to -10 to 35. Source: Hansen and Pellom, ICSLP 1998. 0 without such frames.
double SegmentalSnrDb(std::span<const float> reference, std::span<const float> output,
                      SampleRate rate);

}  // namespace neteq::sim
