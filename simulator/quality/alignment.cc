// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <unsupported/Eigen/FFT>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"
#include "simulator/support/resample.h"

namespace neteq::sim {
namespace {

// All heuristic, tuned on the bundled traces. A piece is short enough that few pieces contain a
// stretch by one pitch period, and long enough to be told from its neighbours.
constexpr SampleRate kCoarseRate{8000};
constexpr int64_t kPiece = 640;        // 80 ms at the coarse rate
constexpr int64_t kHop = 320;          // 40 ms
constexpr int64_t kEnvelopeStep = 40;  // 5 ms
constexpr int64_t kReach = 1600;       // 200 ms around the delay of the envelope
constexpr size_t kPiecesInASegment = 25;
constexpr double kActiveDb = -40.0;    // relative to the loudest piece, as in STOI
constexpr double kSilentPower = 1e-7;  // -70 dBFS

int64_t Size(std::span<const float> signal) { return static_cast<int64_t>(signal.size()); }

/// Copies signal[begin .. begin + count), with silence beyond its ends.
std::vector<double> Cut(std::span<const float> signal, int64_t begin, int64_t count) {
  std::vector<double> cut(static_cast<size_t>(count));
  const int64_t first = std::max<int64_t>(begin, 0);
  const int64_t last = std::min(begin + count, Size(signal));
  for (int64_t i = first; i < last; ++i) {
    cut[static_cast<size_t>(i - begin)] = static_cast<double>(signal[static_cast<size_t>(i)]);
  }
  return cut;
}

double SumOfSquares(std::span<const double> x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

/// Energies of x[k .. k + window), k = 0, 1, ...
std::vector<double> WindowEnergies(std::span<const double> x, size_t window) {
  std::vector<double> sums(x.size() + 1);
  for (size_t i = 0; i < x.size(); ++i) sums[i + 1] = sums[i] + x[i] * x[i];
  std::vector<double> energies;
  for (size_t k = 0; k + window <= x.size(); ++k) energies.push_back(sums[k + window] - sums[k]);
  return energies;
}

double Normalized(double product, double energy_a, double energy_b) {
  constexpr double kNothing = 1e-9;  // below the energy of 16-bit noise over a piece
  return energy_a < kNothing || energy_b < kNothing ? 0.0
                                                    : product / std::sqrt(energy_a * energy_b);
}

/// Normalised cross-correlation of `pattern` with every position in `signal`, by FFT.
class Correlator {
 public:
  Correlator() { fft_.SetFlag(Eigen::FFT<double>::HalfSpectrum); }

  std::vector<double> Correlate(std::span<const double> pattern, std::span<const double> signal) {
    size_t size = 1;
    // The circular wrap only affects positions without a whole pattern.
    while (size < signal.size()) size *= 2;
    const auto of_pattern = Spectrum(pattern, size);
    auto product = Spectrum(signal, size);
    for (size_t i = 0; i < product.size(); ++i) product[i] *= std::conj(of_pattern[i]);
    std::vector<double> correlation;
    fft_.inv(correlation, product, static_cast<Eigen::Index>(size));
    const double energy = SumOfSquares(pattern);
    const auto energies = WindowEnergies(signal, pattern.size());
    correlation.resize(energies.size());
    for (size_t k = 0; k < energies.size(); ++k) {
      correlation[k] = Normalized(correlation[k], energy, energies[k]);
    }
    return correlation;
  }

 private:
  std::vector<std::complex<double>> Spectrum(std::span<const double> x, size_t size) {
    std::vector<double> padded(x.begin(), x.end());
    padded.resize(size);
    std::vector<std::complex<double>> spectrum;
    fft_.fwd(spectrum, padded);
    return spectrum;
  }

  Eigen::FFT<double> fft_;
};

/// Loudness over time: cube root of the energy per 5 ms, close to perceived loudness (Stevens).
std::vector<double> Envelope(std::span<const float> signal) {
  std::vector<double> envelope;
  for (int64_t begin = 0; begin + kEnvelopeStep <= Size(signal); begin += kEnvelopeStep) {
    envelope.push_back(std::cbrt(SumOfSquares(Cut(signal, begin, kEnvelopeStep))));
  }
  return envelope;
}

/// Correlation coefficient of reference[begin, end) with the output `lag` steps later.
double EnvelopeMatch(std::span<const double> reference, std::span<const double> output, int64_t lag,
                     int64_t begin, int64_t end) {
  double sum_a = 0.0, sum_b = 0.0, sum_aa = 0.0, sum_bb = 0.0, sum_ab = 0.0;
  for (int64_t i = begin; i < end; ++i) {
    const int64_t j = i + lag;
    const double a = reference[static_cast<size_t>(i)];
    const double b =
        j < 0 || j >= static_cast<int64_t>(output.size()) ? 0.0 : output[static_cast<size_t>(j)];
    sum_a += a;
    sum_b += b;
    sum_aa += a * a;
    sum_bb += b * b;
    sum_ab += a * b;
  }
  const auto count = static_cast<double>(end - begin);
  return Normalized(sum_ab - sum_a * sum_b / count, sum_aa - sum_a * sum_a / count,
                    sum_bb - sum_b * sum_b / count);
}

/// The lag in [low, high] at which the envelopes match best.
std::pair<int64_t, double> BestEnvelopeLag(std::span<const double> reference,
                                           std::span<const double> output,
                                           std::pair<int64_t, int64_t> lags, int64_t begin,
                                           int64_t end) {
  std::pair<int64_t, double> best = {lags.first, -1.0};
  for (int64_t lag = lags.first; lag <= lags.second; ++lag) {
    const double match = EnvelopeMatch(reference, output, lag, begin, end);
    if (match > best.second) best = {lag, match};
  }
  return best;
}

/// First samples of the non-silent pieces.
std::vector<int64_t> ActivePieces(std::span<const float> reference) {
  std::vector<double> powers;
  for (int64_t begin = 0; begin + kPiece <= Size(reference); begin += kHop) {
    powers.push_back(SumOfSquares(Cut(reference, begin, kPiece)) / kPiece);
  }
  if (powers.empty()) return {};
  const double loudest = *std::max_element(powers.begin(), powers.end());
  const double floor = std::max(loudest * std::pow(10.0, kActiveDb / 10.0), kSilentPower);
  std::vector<int64_t> begins;
  for (size_t i = 0; i < powers.size(); ++i) {
    if (powers[i] > floor) begins.push_back(static_cast<int64_t>(i) * kHop);
  }
  return begins;
}

/// Delay of each piece from the envelope of the speech around it, in coarse samples.
std::vector<int64_t> EnvelopeDelays(std::span<const float> reference, std::span<const float> output,
                                    const std::vector<int64_t>& begins,
                                    const AlignmentParams& params) {
  constexpr double kStepsPerMs = 0.2;
  constexpr int64_t kMargin = 40;    // 200 ms on both sides of a segment
  constexpr int64_t kBelow = 200;    // 1 s
  constexpr int64_t kAbove = 400;    // 2 s: a stall raises the delay abruptly
  constexpr double kMatch = 0.5;     // heuristic: minimum match to change the delay
  constexpr double kClearly = 0.05;  // heuristic: minimum gain over the previous delay
  const auto a = Envelope(reference);
  const auto b = Envelope(output);
  const auto length = static_cast<int64_t>(a.size());
  const auto lowest = static_cast<int64_t>(-params.max_lead_ms * kStepsPerMs);
  const auto highest = static_cast<int64_t>(params.max_delay_ms * kStepsPerMs);
  int64_t lag = BestEnvelopeLag(a, b, {lowest, highest}, 0, length).first;
  std::vector<int64_t> delays;
  while (delays.size() < begins.size()) {
    const size_t first = delays.size();
    size_t last = first;
    const int64_t segment_end = begins[first] + static_cast<int64_t>(kPiecesInASegment) * kHop;
    while (last + 1 < begins.size() && begins[last + 1] < segment_end) ++last;
    const int64_t begin = std::max<int64_t>(begins[first] / kEnvelopeStep - kMargin, 0);
    const int64_t end = std::min((begins[last] + kPiece) / kEnvelopeStep + kMargin, length);
    const std::pair lags = {std::max(lowest, lag - kBelow), std::min(highest, lag + kAbove)};
    const auto [found, match] = BestEnvelopeLag(a, b, lags, begin, end);
    const double match_before = EnvelopeMatch(a, b, lag, begin, end);
    if (match > std::max(match_before + kClearly, kMatch)) lag = found;
    delays.resize(last + 1, lag * kEnvelopeStep);
  }
  return delays;
}

struct Peak {
  int64_t delay = 0;
  double correlation = 0.0;
};

/// Peak height of the parabola through three values.
double PeakHeight(double before, double at, double after) {
  const double curvature = before - 2.0 * at + after;
  const double slope = after - before;
  return curvature < 0.0 ? at - slope * slope / (8.0 * curvature) : at;
}

/// Highest local maxima. `first_delay` is the delay of the first value.
std::vector<Peak> HighestPeaks(std::span<const double> correlation, int64_t first_delay) {
  // Two thirds of the pitch periods of a high voice within the search range.
  constexpr size_t kPeaks = 40;
  std::vector<Peak> peaks;
  for (size_t k = 1; k + 1 < correlation.size(); ++k) {
    if (correlation[k] <= correlation[k - 1] || correlation[k] < correlation[k + 1]) continue;
    peaks.push_back({first_delay + static_cast<int64_t>(k),
                     PeakHeight(correlation[k - 1], correlation[k], correlation[k + 1])});
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const Peak& a, const Peak& b) { return a.correlation > b.correlation; });
  peaks.resize(std::min(peaks.size(), kPeaks));
  return peaks;
}

/// Cost of a delay change, in units of correlation (heuristic). A pitch period (about 5 ms) costs
/// 0.15. A change of 50 ms or more is a stall and costs 1.5, whatever its length. A detour, such as
/// for a syllable that resembles another, pays twice.
double ChangeCost(int64_t change) {
  constexpr double kPerMs = 0.03;
  constexpr double kAtMost = 1.5;
  const double ms = static_cast<double>(std::abs(change)) * 1000.0 / kCoarseRate.hz();
  return std::min(kPerMs * ms, kAtMost);
}

/// Best predecessor of a state and the resulting score.
struct Way {
  size_t from = 0;
  double score = 0.0;
};
Way BestWay(const std::vector<Peak>& states, const std::vector<double>& scores, int64_t delay) {
  Way best{.score = -std::numeric_limits<double>::infinity()};
  for (size_t j = 0; j < states.size(); ++j) {
    const double score = scores[j] - ChangeCost(delay - states[j].delay);
    if (score > best.score) best = {j, score};
  }
  return best;
}

/// Viterbi search. Each piece gets the delay of one of its peaks or, where no peak is good enough,
/// the delay of the previous piece. The first piece must have at least one peak.
std::vector<int64_t> SmoothestPath(std::vector<std::vector<Peak>> pieces) {
  constexpr double kUnheard = 0.3;  // heuristic: correlation that noise reaches by chance
  std::vector<std::vector<size_t>> came_from(pieces.size());
  std::vector<double> scores;
  for (const Peak& peak : pieces[0]) scores.push_back(peak.correlation);
  for (size_t i = 1; i < pieces.size(); ++i) {
    const auto& before = pieces[i - 1];
    const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
    pieces[i].push_back({before[static_cast<size_t>(best)].delay, kUnheard});
    std::vector<double> next;
    for (const Peak& peak : pieces[i]) {
      const Way way = BestWay(before, scores, peak.delay);
      next.push_back(way.score + peak.correlation);
      came_from[i].push_back(way.from);
    }
    scores = std::move(next);
  }
  std::vector<int64_t> path(pieces.size());
  auto state = static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  for (size_t i = pieces.size(); i-- > 0;) {
    path[i] = pieces[i][state].delay;
    if (i > 0) state = came_from[i][state];
  }
  return path;
}

/// The delay of each piece at the coarse rate.
std::vector<int64_t> CoarseDelays(std::span<const float> reference, std::span<const float> output,
                                  const std::vector<int64_t>& begins,
                                  const AlignmentParams& params) {
  const auto delays = EnvelopeDelays(reference, output, begins, params);
  Correlator correlator;
  std::vector<std::vector<Peak>> peaks;
  for (size_t i = 0; i < begins.size(); ++i) {
    const int64_t first_delay = delays[i] - kReach;
    const auto piece = Cut(reference, begins[i], kPiece);
    const auto window = Cut(output, begins[i] + first_delay, kPiece + 2 * kReach);
    peaks.push_back(HighestPeaks(correlator.Correlate(piece, window), first_delay));
  }
  peaks.front().push_back({delays.front(), 0.0});
  return SmoothestPath(std::move(peaks));
}

/// Finds the best sample at the full rate within one coarse sample.
Peak Refined(std::span<const double> piece, std::span<const float> output, int64_t piece_begin,
             int64_t coarse_delay, SampleRate rate) {
  const int64_t reach = (rate.hz() + kCoarseRate.hz() - 1) / kCoarseRate.hz();
  const auto length = static_cast<int64_t>(piece.size());
  const auto window = Cut(output, piece_begin + coarse_delay - reach, length + 2 * reach);
  const double energy = SumOfSquares(piece);
  const auto energies = WindowEnergies(window, piece.size());
  Peak best{.delay = coarse_delay, .correlation = -1.0};
  for (size_t k = 0; k < energies.size(); ++k) {
    const double product = std::inner_product(piece.begin(), piece.end(),
                                              window.begin() + static_cast<ptrdiff_t>(k), 0.0);
    const double correlation = Normalized(product, energy, energies[k]);
    if (correlation <= best.correlation) continue;
    best = {coarse_delay - reach + static_cast<int64_t>(k), correlation};
  }
  return best;
}

/// Rearranges the output along the clean signal. Each heard piece covers the samples closer to it
/// than to other pieces. A run of unheard pieces keeps the previous delay until the next heard
/// piece begins in the output.
std::vector<float> Along(std::span<const float> reference, std::span<const float> output,
                         const std::vector<AlignedPiece>& pieces, int64_t hop) {
  std::vector<float> along(reference.size());
  std::vector<AlignedPiece> heard;
  for (const AlignedPiece& piece : pieces) {
    if (piece.is_heard) heard.push_back(piece);
  }
  for (size_t i = 0; i < heard.size(); ++i) {
    const bool is_last = i + 1 == heard.size();
    const int64_t begin = i == 0 ? 0 : heard[i].reference_begin + hop / 2;
    const int64_t end = is_last ? Size(reference) : heard[i + 1].reference_begin + hop / 2;
    const bool is_unheard_between = !is_last && end - begin > hop;
    const int64_t output_end =
        is_unheard_between ? std::min(end + heard[i + 1].Delay(), Size(output)) : Size(output);
    for (int64_t n = begin; n < end; ++n) {
      const int64_t from = n + heard[i].Delay();
      if (from < 0 || from >= output_end) continue;
      along[static_cast<size_t>(n)] = output[static_cast<size_t>(from)];
    }
  }
  return along;
}

}  // namespace

std::vector<float> ToMono(const AudioFile& audio) {
  const ConstAudioView view = audio.audio.First(audio.frames());
  std::vector<float> mono(static_cast<size_t>(audio.frames()));
  for (int c = 0; c < view.channels(); ++c) {
    dsp::AddScaled(view.Channel(c), 1.0F / static_cast<float>(view.channels()), mono);
  }
  return mono;
}

std::vector<float> Resampled(std::span<const float> signal, SampleRate from, SampleRate to) {
  const auto frames = static_cast<int>(signal.size());
  const AudioBuffer resampled =
      Resampled(ConstAudioView(signal.data(), 1, frames, frames), from, to);
  const auto samples = resampled.First(resampled.capacity()).Channel(0);
  return {samples.begin(), samples.end()};
}

Alignment Align(std::span<const float> reference, std::span<const float> output, SampleRate rate,
                const AlignmentParams& params) {
  NETEQ_DCHECK(rate.hz() >= kCoarseRate.hz());
  const auto coarse_reference = Resampled(reference, rate, kCoarseRate);
  const auto coarse_output = Resampled(output, rate, kCoarseRate);
  const auto begins = ActivePieces(coarse_reference);
  Alignment alignment;
  if (begins.empty()) {
    alignment.output.resize(reference.size());
    return alignment;
  }
  const auto at_rate = [&](int64_t samples) { return samples * rate.hz() / kCoarseRate.hz(); };
  const auto delays = CoarseDelays(coarse_reference, coarse_output, begins, params);
  for (size_t i = 0; i < begins.size(); ++i) {
    const int64_t begin = at_rate(begins[i]);
    const auto piece = Cut(reference, begin, at_rate(kPiece));
    const Peak peak = Refined(piece, output, begin, at_rate(delays[i]), rate);
    alignment.pieces.push_back({.reference_begin = begin,
                                .output_begin = begin + peak.delay,
                                .correlation = peak.correlation,
                                .is_heard = peak.correlation >= params.min_correlation});
  }
  alignment.output = Along(reference, output, alignment.pieces, at_rate(kHop));
  return alignment;
}

}  // namespace neteq::sim
