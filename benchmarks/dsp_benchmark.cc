// SPDX-License-Identifier: BSD-3-Clause
// Cost of the signal kernels: BM_<Kernel>/<rate>/<signal>. Each kernel runs at most once a tick.

#include <string>

#include "benchmarks/counters.h"
#include "benchmarks/signals.h"
#include <benchmark/benchmark.h>

#include "base/audio_view.h"
#include "base/random.h"
#include "base/units.h"
#include "dsp/background_noise.h"
#include "dsp/expand.h"
#include "dsp/merge.h"
#include "dsp/params.h"
#include "dsp/resampler.h"
#include "dsp/time_stretch.h"

namespace neteq::benchmarks {
namespace {

constexpr int kHistoryMs = 60;  // more than any kernel looks back

// Energy below which the stretchers take audio for background: that of nothing learned yet.
constexpr float kBackground = dsp::BackgroundNoise::kDefaultEnergy;

void BM_Accelerate(benchmark::State& state, SampleRate rate, Signal signal) {
  dsp::TimeStretcher stretcher(rate, dsp::StretchParams{});
  const int frames = stretcher.min_input_samples();
  const AudioBuffer in = MakeSignal(signal, rate, 1, frames);
  AudioBuffer out(1, frames);
  for (auto _ : state) {
    const auto outcome =
        stretcher.Accelerate(in.First(frames), false, kBackground, out.First(frames));
    benchmark::DoNotOptimize(outcome.changed_samples);
  }
  CountTicks(state);
}

void BM_PreemptiveExpand(benchmark::State& state, SampleRate rate, Signal signal) {
  dsp::TimeStretcher stretcher(rate, dsp::StretchParams{});
  const int frames = stretcher.min_input_samples();
  const AudioBuffer in = MakeSignal(signal, rate, 1, frames);
  AudioBuffer out(1, frames + stretcher.max_change_samples());
  for (auto _ : state) {
    const auto outcome =
        stretcher.PreemptiveExpand(in.First(frames), 0, kBackground, out.First(out.capacity()));
    benchmark::DoNotOptimize(outcome.changed_samples);
  }
  CountTicks(state);
}

// First tick of a concealment: analysis and 10 ms of sound.
void BM_ExpandBegin(benchmark::State& state, SampleRate rate, Signal signal) {
  const int frames = rate.SamplesInMs(kHistoryMs);
  const AudioBuffer history = MakeSignal(signal, rate, 1, frames);
  dsp::Expand expand(rate, 1, dsp::ExpandParams{});
  dsp::BackgroundNoise noise(rate, 1);
  Random random(1);
  AudioBuffer overlap(1, expand.overlap());
  AudioBuffer out(1, rate.tick_samples());
  for (auto _ : state) {
    expand.Reset();
    expand.Begin(history.First(frames), overlap.First(expand.overlap()));
    expand.Generate(dsp::Fading::kOn, noise, random, out.First(rate.tick_samples()));
    benchmark::DoNotOptimize(out.First(1).data());
  }
  CountTicks(state);
}

// Every further tick, far into a long one: nothing may become slower as it fades (denormals).
void BM_ExpandTail(benchmark::State& state, SampleRate rate, Signal signal) {
  const int frames = rate.SamplesInMs(kHistoryMs);
  const AudioBuffer history = MakeSignal(signal, rate, 1, frames);
  dsp::Expand expand(rate, 1, dsp::ExpandParams{});
  dsp::BackgroundNoise noise(rate, 1);
  Random random(1);
  AudioBuffer overlap(1, expand.overlap());
  AudioBuffer out(1, rate.tick_samples());
  expand.Begin(history.First(frames), overlap.First(expand.overlap()));
  for (auto _ : state) {
    expand.Generate(dsp::Fading::kOn, noise, random, out.First(rate.tick_samples()));
    benchmark::DoNotOptimize(out.First(1).data());
  }
  CountTicks(state);
}

void BM_Merge(benchmark::State& state, SampleRate rate, Signal signal) {
  dsp::Merger merger(rate);
  const int frames = rate.SamplesInMs(kHistoryMs);
  const AudioBuffer audio = MakeSignal(signal, rate, 1, frames);
  const int extension = merger.extension_samples();
  const int decoded = 2 * rate.tick_samples();
  AudioBuffer out(1, extension + decoded);
  for (auto _ : state) {
    const auto merged =
        merger.Merge(audio.First(extension), audio.First(frames).Last(decoded), 1.0F,
                     rate.SamplesInMs(8), rate.tick_samples(), out.First(out.capacity()));
    benchmark::DoNotOptimize(merged.frames);
  }
  CountTicks(state);
}

void BM_BackgroundNoiseUpdate(benchmark::State& state, SampleRate rate, Signal signal) {
  const int frames = rate.SamplesInMs(kHistoryMs);
  const AudioBuffer history = MakeSignal(signal, rate, 1, frames);
  dsp::BackgroundNoise noise(rate, 1);
  for (auto _ : state) {
    noise.Update(history.First(frames));
    benchmark::DoNotOptimize(noise.energy(0));
  }
  CountTicks(state);
}

// To 48 kHz, or from there to 16 kHz.
void BM_Resample(benchmark::State& state, SampleRate rate, Signal signal) {
  const SampleRate to(rate.hz() == 48000 ? 16000 : 48000);
  const AudioBuffer in = MakeSignal(signal, rate, 1, rate.tick_samples());
  AudioBuffer out(1, to.tick_samples());
  dsp::Resampler resampler(rate, to, 1);
  for (auto _ : state) {
    resampler.Process(in.First(rate.tick_samples()), out.First(to.tick_samples()));
    benchmark::DoNotOptimize(out.First(1).data());
  }
  CountTicks(state);
}

using Kernel = void (*)(benchmark::State&, SampleRate, Signal);

void Register(const char* name, Kernel kernel) {
  for (const int hz : {8000, 16000, 32000, 48000}) {
    for (const Signal signal : kSignals) {
      const std::string full =
          std::string(name) + "/" + std::to_string(hz) + "/" + std::string(NameOf(signal));
      benchmark::RegisterBenchmark(full.c_str(), kernel, SampleRate(hz), signal);
    }
  }
}

const bool registered = [] {
  Register("BM_Accelerate", BM_Accelerate);
  Register("BM_PreemptiveExpand", BM_PreemptiveExpand);
  Register("BM_ExpandBegin", BM_ExpandBegin);
  Register("BM_ExpandTail", BM_ExpandTail);
  Register("BM_Merge", BM_Merge);
  Register("BM_BackgroundNoiseUpdate", BM_BackgroundNoiseUpdate);
  Register("BM_Resample", BM_Resample);
  return true;
}();

}  // namespace
}  // namespace neteq::benchmarks
