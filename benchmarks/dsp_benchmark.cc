// SPDX-License-Identifier: BSD-3-Clause
// Cost of the signal kernels: BM_<Kernel>/<rate>/<signal>. For optimised kernels, BM_<Kernel>Scalar
// measures a straightforward implementation and BM_<Kernel>Plain the baseline instruction set.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/allocations.h"
#include "benchmarks/counters.h"
#include "benchmarks/scalar_kernels.h"
#include "benchmarks/signals.h"
#include <benchmark/benchmark.h>

#include "dsp/internal/fades.h"
#include "dsp/internal/products.h"
#include "dsp/internal/white_noise.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/units.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/dtmf_tone.h"
#include "neteq/dsp/expand.h"
#include "neteq/dsp/interpolate.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/merge.h"
#include "neteq/dsp/params.h"
#include "neteq/dsp/pitch.h"
#include "neteq/dsp/recursion.h"
#include "neteq/dsp/resampler.h"
#include "neteq/dsp/time_stretch.h"
#include "neteq/dsp/varispeed.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/dsp/white_noise.h"

namespace neteq::benchmarks {
namespace {

constexpr int kHistoryMs = 60;  // longer than any kernel looks back

// Energy below which the stretchers treat audio as background; the default before learning.
constexpr float kBackground = dsp::BackgroundNoise::kDefaultEnergy;

// Windows of the basic kernels: those of the stretchers' pitch search.
constexpr dsp::PitchSearch kSearch{.window_ms = 12.5F, .min_lag_ms = 2.5F, .max_lag_ms = 14.75F};
constexpr double kWindowMs = 12.5;
constexpr double kSearchedMs = 27.25;
constexpr size_t kLags = 25;  // refined around a coarse peak at 48 kHz
constexpr int kOrder = 8;

/// Input of one benchmark: its signal and an output buffer.
struct Bench {
  Bench(SampleRate the_rate, Signal the_signal)
      : rate(the_rate),
        signal(the_signal),
        frames(rate.SamplesInMs(kHistoryMs)),
        audio(MakeSignal(signal, rate, 1, frames)),
        out(1, 2 * frames) {}

  ConstAudioView History() const { return audio.First(frames); }
  std::span<const float> Row(double ms) const {
    return History().Channel(0).first(static_cast<size_t>(rate.SamplesInMs(ms)));
  }
  std::span<float> Out(size_t count) { return out.First(static_cast<int>(count)).Channel(0); }
  AudioView OutTick() { return out.First(rate.tick_samples()); }

  SampleRate rate;
  Signal signal;
  int frames;
  AudioBuffer audio;
  AudioBuffer out;
};

/// Measures `work`; each call processes `ticks` ticks.
template <class Work>
void Measure(benchmark::State& state, Bench& bench, Work work, int ticks = 1) {
  const int64_t before = AllocationsSoFar().count;
  for (auto _ : state) {
    work();
    benchmark::DoNotOptimize(bench.out.First(1).data());
    benchmark::ClobberMemory();
  }
  // One allocation is the timer's own.
  const auto made =
      static_cast<double>(std::max<int64_t>(0, AllocationsSoFar().count - before - 1));
  state.counters["allocations"] = made;
  state.SetItemsProcessed(state.iterations() * ticks * bench.rate.tick_samples());
  CountTicks(state, ticks);
}

template <bool kFast>
void BM_Accelerate(benchmark::State& state, Bench& bench) {
  dsp::TimeStretcher stretcher(bench.rate, dsp::StretchParams{});
  const int frames = stretcher.min_input_samples();
  const ConstAudioView in = bench.History().First(frames);
  Measure(state, bench,
          [&] { stretcher.Accelerate(in, kFast, kBackground, bench.out.First(frames)); });
}

void BM_PreemptiveExpand(benchmark::State& state, Bench& bench) {
  dsp::TimeStretcher stretcher(bench.rate, dsp::StretchParams{});
  const ConstAudioView in = bench.History().First(stretcher.min_input_samples());
  const AudioView out = bench.out.First(in.frames() + stretcher.max_change_samples());
  Measure(state, bench, [&] { stretcher.PreemptiveExpand(in, 0, kBackground, out); });
}

/// A concealment with noise learned from a quieter copy of the signal.
struct Concealment {
  explicit Concealment(Bench& the_bench) : bench(the_bench) {
    AudioBuffer quiet(1, bench.frames);
    Copy(bench.History(), quiet.First(bench.frames));
    dsp::Scale(quiet.First(bench.frames).Channel(0), 0.05F);
    noise.Update(quiet.First(bench.frames));
  }

  void Begin() {
    expand.Reset();
    expand.Begin(bench.History(), bench.out.First(expand.overlap()));
  }
  void Tick() { expand.Generate(dsp::Fading::kOn, noise, random, bench.OutTick()); }

  Bench& bench;
  dsp::Expand expand{bench.rate, 1, dsp::ExpandParams{}};
  dsp::BackgroundNoise noise{bench.rate, 1};
  Random random{1};
};

// A loss of 60 ms: analysis and six ticks.
void BM_Expand(benchmark::State& state, Bench& bench) {
  constexpr int kTicks = 6;
  Concealment concealment(bench);
  Measure(
      state, bench,
      [&] {
        concealment.Begin();
        for (int tick = 0; tick < kTicks; ++tick) concealment.Tick();
      },
      kTicks);
}

// The first tick of a loss.
void BM_ExpandBegin(benchmark::State& state, Bench& bench) {
  Concealment concealment(bench);
  Measure(state, bench, [&] {
    concealment.Begin();
    concealment.Tick();
  });
}

// One tick after 10 s of loss: the fade must not slow it down (denormals).
void BM_ExpandTail(benchmark::State& state, Bench& bench) {
  constexpr int kTicks = 1000;
  Concealment concealment(bench);
  concealment.Begin();
  for (int tick = 0; tick < kTicks; ++tick) concealment.Tick();
  Measure(state, bench, [&] { concealment.Tick(); });
}

void BM_Merge(benchmark::State& state, Bench& bench) {
  dsp::Merger merger(bench.rate);
  const int tick = bench.rate.tick_samples();
  const ConstAudioView extension = bench.History().First(merger.extension_samples());
  const ConstAudioView decoded = bench.History().Last(2 * tick);
  const AudioView out = bench.out.First(extension.frames() + decoded.frames());
  const int lag = bench.rate.SamplesInMs(8);
  Measure(state, bench, [&] { merger.Merge(extension, decoded, 1.0F, {lag, tick}, out); });
}

// A gap of 20 ms between 40 ms and 20 ms of audio.
void BM_Interpolate(benchmark::State& state, Bench& bench) {
  dsp::Interpolator interpolator(bench.rate);
  AudioBuffer audio(1, bench.rate.SamplesInMs(80));
  Copy(bench.History(), audio.First(bench.frames));
  Copy(bench.History().Last(bench.rate.SamplesInMs(20)),
       audio.Slice(bench.frames, bench.rate.SamplesInMs(20)));
  const dsp::Gap gap{bench.rate.SamplesInMs(40), bench.rate.SamplesInMs(20)};
  Measure(state, bench, [&] { interpolator.Fill(audio.First(audio.capacity()), gap); });
}

// Learns at every tick; real noise qualifies only occasionally.
void BM_BackgroundNoiseLearn(benchmark::State& state, Bench& bench) {
  AudioBuffer quiet(1, bench.frames);
  Copy(bench.History(), quiet.First(bench.frames));
  float gain = 0.1F;
  dsp::Scale(quiet.First(bench.frames).Channel(0), gain);
  dsp::BackgroundNoise noise(bench.rate, 1);
  Measure(state, bench, [&] {
    noise.Reset();
    noise.Update(quiet.First(bench.frames));
  });
}

// Speech, which never updates the model.
void BM_BackgroundNoiseUpdate(benchmark::State& state, Bench& bench) {
  AudioBuffer loud(1, bench.frames);
  Copy(bench.History(), loud.First(bench.frames));
  dsp::Scale(loud.First(bench.frames).Channel(0), 10.0F);
  dsp::BackgroundNoise noise(bench.rate, 1);
  Measure(state, bench, [&] {
    noise.Reset();  // otherwise the threshold would rise above the signal
    noise.Update(loud.First(bench.frames));
  });
}

void BM_BackgroundNoiseGenerate(benchmark::State& state, Bench& bench) {
  Concealment concealment(bench);
  Measure(state, bench, [&] { concealment.noise.Generate(concealment.random, bench.OutTick()); });
}

void BM_ComfortNoise(benchmark::State& state, Bench& bench) {
  constexpr std::array<std::byte, 11> kSid = {std::byte{50},  std::byte{90},  std::byte{140},
                                              std::byte{110}, std::byte{130}, std::byte{120},
                                              std::byte{130}, std::byte{120}, std::byte{130},
                                              std::byte{125}, std::byte{129}};
  dsp::ComfortNoise noise(bench.rate, 1);
  noise.UpdateSid(kSid);
  Random random(1);
  Measure(state, bench, [&] { noise.Generate(random, bench.OutTick()); });
}

void BM_DtmfTone(benchmark::State& state, Bench& bench) {
  constexpr int kEvent = 5;
  dsp::DtmfTone tone(bench.rate);
  tone.Start(kEvent, 0);
  Measure(state, bench, [&] { tone.Generate(bench.OutTick().Channel(0)); });
}

// Resamples to 48 kHz, or from 48 to 16 kHz.
void BM_Resample(benchmark::State& state, Bench& bench) {
  const SampleRate to(bench.rate.hz() == 48000 ? 16000 : 48000);
  dsp::Resampler resampler(bench.rate, to, 1);
  const ConstAudioView in = bench.History().First(bench.rate.tick_samples());
  Measure(state, bench, [&] { resampler.Process(in, bench.out.First(to.tick_samples())); });
}

void BM_Varispeed(benchmark::State& state, Bench& bench) {
  dsp::Varispeed varispeed(bench.rate, 1);
  const ConstAudioView in = bench.History().First(bench.rate.tick_samples());
  const AudioView out = bench.out.First(dsp::Varispeed::MaxOutput(in.frames()));
  Measure(state, bench, [&] { varispeed.Process(in, 1.01, out); });
}

void BM_Decimate(benchmark::State& state, Bench& bench) {
  const dsp::Decimator decimator(bench.rate);
  const auto in = bench.Row(kSearchedMs);
  const auto out = bench.Out((in.size() - 1) / static_cast<size_t>(decimator.factor()) + 1);
  Measure(state, bench, [&] { decimator.Process(in, out); });
}

void BM_FindPitch(benchmark::State& state, Bench& bench) {
  const dsp::Decimator decimator(bench.rate);
  Measure(state, bench, [&] {
    benchmark::DoNotOptimize(
        dsp::FindPitch(bench.Row(kSearchedMs), decimator, kSearch).lag_samples);
  });
}

void BM_FindPitchScalar(benchmark::State& state, Bench& bench) {
  const auto samples = [&](double ms) { return static_cast<size_t>(bench.rate.SamplesInMs(ms)); };
  Measure(state, bench, [&] {
    benchmark::DoNotOptimize(
        ScalarPitch(bench.Row(kSearchedMs), samples(kWindowMs), samples(2.5), samples(14.75)));
  });
}

void BM_FitLpc(benchmark::State& state, Bench& bench) {
  Measure(state, bench,
          [&] { benchmark::DoNotOptimize(dsp::FitLpc(bench.Row(10.0), kOrder).prediction_gain); });
}

dsp::LpcModel ModelOf(const Bench& bench) { return dsp::FitLpc(bench.Row(32.0), kOrder); }

void BM_Recursion(benchmark::State& state, Bench& bench) {
  const auto in = bench.Row(10.0);
  auto recursion = dsp::MakeRecursion(ModelOf(bench), 0.01F);
  Measure(state, bench, [&] { dsp::RunRecursion(in, recursion, bench.Out(in.size())); });
}

void BM_RecursionPlain(benchmark::State& state, Bench& bench) {
  const auto in = bench.Row(10.0);
  auto recursion = dsp::MakeRecursion(ModelOf(bench), 0.01F);
  Measure(state, bench, [&] {
    dsp::plain::RunRecursion(in.data(), in.size(), recursion, bench.Out(in.size()).data());
  });
}

void BM_RecursionScalar(benchmark::State& state, Bench& bench) {
  const dsp::LpcModel model = ModelOf(bench);
  std::array<float, kOrder> past{};
  const auto in = bench.Row(10.0);
  Measure(state, bench, [&] { ScalarSynthesis<float>(model, in, past, bench.Out(in.size())); });
}

void BM_WhiteNoise(benchmark::State& state, Bench& bench) {
  dsp::WhiteNoise noise(1);
  Measure(state, bench, [&] { noise.Generate(bench.OutTick().Channel(0)); });
}

void BM_WhiteNoisePlain(benchmark::State& state, Bench& bench) {
  std::array<uint32_t, dsp::WhiteNoise::kBlock> generators{1, 2, 3, 4, 5, 6, 7, 8};
  Measure(state, bench, [&] {
    const auto out = bench.OutTick().Channel(0);
    dsp::plain::MakeNoise(generators.data(), out.data(), out.size());
  });
}

void BM_WhiteNoiseScalar(benchmark::State& state, Bench& bench) {
  Random random(1);
  Measure(state, bench, [&] {
    for (float& sample : bench.OutTick().Channel(0)) sample = random.Noise();
  });
}

void BM_InnerProduct(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  Measure(state, bench, [&] { bench.Out(1)[0] = dsp::InnerProduct(x, x); });
}

void BM_InnerProductPlain(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  Measure(state, bench,
          [&] { bench.Out(1)[0] = dsp::plain::InnerProduct(x.data(), x.data(), x.size()); });
}

void BM_InnerProductScalar(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  Measure(state, bench, [&] { bench.Out(1)[0] = ScalarProduct<float>(x, x); });
}

void BM_SlideProduct(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  const auto signal = bench.Row(kHistoryMs);
  Measure(state, bench, [&] { dsp::SlideProduct(x, signal, 1, bench.Out(kLags)); });
}

void BM_SlideProductPlain(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  const auto signal = bench.Row(kHistoryMs);
  Measure(state, bench, [&] {
    dsp::plain::SlideProduct(
        {x.data(), x.size(), signal.data(), 1, bench.Out(kLags).data(), kLags});
  });
}

void BM_SlideProductScalar(benchmark::State& state, Bench& bench) {
  const auto x = bench.Row(kWindowMs);
  const auto signal = bench.Row(kHistoryMs);
  Measure(state, bench, [&] { ScalarSlide<float>(x, signal, 1, bench.Out(kLags)); });
}

void BM_CrossFade(benchmark::State& state, Bench& bench) {
  const auto from = bench.Row(10.0);
  const auto to = bench.Row(20.0).last(from.size());
  Measure(state, bench, [&] { dsp::CrossFade(from, to, bench.Out(from.size())); });
}

void BM_CrossFadePlain(benchmark::State& state, Bench& bench) {
  const auto from = bench.Row(10.0);
  const auto to = bench.Row(20.0).last(from.size());
  Measure(state, bench, [&] {
    const auto out = bench.Out(from.size());
    const float step = 1.0F / static_cast<float>(out.size() + 1);
    dsp::plain::Blend({from.data(), to.data(), {}, {step, step}, out.data(), out.size()});
  });
}

void BM_CrossFadeScalar(benchmark::State& state, Bench& bench) {
  const auto from = bench.Row(10.0);
  const auto to = bench.Row(20.0).last(from.size());
  Measure(state, bench, [&] { ScalarCrossFade<float>(from, to, bench.Out(from.size())); });
}

void BM_ToInterleavedInt16(benchmark::State& state, Bench& bench) {
  const ConstAudioView in = bench.History().First(bench.rate.tick_samples());
  std::vector<int16_t> pcm(static_cast<size_t>(in.frames()));
  Measure(state, bench, [&] {
    dsp::ToInterleavedInt16(in, pcm);
    benchmark::DoNotOptimize(pcm.data());
  });
}

void BM_FromInterleavedInt16(benchmark::State& state, Bench& bench) {
  const std::vector<int16_t> pcm(static_cast<size_t>(bench.rate.tick_samples()), int16_t{1000});
  Measure(state, bench, [&] { dsp::FromInterleavedInt16(pcm, bench.OutTick()); });
}

struct Kernel {
  const char* name;
  void (*run)(benchmark::State&, Bench&);
};

constexpr std::array kKernels = {
    Kernel{"BM_Accelerate", BM_Accelerate<false>},
    Kernel{"BM_FastAccelerate", BM_Accelerate<true>},
    Kernel{"BM_PreemptiveExpand", BM_PreemptiveExpand},
    Kernel{"BM_Expand", BM_Expand},
    Kernel{"BM_ExpandBegin", BM_ExpandBegin},
    Kernel{"BM_ExpandTail", BM_ExpandTail},
    Kernel{"BM_Merge", BM_Merge},
    Kernel{"BM_Interpolate", BM_Interpolate},
    Kernel{"BM_BackgroundNoiseUpdate", BM_BackgroundNoiseUpdate},
    Kernel{"BM_BackgroundNoiseLearn", BM_BackgroundNoiseLearn},
    Kernel{"BM_BackgroundNoiseGenerate", BM_BackgroundNoiseGenerate},
    Kernel{"BM_ComfortNoise", BM_ComfortNoise},
    Kernel{"BM_DtmfTone", BM_DtmfTone},
    Kernel{"BM_Resample", BM_Resample},
    Kernel{"BM_Varispeed", BM_Varispeed},
    Kernel{"BM_Decimate", BM_Decimate},
    Kernel{"BM_FindPitch", BM_FindPitch},
    Kernel{"BM_FindPitchScalar", BM_FindPitchScalar},
    Kernel{"BM_FitLpc", BM_FitLpc},
    Kernel{"BM_Recursion", BM_Recursion},
    Kernel{"BM_RecursionPlain", BM_RecursionPlain},
    Kernel{"BM_RecursionScalar", BM_RecursionScalar},
    Kernel{"BM_WhiteNoise", BM_WhiteNoise},
    Kernel{"BM_WhiteNoisePlain", BM_WhiteNoisePlain},
    Kernel{"BM_WhiteNoiseScalar", BM_WhiteNoiseScalar},
    Kernel{"BM_InnerProduct", BM_InnerProduct},
    Kernel{"BM_InnerProductPlain", BM_InnerProductPlain},
    Kernel{"BM_InnerProductScalar", BM_InnerProductScalar},
    Kernel{"BM_SlideProduct", BM_SlideProduct},
    Kernel{"BM_SlideProductPlain", BM_SlideProductPlain},
    Kernel{"BM_SlideProductScalar", BM_SlideProductScalar},
    Kernel{"BM_CrossFade", BM_CrossFade},
    Kernel{"BM_CrossFadePlain", BM_CrossFadePlain},
    Kernel{"BM_CrossFadeScalar", BM_CrossFadeScalar},
    Kernel{"BM_ToInterleavedInt16", BM_ToInterleavedInt16},
    Kernel{"BM_FromInterleavedInt16", BM_FromInterleavedInt16},
};

void Register(const Kernel& kernel, int hz, Signal signal) {
  const std::string name =
      std::string(kernel.name) + "/" + std::to_string(hz) + "/" + std::string(NameOf(signal));
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    Bench bench(SampleRate(hz), signal);
    kernel.run(state, bench);
  });
}

const bool registered = [] {
  for (const Kernel& kernel : kKernels) {
    for (const int hz : {8000, 16000, 32000, 48000}) {
      for (const Signal signal : kSignals) Register(kernel, hz, signal);
    }
  }
  return true;
}();

}  // namespace
}  // namespace neteq::benchmarks
