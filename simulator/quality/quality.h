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

/// Compares a receiver's output with the clean signal: sound quality and true delay.
namespace neteq::sim {

/// Measures of aligned signals. Delay does not affect the sound measures.
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
                "Extended short-time objective intelligibility; 1 for the clean signal itself."),
      MakeField(&Q::log_spectral_distance_db, "log_spectral_distance_db", Unit::kDecibels, 0.0,
                1000.0, "Mean distance of log spectra over non-silent frames, up to 8 kHz."),
      MakeField(&Q::segmental_snr_db, "segmental_snr_db", Unit::kDecibels, -10.0, 35.0,
                "Mean signal-to-noise ratio of non-silent frames, each limited to -10 to 35 dB."),
      MakeField(&Q::correlation, "correlation", Unit::kNone, -1.0, 1.0,
                "Median correlation of non-silent pieces of 80 ms."),
      MakeField(&Q::heard_pct, "heard_pct", Unit::kNone, 0.0, 100.0,
                "Share of those pieces that are found in the output, %."),
      MakeField(&Q::mouth_to_ear_mean_ms, "mouth_to_ear_mean_ms", Unit::kMilliseconds, -1e9, 1e9,
                "Mean true delay of the pieces found."),
      MakeField(&Q::mouth_to_ear_p95_ms, "mouth_to_ear_p95_ms", Unit::kMilliseconds, -1e9, 1e9,
                "95th percentile of the true delay."),
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

/// Compares `output` with the clean signal. `output_begin_ms` is the time of the first tick minus
/// the time at which the clean signal begins to be spoken. Both signals are compared as mono at the
/// lower of their rates, at most 16 kHz. kInvalidArgument if the clean signal is silent, if nothing
/// of it is found in the output, or if a rate is below 8 kHz.
Result<QualityReport> CompareWithReference(const AudioFile& reference, const AudioFile& output,
                                           double output_begin_ms, const AlignmentParams& params);

/// ESTOI of two aligned signals of equal length at any rate; 0 if fewer than 384 ms have sound.
///
/// - Framing: 256 samples at 10 kHz (Hann, half overlapping). Frames more than 40 dB below the
///   loudest are removed from both signals.
/// - Bands: 512-point spectra in 15 third-octave bands from 150 Hz.
/// - Score: each segment of 30 frames is normalised to mean 0 and norm 1 by rows, then by columns.
///   The result is the mean inner product of the columns over all segments.
/// - Source: Jensen and Taal, IEEE/ACM TASLP 24(11), 2016.
double Estoi(std::span<const float> reference, std::span<const float> output, SampleRate rate);

/// Root mean square difference of the power spectra in dB, DC to 8 kHz, over frames of 20 ms (Hann,
/// 10 ms apart) at most 40 dB below the loudest of the clean signal. 0 without such frames. Source:
/// Gray and Markel, IEEE TASSP 24(5), 1976.
double LogSpectralDistanceDb(std::span<const float> reference, std::span<const float> output,
                             SampleRate rate);

/// Mean signal-to-noise ratio in dB over the same frames without window, each limited to -10 to 35.
/// 0 without such frames. Source: Hansen and Pellom, ICSLP 1998.
double SegmentalSnrDb(std::span<const float> reference, std::span<const float> output,
                      SampleRate rate);

}  // namespace neteq::sim
