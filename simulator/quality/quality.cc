// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>

#include <unsupported/Eigen/FFT>

namespace neteq::sim {
namespace {

constexpr double kActiveDb = 40.0;  // threshold below the loudest frame, as in STOI

/// First samples of whole frames.
std::vector<size_t> FrameBegins(size_t samples, size_t frame, size_t hop) {
  std::vector<size_t> begins;
  for (size_t begin = 0; begin + frame <= samples; begin += hop) begins.push_back(begin);
  return begins;
}

double EnergyOf(std::span<const double> x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

/// Marks `energies` at most 40 dB below the highest. Silence has no active frames.
std::vector<bool> Active(const std::vector<double>& energies) {
  constexpr double kSilence = 1e-9;  // below the energy of 16-bit noise over a frame
  const double highest =
      energies.empty() ? 0.0 : *std::max_element(energies.begin(), energies.end());
  const double floor = std::max(highest * std::pow(10.0, -kActiveDb / 10.0), kSilence);
  std::vector<bool> active;
  active.reserve(energies.size());
  for (const double energy : energies) active.push_back(energy > floor);
  return active;
}

std::vector<double> Windowed(std::span<const float> signal, size_t begin,
                             std::span<const double> window) {
  std::vector<double> frame(window.size());
  for (size_t i = 0; i < frame.size(); ++i) {
    frame[i] = window[i] * static_cast<double>(signal[begin + i]);
  }
  return frame;
}

/// Hann window without zeros at its ends, as in STOI and Matlab's hanning().
std::vector<double> Hann(size_t size) {
  std::vector<double> window(size);
  for (size_t i = 0; i < size; ++i) {
    const double turn = static_cast<double>(i + 1) / static_cast<double>(size + 1);
    window[i] = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * turn);
  }
  return window;
}

/// Power spectrum from DC to half the rate, zero-padded to `size`.
class PowerSpectrum {
 public:
  explicit PowerSpectrum(size_t size) : padded_(size) {
    fft_.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  }

  std::vector<double> Of(std::span<const double> frame) {
    std::fill(padded_.begin(), padded_.end(), 0.0);
    std::copy(frame.begin(), frame.end(), padded_.begin());
    fft_.fwd(spectrum_, padded_);
    std::vector<double> powers;
    for (const std::complex<double>& bin : spectrum_) powers.push_back(std::norm(bin));
    return powers;
  }

 private:
  Eigen::FFT<double> fft_;
  std::vector<double> padded_;
  std::vector<std::complex<double>> spectrum_;
};

// Constants of STOI (Taal et al., IEEE TASLP 19(7), 2011).
constexpr SampleRate kStoiRate{10000};
constexpr size_t kStoiFrame = 256;
constexpr size_t kStoiHop = 128;
constexpr size_t kStoiSpectrum = 512;
constexpr size_t kBands = 15;
constexpr double kLowestBandHz = 150.0;
constexpr size_t kSegmentFrames = 30;

/// Envelopes of the bands, frame by frame.
using Band = std::array<double, kBands>;

/// Bins [first, second) of a third-octave band.
using Bins = std::pair<size_t, size_t>;
std::array<Bins, kBands> ThirdOctaves() {
  const auto bin_of = [](double hz) {
    return static_cast<size_t>(std::round(hz * kStoiSpectrum / kStoiRate.hz()));
  };
  std::array<Bins, kBands> bands;
  for (size_t i = 0; i < kBands; ++i) {
    const double centre_hz = kLowestBandHz * std::exp2(static_cast<double>(i) / 3.0);
    bands[i] = {bin_of(centre_hz * std::exp2(-1.0 / 6.0)),
                bin_of(centre_hz * std::exp2(1.0 / 6.0))};
  }
  return bands;
}

/// Removes silent frames and overlap-adds the others.
std::vector<float> WithoutSilence(std::span<const float> signal, const std::vector<bool>& is_kept) {
  const auto window = Hann(kStoiFrame);
  const auto kept = static_cast<size_t>(std::count(is_kept.begin(), is_kept.end(), true));
  std::vector<float> joined(kept == 0 ? 0 : (kept - 1) * kStoiHop + kStoiFrame);
  size_t to = 0;
  for (size_t i = 0; i < is_kept.size(); ++i) {
    if (!is_kept[i]) continue;
    const auto frame = Windowed(signal, i * kStoiHop, window);
    for (size_t n = 0; n < frame.size(); ++n) joined[to + n] += static_cast<float>(frame[n]);
    to += kStoiHop;
  }
  return joined;
}

std::vector<Band> BandsOf(std::span<const float> signal) {
  const auto window = Hann(kStoiFrame);
  const auto octaves = ThirdOctaves();
  PowerSpectrum spectrum(kStoiSpectrum);
  std::vector<Band> bands;
  for (const size_t begin : FrameBegins(signal.size(), kStoiFrame, kStoiHop)) {
    const auto powers = spectrum.Of(Windowed(signal, begin, window));
    Band band;
    for (size_t i = 0; i < kBands; ++i) {
      const auto first = powers.begin() + static_cast<std::ptrdiff_t>(octaves[i].first);
      const auto last = powers.begin() + static_cast<std::ptrdiff_t>(octaves[i].second);
      band[i] = std::sqrt(std::accumulate(first, last, 0.0));
    }
    bands.push_back(band);
  }
  return bands;
}

/// Normalises `count` values, `stride` apart, to mean 0 and norm 1.
void Normalize(double* values, size_t count, size_t stride) {
  constexpr double kTiny = 1e-12;  // avoids division by 0 in a silent band
  double mean = 0.0;
  for (size_t i = 0; i < count; ++i) mean += values[i * stride] / static_cast<double>(count);
  double energy = 0.0;
  for (size_t i = 0; i < count; ++i) {
    values[i * stride] -= mean;
    energy += values[i * stride] * values[i * stride];
  }
  const double norm = std::sqrt(energy) + kTiny;
  for (size_t i = 0; i < count; ++i) values[i * stride] /= norm;
}

using Segment = std::array<double, kBands * kSegmentFrames>;

/// Frames [begin, begin + 30), normalised per band, then per frame.
Segment NormalizedSegment(const std::vector<Band>& bands, size_t begin) {
  Segment segment;
  for (size_t frame = 0; frame < kSegmentFrames; ++frame) {
    std::copy(bands[begin + frame].begin(), bands[begin + frame].end(),
              segment.begin() + static_cast<std::ptrdiff_t>(frame * kBands));
  }
  for (size_t band = 0; band < kBands; ++band) {
    Normalize(segment.data() + band, kSegmentFrames, kBands);
  }
  for (size_t frame = 0; frame < kSegmentFrames; ++frame) {
    Normalize(segment.data() + frame * kBands, kBands, 1);
  }
  return segment;
}

/// Frames of 20 ms in which the clean signal is not silent.
struct SpeechFrames {
  size_t size = 0;
  std::vector<size_t> begins;

  SpeechFrames(std::span<const float> reference, SampleRate rate)
      : size(static_cast<size_t>(rate.SamplesInMs(20.0))) {
    const std::vector<double> flat(size, 1.0);
    const auto all = FrameBegins(reference.size(), size, size / 2);
    std::vector<double> energies;
    energies.reserve(all.size());
    for (const size_t begin : all) energies.push_back(EnergyOf(Windowed(reference, begin, flat)));
    const auto active = Active(energies);
    for (size_t i = 0; i < all.size(); ++i) {
      if (active[i]) begins.push_back(all[i]);
    }
  }
};

double MeanOrZero(const std::vector<double>& values) { return Summarize(values).mean; }

QualityFigures Measure(std::span<const float> reference, const Alignment& alignment,
                       SampleRate rate) {
  std::vector<double> correlations;
  double heard = 0.0;
  for (const AlignedPiece& piece : alignment.pieces) {
    correlations.push_back(piece.correlation);
    heard += piece.is_heard ? 1.0 : 0.0;
  }
  const auto& output = alignment.output;
  return {.estoi = Estoi(reference, output, rate),
          .log_spectral_distance_db = LogSpectralDistanceDb(reference, output, rate),
          .segmental_snr_db = SegmentalSnrDb(reference, output, rate),
          .correlation = Summarize(correlations).p50,
          .heard_pct = 100.0 * heard / static_cast<double>(alignment.pieces.size())};
}

Status Unusable(const std::string& why) {
  return {StatusCode::kInvalidArgument, "reference: " + why};
}

}  // namespace

double Estoi(std::span<const float> reference, std::span<const float> output, SampleRate rate) {
  const auto x = Resampled(reference, rate, kStoiRate);
  const auto y = Resampled(output, rate, kStoiRate);
  const auto window = Hann(kStoiFrame);
  std::vector<double> energies;
  for (const size_t begin : FrameBegins(x.size(), kStoiFrame, kStoiHop)) {
    energies.push_back(EnergyOf(Windowed(x, begin, window)));
  }
  const auto is_kept = Active(energies);
  const auto bands_x = BandsOf(WithoutSilence(x, is_kept));
  const auto bands_y = BandsOf(WithoutSilence(y, is_kept));
  std::vector<double> scores;
  for (size_t begin = 0; begin + kSegmentFrames <= bands_x.size(); ++begin) {
    const Segment a = NormalizedSegment(bands_x, begin);
    const Segment b = NormalizedSegment(bands_y, begin);
    scores.push_back(std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / kSegmentFrames);
  }
  return MeanOrZero(scores);
}

double LogSpectralDistanceDb(std::span<const float> reference, std::span<const float> output,
                             SampleRate rate) {
  constexpr double kFloor = 1e-9;  // below 16-bit noise; makes silence equal to silence
  constexpr int kHighestHz = 8000;
  const SpeechFrames frames(reference, rate);
  const auto window = Hann(frames.size);
  PowerSpectrum spectrum(frames.size);
  const auto bins = static_cast<size_t>(std::min(kHighestHz, rate.hz() / 2) / 50);  // 50 Hz each
  std::vector<double> distances;
  for (const size_t begin : frames.begins) {
    const auto x = spectrum.Of(Windowed(reference, begin, window));
    const auto y = spectrum.Of(Windowed(output, begin, window));
    double sum = 0.0;
    for (size_t k = 0; k < bins; ++k) {
      const double db = 10.0 * std::log10((x[k] + kFloor) / (y[k] + kFloor));
      sum += db * db;
    }
    distances.push_back(std::sqrt(sum / static_cast<double>(bins)));
  }
  return MeanOrZero(distances);
}

double SegmentalSnrDb(std::span<const float> reference, std::span<const float> output,
                      SampleRate rate) {
  constexpr double kTiny = 1e-12;
  const SpeechFrames frames(reference, rate);
  std::vector<double> ratios_db;
  for (const size_t begin : frames.begins) {
    double signal = 0.0;
    double noise = 0.0;
    for (size_t n = begin; n < begin + frames.size; ++n) {
      const auto x = static_cast<double>(reference[n]);
      const double error = x - static_cast<double>(output[n]);
      signal += x * x;
      noise += error * error;
    }
    ratios_db.push_back(
        std::clamp(10.0 * std::log10((signal + kTiny) / (noise + kTiny)), -10.0, 35.0));
  }
  return MeanOrZero(ratios_db);
}

Result<QualityReport> CompareWithReference(const AudioFile& reference, const AudioFile& output,
                                           double output_begin_ms, const AlignmentParams& params) {
  constexpr int kHighestRateHz = 16000;
  const SampleRate rate(std::min({reference.rate.hz(), output.rate.hz(), kHighestRateHz}));
  if (rate.hz() < 8000) return Unusable("sample rates below 8 kHz cannot be compared");
  const auto clean = Resampled(ToMono(reference), reference.rate, rate);
  const auto played = Resampled(ToMono(output), output.rate, rate);
  AlignmentParams relative = params;  // the search counts from the start of the output
  relative.max_delay_ms -= output_begin_ms;
  relative.max_lead_ms += output_begin_ms;
  const Alignment alignment = Align(clean, played, rate, relative);
  if (alignment.pieces.empty()) return Unusable("the clean signal is silent");
  QualityReport report;
  std::vector<double> delays_ms;
  for (const AlignedPiece& piece : alignment.pieces) {
    if (!piece.is_heard) continue;
    const double to_ms = 1000.0 / rate.hz();
    delays_ms.push_back(static_cast<double>(piece.Delay()) * to_ms + output_begin_ms);
    report.delays.push_back({static_cast<double>(piece.reference_begin) * to_ms, delays_ms.back()});
  }
  if (delays_ms.empty()) return Unusable("the clean signal is not found in the output");
  report.mouth_to_ear_ms = Summarize(delays_ms);
  report.figures = Measure(clean, alignment, rate);
  report.figures.mouth_to_ear_mean_ms = report.mouth_to_ear_ms.mean;
  report.figures.mouth_to_ear_p95_ms = report.mouth_to_ear_ms.p95;
  return report;
}

}  // namespace neteq::sim
