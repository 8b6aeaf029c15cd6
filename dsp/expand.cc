// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/expand.h"

#include <algorithm>
#include <cmath>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/check.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Durations are those of NetEQ unless noted.
constexpr double kOverlapMs = 0.625;
// NetEQ compares 15 ms. Heuristic, tuned on 16 and 48 kHz speech of women and men over 4 to 17 ms:
// short windows gave the highest segmental SNR for every voice, because the seam matters most.
constexpr PitchSearch kPitchSearch{
    .window_ms = 5.0F, .min_lag_ms = 2.5F, .max_lag_ms = Expand::kMaxLagMs};
constexpr double kMinVoicingWindowMs = 7.5;
constexpr double kVoicingWindowExtraMs = 1.25;  // beyond one lag
constexpr double kLpcWindowMs =
    10.0;  // NetEQ: 20; the newest half fits speech better (tuned as above)
constexpr int kLpcOrder = 6;

// -120 dBFS: heuristic, below the least significant bit of 16-bit audio, so not worth analysing.
constexpr float kSilence = 1e-12F;
// Neighbouring cycles whose energies differ by a larger factor are not mixed (NetEQ).
constexpr float kMaxCycleEnergyRatio = 4.0F;
// Share of the earlier cycle at the start of each cycle (NetEQ).
constexpr std::array<float, 4> kEarlierShare = {0.0F, 0.25F, 0.5F, 0.25F};
// The share of the periodic part stays 1 for half a pitch cycle and falls to 0 over two more (tuned
// as above; NetEQ at 8 kHz: no hold, fall of 2.1 to 4.3 cycles).
constexpr float kMixHoldCycles = 0.5F;
constexpr float kMixFallCycles = 2.0F;

// Fade. Reaches -6 dB, -26 dB and zero at the same times as NetEQ, whose gain falls by 0.005 per
// sample at 8 kHz, and by 0.001 after 3 cycles. After 7 cycles (60 ms) ExpandParams sets the rate.
constexpr double kSegmentMs = 5.0;
constexpr float kUnvoicedDbPerMs = 0.388F;
constexpr float kEarlyDbPerMs = 0.071F;
constexpr float kEarlyFromMs = 25.0F;
constexpr float kLateFromMs = 60.0F;
constexpr float kMaskedShare = 0.5F;   // below half the background noise: masked (heuristic)
constexpr float kVoicedMix = 0.8F;     // above this share, steady audio does not fade at first
constexpr float kSteadyRatio = 0.98F;  // level of the last cycle over that of the previous cycle
constexpr float kOnsetRatio = 1.5F;
constexpr float kStrongOnsetRatio = 1.8F;
// BackgroundNoiseMode::kFade (NetEQ: start after 200 expand periods, length about 4.1 s).
constexpr float kFadeStartMs = 2000.0F;
constexpr float kFadeLengthMs = 4000.0F;

float PerSampleEnergy(std::span<const float> x) { return Energy(x) / static_cast<float>(x.size()); }

/// Gain of background noise that keeps the total noise power constant while the speech is muted.
float ComplementaryGain(float mute) { return std::sqrt(1.0F - mute * mute); }

float ToDb(float gain) { return 20.0F * std::log10(gain); }
float FromDb(float db) { return std::pow(10.0F, db / 20.0F); }

/// Share of the periodic part for a normalised correlation: NetEQ's polynomial, 0.30 at 0.48 and 1
/// at 1.
float VoiceMix(float correlation) {
  constexpr float kThreshold = 0.48F;
  if (correlation <= kThreshold) return 0.0F;
  const float x = correlation;
  const float mix = (-5179.0F + x * (19931.0F + x * (-16422.0F + x * 5776.0F))) / 4096.0F;
  return std::clamp(mix, 0.0F, 1.0F);
}

/// Share of the periodic part at each sample after Begin(), before clamping to [mix_target, 1].
Ramp MixFall(int lag) {
  const float step = -1.0F / (kMixFallCycles * static_cast<float>(lag));
  return {.start = 1.0F - step * kMixHoldCycles * static_cast<float>(lag), .step = step};
}

/// Normalised correlation of the end of `x` with the segment `lag` samples earlier.
float LagCorrelation(std::span<const float> x, size_t lag, size_t window) {
  const auto newest = x.last(window);
  const auto earlier = x.subspan(x.size() - lag - window, window);
  const float energies = Energy(newest) * Energy(earlier);
  return energies > 0.0F ? DotProduct(newest, earlier) / std::sqrt(energies) : 0.0F;
}

/// Copies the last cycle.size() samples of `x` and cross-fades their last `overlap` samples into
/// those preceding the first, so that the cycle can be repeated without a seam.
void MakeCycle(std::span<const float> x, size_t overlap, std::span<float> cycle) {
  const auto newest = x.last(cycle.size());
  std::copy(newest.begin(), newest.end(), cycle.begin());
  const auto before = x.subspan(x.size() - cycle.size() - overlap, overlap);
  CrossFade(x.last(overlap), before, cycle.last(overlap));
}

/// Fade rate in dB per ms for speech whose level changed by `ratio` over the last cycle.
float DecayRate(float ratio, float lag_ms, float mix_target) {
  if (ratio > kOnsetRatio) {
    const float per_cycle = -ToDb(1.0F / ratio);
    return per_cycle / (lag_ms * (ratio > kStrongOnsetRatio ? 2.0F : 8.0F));
  }
  if (mix_target > kVoicedMix && ratio > kSteadyRatio) return 0.0F;
  const float trend = ratio < 1.0F ? -ToDb(ratio) / lag_ms : 0.0F;
  return mix_target > kVoicedMix ? trend : std::max(trend, kUnvoicedDbPerMs);
}

}  // namespace

Expand::Expand(SampleRate rate, int channels, const ExpandParams& params)
    : rate_(rate),
      params_(params),
      fade_law_{.late_db_per_ms = static_cast<float>(params.fade_db_per_ms),
                .floor = FromDb(-static_cast<float>(params.fade_end_db))},
      overlap_(rate.SamplesInMs(kOverlapMs)),
      segment_(rate.SamplesInMs(kSegmentMs)),
      decimator_(rate),
      channels_(static_cast<size_t>(channels)),
      cycles_{.latest = AudioBuffer(channels, rate.SamplesInMs(static_cast<double>(kMaxLagMs))),
              .earlier = AudioBuffer(channels, rate.SamplesInMs(static_cast<double>(kMaxLagMs)))},
      noise_(channels, segment_) {}

void Expand::Reset() noexcept {
  active_ = false;
  std::fill(channels_.begin(), channels_.end(), ChannelState{});
}

float Expand::mute_factor() const {
  if (!active_) return 1.0F;
  float largest = 0.0F;
  for (const ChannelState& state : channels_) largest = std::max(largest, state.fade.mute);
  return largest;
}

void Expand::Begin(ConstAudioView history, AudioView overlap_out) noexcept {
  NETEQ_DCHECK(history.frames() >= rate_.SamplesInMs(static_cast<double>(kHistoryMs)));
  NETEQ_DCHECK(overlap_out.frames() == overlap_);
  clock_ = {};
  active_ = true;
  noise_.Reset();
  const int loudest = LoudestChannel(history);
  const Pitch pitch = FindPitch(history.Channel(loudest), decimator_, kPitchSearch);
  cycles_.lag =
      std::clamp(pitch.lag_samples, rate_.SamplesInMs(static_cast<double>(kPitchSearch.min_lag_ms)),
                 cycles_.latest.capacity());
  for (int c = 0; c < history.channels(); ++c) {
    AnalyzeChannel(history.Channel(c), c);
    const auto row = cycles_.latest.First(cycles_.lag).Last(overlap_).Channel(c);
    std::copy(row.begin(), row.end(), overlap_out.Channel(c).begin());
  }
  const Fade fade = channels_[static_cast<size_t>(loudest)].fade;
  for (int c = 0; c < history.channels(); ++c) {
    Fade& own = channels_[static_cast<size_t>(c)].fade;
    if (c != loudest && PerSampleEnergy(history.Channel(c)) < kSilence) own = fade;
    PlanSegment(own);
  }
}

void Expand::AnalyzeChannel(std::span<const float> history, int channel) noexcept {
  ChannelState& state = channels_[static_cast<size_t>(channel)];
  state = {};
  state.fade.floor = fade_law_.floor;
  const auto lag = static_cast<size_t>(cycles_.lag);
  const auto cycle = cycles_.latest.First(cycles_.lag).Channel(channel);
  const auto cycle_before = cycles_.earlier.First(cycles_.lag).Channel(channel);
  const auto earlier = history.first(history.size() - lag);
  MakeCycle(history, static_cast<size_t>(overlap_), cycle);
  const float energy = Energy(history.last(lag));
  state.energy = energy / static_cast<float>(lag);
  const float earlier_energy = Energy(earlier.last(lag));
  float ratio = energy < earlier_energy ? 0.5F : 2.0F;
  if (energy <= kMaxCycleEnergyRatio * earlier_energy &&
      earlier_energy <= kMaxCycleEnergyRatio * energy) {
    ratio = energy > 0.0F ? std::sqrt(energy / earlier_energy) : 1.0F;
    MakeCycle(earlier, static_cast<size_t>(overlap_), cycle_before);
    Scale(cycle_before, ratio);
  } else {
    std::copy(cycle.begin(), cycle.end(), cycle_before.begin());
  }
  const int window = std::clamp(cycles_.lag + rate_.SamplesInMs(kVoicingWindowExtraMs),
                                rate_.SamplesInMs(kMinVoicingWindowMs), cycles_.latest.capacity());
  state.mix_target = VoiceMix(LagCorrelation(history, lag, static_cast<size_t>(window)));
  const float lag_ms = static_cast<float>(cycles_.lag) * 1000.0F / static_cast<float>(rate_.hz());
  state.fade.decay_db_per_ms = DecayRate(ratio, lag_ms, state.mix_target);
  state.fade.is_onset = ratio > kOnsetRatio;
  if (state.energy < kSilence) state.fade.floor = 1.0F;  // nothing to fade
  FitNoise(history, channel);
}

void Expand::FitNoise(std::span<const float> history, int channel) noexcept {
  ChannelState& state = channels_[static_cast<size_t>(channel)];
  const auto window = history.last(static_cast<size_t>(rate_.SamplesInMs(kLpcWindowMs)));
  const float energy = PerSampleEnergy(window);
  if (energy < kSilence) state.mix_target = 1.0F;
  if (state.mix_target == 1.0F) return;
  const LpcModel model = FitLpc(window, kLpcOrder);
  noise_.unvoiced().Shape(channel, model, std::sqrt(energy / model.prediction_gain));
  noise_.unvoiced().Continue(channel, history.last(kLpcOrder));
}

void Expand::Generate(Fading fading, BackgroundNoise& noise, Random& random,
                      AudioView out) noexcept {
  NETEQ_DCHECK(active_);
  if (clock_.generated == 0) {
    noise_.unvoiced().Seed(random.Next());
    SetFloors(noise);
  }
  const bool is_fading = fading == Fading::kOn;
  for (int done = 0; done < out.frames();) {
    if (noise_.IsDue(is_fading, clock_.in_segment)) {
      noise_.Make(HeardNoise(is_fading), clock_.in_segment, noise, random);
    } else if (!is_fading) {
      noise_.Turn(HeardNoise(is_fading));
    }
    const int count = std::min(out.frames() - done, noise_.left());
    GeneratePiece(is_fading, out.Slice(done, count));
    done += count;
  }
}

void Expand::SetFloors(const BackgroundNoise& noise) noexcept {
  if (params_.background_noise == BackgroundNoiseMode::kOff) return;
  for (size_t c = 0; c < channels_.size(); ++c) {
    ChannelState& state = channels_[c];
    const int channel = static_cast<int>(c);
    if (!noise.learned(channel) || state.energy < kSilence) continue;
    const float masked = kMaskedShare * std::sqrt(noise.energy(channel) / state.energy);
    state.fade.floor = std::max(fade_law_.floor, masked);
    PlanSegment(state.fade);
  }
}

SegmentNoise::Heard Expand::HeardNoise(bool is_fading) const noexcept {
  return {.unvoiced = IsUnvoicedHeard(),
          .background = IsBackgroundHeard(is_fading),
          .background_gain = BackgroundGain()};
}

/// Writes at most the remaining noise of the segment.
void Expand::GeneratePiece(bool is_fading, AudioView out) noexcept {
  const bool is_background_heard = IsBackgroundHeard(is_fading);
  for (int c = 0; c < out.channels(); ++c) {
    RenderSpeech(c, out.Channel(c));
    if (is_background_heard) FadeOver(c, is_fading, out.Channel(c));
  }
  noise_.Advance(out.frames());
  Advance(is_fading, out.frames());
}

/// True if some channel is faded, or fades in this segment.
bool Expand::IsBackgroundHeard(bool is_fading) const noexcept {
  return std::any_of(channels_.begin(), channels_.end(), [=](const ChannelState& state) {
    return state.fade.mute < 1.0F || (is_fading && state.fade.to < 1.0F);
  });
}

bool Expand::IsUnvoicedHeard() const noexcept {
  return std::any_of(channels_.begin(), channels_.end(), [](const ChannelState& state) {
    return state.mix_target < 1.0F && state.fade.mute > 0.0F;
  });
}

float Expand::BackgroundGain() const noexcept {
  switch (params_.background_noise) {
    case BackgroundNoiseMode::kOff:
      return 0.0F;
    case BackgroundNoiseMode::kFade: {
      const auto segments = (clock_.faded - clock_.in_segment) / segment_;
      const float ms = static_cast<float>(segments) * static_cast<float>(kSegmentMs);
      return std::clamp(1.0F - (ms - kFadeStartMs) / kFadeLengthMs, 0.0F, 1.0F);
    }
    default:
      return 1.0F;
  }
}

void Expand::RenderSpeech(int channel, std::span<float> out) noexcept {
  ChannelState& state = channels_[static_cast<size_t>(channel)];
  if (state.fade.mute == 0.0F) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  Repeat(channel, out);
  if (state.mix_target < 1.0F) MixUnvoiced(channel, out);
}

float Expand::periodic_share(int channel) const {
  const Ramp fall = MixFall(cycles_.lag);
  const float share = fall.start + fall.step * static_cast<float>(clock_.generated);
  return std::clamp(share, channels_[static_cast<size_t>(channel)].mix_target, 1.0F);
}

void Expand::Repeat(int channel, std::span<float> out) const noexcept {
  const auto latest = cycles_.latest.First(cycles_.lag).Channel(channel);
  const auto earlier = cycles_.earlier.First(cycles_.lag).Channel(channel);
  auto cycle = static_cast<size_t>(clock_.cycle);
  auto position = static_cast<size_t>(clock_.in_cycle);
  while (!out.empty()) {
    const size_t next = (cycle + 1) % kEarlierShare.size();
    const size_t count = std::min(out.size(), latest.size() - position);
    const float change = kEarlierShare[next] - kEarlierShare[cycle];
    const Ramp share{.start = kEarlierShare[cycle],
                     .step = change / static_cast<float>(cycles_.lag),
                     .first = static_cast<int>(position)};
    Blend(latest.subspan(position, count), earlier.subspan(position, count), share,
          out.first(count));
    out = out.subspan(count);
    position = 0;
    cycle = next;
  }
}

void Expand::MixUnvoiced(int channel, std::span<float> out) noexcept {
  const auto size = static_cast<int64_t>(out.size());
  const auto unvoiced = noise_.NextUnvoiced(channel, static_cast<int>(size));
  const float target = channels_[static_cast<size_t>(channel)].mix_target;
  Ramp fall = MixFall(cycles_.lag);
  // Length of the part of `out` before sample `sample`, counted from Begin().
  const auto until = [&](float sample) {
    const auto rest = static_cast<int64_t>(std::ceil(sample)) - clock_.generated;
    return static_cast<size_t>(std::clamp<int64_t>(rest, 0, size));
  };
  const size_t held = until((1.0F - fall.start) / fall.step);
  const size_t fallen = until((target - fall.start) / fall.step);
  const auto blend = [&](size_t first, size_t end, Ramp share) {
    const auto voiced = out.subspan(first, end - first);
    Blend(unvoiced.subspan(first, end - first), voiced, share, voiced);
  };
  fall.first = static_cast<int>(clock_.generated) + static_cast<int>(held);
  if (fallen > held) blend(held, fallen, fall);
  blend(fallen, out.size(), {.start = target});
}

void Expand::FadeOver(int channel, bool is_fading, std::span<float> out) noexcept {
  const Fade& fade = channels_[static_cast<size_t>(channel)].fade;
  const float per_sample = 1.0F / static_cast<float>(segment_);
  const auto line = [&](float from, float to) -> Ramp {
    const float step = (to - from) * per_sample;
    if (is_fading) return {from, step, clock_.in_segment};
    return {.start = from + step * static_cast<float>(clock_.in_segment)};
  };
  MixInto(out, line(fade.from, fade.to),
          noise_.NextBackground(channel, static_cast<int>(out.size())),
          line(ComplementaryGain(fade.from), ComplementaryGain(fade.to)));
}

void Expand::PlanSegment(Fade& fade) const noexcept {
  const float ms = static_cast<float>(clock_.faded) * 1000.0F / static_cast<float>(rate_.hz());
  float rate = fade.decay_db_per_ms;
  if (ms >= kEarlyFromMs) rate = std::max(rate, kEarlyDbPerMs);
  if (ms >= kLateFromMs) rate = std::max(rate, fade_law_.late_db_per_ms);
  if (fade.is_onset && clock_.faded < cycles_.lag) rate = 0.0F;
  fade.from = fade.mute;
  fade.to = fade.from * FromDb(-rate * static_cast<float>(kSegmentMs));
  if (fade.to <= fade.floor) fade.to = 0.0F;
}

void Expand::Advance(bool is_fading, int count) noexcept {
  clock_.generated += count;
  clock_.in_cycle += count;
  clock_.cycle =
      (clock_.cycle + clock_.in_cycle / cycles_.lag) % static_cast<int>(kEarlierShare.size());
  clock_.in_cycle %= cycles_.lag;
  if (!is_fading) return;
  clock_.faded += count;
  clock_.in_segment += count;
  const bool is_over = clock_.in_segment == segment_;
  if (is_over) clock_.in_segment = 0;
  const float share = static_cast<float>(clock_.in_segment) / static_cast<float>(segment_);
  for (ChannelState& state : channels_) {
    Fade& fade = state.fade;
    fade.mute = is_over ? fade.to : fade.from + (fade.to - fade.from) * share;
    if (is_over) PlanSegment(fade);
  }
}

}  // namespace neteq::dsp
