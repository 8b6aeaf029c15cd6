// SPDX-License-Identifier: BSD-3-Clause
// The same work by other libraries and by this one: BM_<Work>/<library>.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/counters.h"
#include "benchmarks/session.h"
#include "benchmarks/signals.h"
#include <benchmark/benchmark.h>
#include <spandsp.h>
#include <speex/speex_jitter.h>
#ifdef NETEQ_HAS_SOUNDTOUCH
#include <soundtouch/SoundTouch.h>
#endif

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/expand.h"
#include "neteq/dsp/merge.h"
#include "neteq/dsp/time_stretch.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/internal/receive/packet_buffer.h"

namespace neteq::benchmarks {
namespace {

// ---- speech at 8 kHz; two ticks of ten are lost and concealed ----

constexpr SampleRate kNarrowband{8000};
constexpr int kTick8 = kNarrowband.tick_samples();
constexpr int kTicksOfCycle = 10;
constexpr int kLostTicks = 2;

std::vector<int16_t> Pcm(const AudioBuffer& audio) {
  std::vector<int16_t> pcm(static_cast<size_t>(audio.capacity()));
  dsp::ToInterleavedInt16(audio.First(audio.capacity()), pcm);
  return pcm;
}

// Similar to G.711 Appendix I: plc_rx keeps the history and fades back in, plc_fillin conceals.
void BM_LossesBySpandsp(benchmark::State& state, Signal signal) {
  const auto pcm = Pcm(MakeSignal(signal, kNarrowband, 1, kTicksOfCycle * kTick8));
  std::vector<int16_t> out = pcm;
  const std::unique_ptr<plc_state_t, int (*)(plc_state_t*)> plc(plc_init(nullptr), plc_free);
  for (auto _ : state) {
    std::copy(pcm.begin(), pcm.end(), out.begin());
    for (int tick = 0; tick < kTicksOfCycle; ++tick) {
      int16_t* samples = out.data() + tick * kTick8;
      if (tick < kTicksOfCycle - kLostTicks) {
        plc_rx(plc.get(), samples, kTick8);
      } else {
        plc_fillin(plc.get(), samples, kTick8);
      }
    }
    benchmark::DoNotOptimize(out.data());
  }
  CountTicks(state, kTicksOfCycle);
}

// Learns background noise at every received tick, expands for the lost ones, merges after them.
void BM_LossesByNeteq(benchmark::State& state, Signal signal) {
  constexpr int kHistoryTicks = 4;
  const int frames = (kTicksOfCycle + kHistoryTicks) * kTick8;
  AudioBuffer audio = MakeSignal(signal, kNarrowband, 1, frames);
  AudioBuffer out(1, frames);
  dsp::BackgroundNoise noise(kNarrowband, 1);
  dsp::Expand expand(kNarrowband, 1, dsp::ExpandParams{});
  dsp::Merger merger(kNarrowband);
  Random random(1);
  for (auto _ : state) {
    for (int tick = 0; tick < kTicksOfCycle - kLostTicks; ++tick) {
      noise.Update(audio.First((tick + kHistoryTicks) * kTick8));
    }
    expand.Begin(audio.First(kHistoryTicks * kTick8), out.First(expand.overlap()));
    for (int tick = 0; tick < kLostTicks; ++tick) {
      expand.Generate(dsp::Fading::kOn, noise, random, out.First(kTick8));
    }
    const int lag = expand.lag_samples();
    const AudioView searched = out.First(merger.extension_samples(0, lag));
    expand.Repeat(0, searched.Channel(0));
    const AudioView decoded = audio.First(2 * kTick8);
    const int offset = merger.FindOffset(searched.Channel(0), decoded.Channel(0), {lag, 0});
    const AudioView extension = out.First(merger.joined_samples(offset));
    expand.Generate(dsp::Fading::kHeld, noise, random, extension);
    const AudioView merged = out.Slice(extension.frames(), offset + decoded.frames());
    Copy(decoded, merged.Last(decoded.frames()));
    merger.Join(extension, offset, 1.0F, merged);
    expand.Reset();
    benchmark::DoNotOptimize(merged.data());
  }
  CountTicks(state, kTicksOfCycle);
}

// ---- speech shortened by WSOLA wherever possible ----

constexpr int kTicksOfStretch = 100;

void BM_ShortenByNeteq(benchmark::State& state) {
  const SampleRate rate(static_cast<int>(state.range(0)));
  dsp::TimeStretcher stretcher(rate, dsp::StretchParams{});
  const int frames = stretcher.min_input_samples();
  const int total = kTicksOfStretch * rate.tick_samples();
  AudioBuffer audio = MakeSignal(Signal::kVoiced, rate, 1, total);
  AudioBuffer out(1, frames);
  int removed = 0;
  for (auto _ : state) {
    removed = 0;
    for (int begin = 0; begin + frames <= total; begin += frames) {
      removed += stretcher
                     .Accelerate(audio.Slice(begin, frames), false,
                                 dsp::BackgroundNoise::kDefaultEnergy, out.First(frames))
                     .changed_samples;
    }
    benchmark::DoNotOptimize(removed);
  }
  state.counters["removed_share"] = static_cast<double>(removed) / total;
  CountTicks(state, kTicksOfStretch);
}

#ifdef NETEQ_HAS_SOUNDTOUCH
// At a tempo that removes as much audio as Accelerate; windows have SoundTouch's defaults.
void BM_ShortenBySoundTouch(benchmark::State& state) {
  constexpr double kTempo = 1.35;
  const SampleRate rate(static_cast<int>(state.range(0)));
  const int tick = rate.tick_samples();
  const AudioBuffer audio = MakeSignal(Signal::kVoiced, rate, 1, kTicksOfStretch * tick);
  std::vector<float> out(static_cast<size_t>(4 * tick));
  std::vector<soundtouch::SAMPLETYPE> in;
  for (const float sample : audio.First(audio.capacity()).Channel(0)) in.push_back(sample);
  soundtouch::SoundTouch stretcher;
  stretcher.setSampleRate(static_cast<unsigned>(rate.hz()));
  stretcher.setChannels(1);
  stretcher.setTempo(kTempo);
  uint64_t played = 0;
  for (auto _ : state) {
    for (int begin = 0; begin < audio.capacity(); begin += tick) {
      stretcher.putSamples(in.data() + begin, static_cast<unsigned>(tick));
      played += stretcher.receiveSamples(out.data(), static_cast<unsigned>(out.size()));
    }
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["removed_share"] =
      1.0 - static_cast<double>(played) /
                static_cast<double>(state.iterations() * int64_t{audio.capacity()});
  CountTicks(state, kTicksOfStretch);
}
#endif

// ---- packets of 20 ms over the mobile network: inserted, and removed when due ----

constexpr int64_t kPackets = 3000;
constexpr Duration kPacketLength = kTicksPerPacket * kTick;
constexpr int kSamplesOfPacket = 160;

/// Calls `insert` for each packet that has arrived and then `take`, once per 20 ms.
template <class Insert, class Take>
void PlayPackets(const std::vector<Arrival>& arrivals, Insert insert, Take take) {
  size_t next = 0;
  for (int64_t turn = 0; turn < kPackets; ++turn) {
    for (; next < arrivals.size() && arrivals[next].time <= turn * kPacketLength; ++next) {
      insert(arrivals[next]);
    }
    take();
  }
}

void BM_PacketsBySpeexDsp(benchmark::State& state) {
  const auto arrivals = MakeArrivals(kPackets);
  std::vector<char> payload(kSamplesOfPacket);
  std::vector<char> out(kSamplesOfPacket);
  for (auto _ : state) {
    const std::unique_ptr<JitterBuffer, void (*)(JitterBuffer*)> buffer(
        jitter_buffer_init(kSamplesOfPacket), jitter_buffer_destroy);
    const auto insert = [&](const Arrival& arrival) {
      const JitterBufferPacket packet{
          .data = payload.data(),
          .len = kSamplesOfPacket,
          .timestamp = static_cast<spx_uint32_t>(arrival.packet * kSamplesOfPacket),
          .span = kSamplesOfPacket,
          .sequence = static_cast<spx_uint16_t>(arrival.packet),
          .user_data = 0};
      jitter_buffer_put(buffer.get(), &packet);
    };
    const auto take = [&] {
      JitterBufferPacket packet{};
      packet.data = out.data();
      packet.len = kSamplesOfPacket;
      jitter_buffer_get(buffer.get(), &packet, kSamplesOfPacket, nullptr);
      jitter_buffer_tick(buffer.get());
      benchmark::DoNotOptimize(packet.len);
    };
    PlayPackets(arrivals, insert, take);
  }
  state.SetItemsProcessed(state.iterations() * kPackets);
}

// Buffer, arrival history, histograms and target; removes a packet once the target is reached.
void BM_PacketsByNeteq(benchmark::State& state) {
  const auto arrivals = MakeArrivals(kPackets);
  const std::vector<std::byte> payload(kSamplesOfPacket);
  for (auto _ : state) {
    internal::PacketBuffer buffer{Limits{}};
    delay::DelayManager manager(delay::DelayConfig{}, Limits{}.max_packets);
    bool is_playing = false;
    const auto insert = [&](const Arrival& arrival) {
      manager.OnArrival({.sequence = arrival.packet,
                         .media_time = arrival.packet * kPacketLength,
                         .time = Timestamp(arrival.time),
                         .frame_length = kPacketLength});
      buffer.Insert({.media_time = {arrival.packet * kSamplesOfPacket},
                     .sequence = arrival.packet,
                     .duration_samples = kSamplesOfPacket},
                    payload, false);
    };
    const auto take = [&] {
      const Duration waiting = kNarrowband.Length(buffer.span_samples(kSamplesOfPacket));
      is_playing = is_playing || waiting >= manager.target();
      if (!is_playing) return;
      benchmark::DoNotOptimize(buffer.FrontPayload().data());
      buffer.PopFront();
    };
    PlayPackets(arrivals, insert, take);
  }
  state.SetItemsProcessed(state.iterations() * kPackets);
}

BENCHMARK_CAPTURE(BM_LossesBySpandsp, voiced, Signal::kVoiced);
BENCHMARK_CAPTURE(BM_LossesByNeteq, voiced, Signal::kVoiced);
BENCHMARK_CAPTURE(BM_LossesBySpandsp, unvoiced, Signal::kUnvoiced);
BENCHMARK_CAPTURE(BM_LossesByNeteq, unvoiced, Signal::kUnvoiced);
#ifdef NETEQ_HAS_SOUNDTOUCH
BENCHMARK(BM_ShortenBySoundTouch)->Arg(8000)->Arg(16000)->Arg(48000);
#endif
BENCHMARK(BM_ShortenByNeteq)->Arg(8000)->Arg(16000)->Arg(48000);
BENCHMARK(BM_PacketsBySpeexDsp);
BENCHMARK(BM_PacketsByNeteq);

}  // namespace
}  // namespace neteq::benchmarks
