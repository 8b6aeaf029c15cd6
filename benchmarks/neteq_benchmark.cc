// SPDX-License-Identifier: BSD-3-Clause
// Cost of the whole engine, with a decoder that costs next to nothing (L16).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "benchmarks/counters.h"
#include "benchmarks/signals.h"
#include <benchmark/benchmark.h>

#include "base/audio_view.h"
#include "base/units.h"
#include "neteq/neteq.h"

namespace neteq::benchmarks {
namespace {

constexpr uint8_t kPayloadType = 96;
constexpr int kTicksPerPacket = 2;

// An engine, and a sender of voiced L16 in packets of 20 ms that arrive on time.
class Session {
 public:
  explicit Session(SampleRate rate)
      : rate_(rate), out_(1, rate.tick_samples()), payload_(MakePayload(rate)) {
    Config config;
    config.limits.payload_bytes = config.limits.max_packets * static_cast<int>(payload_.size());
    neteq_ = std::move(*NetEq::Create(config));
    // Only fails on misuse, which the first tick would show.
    static_cast<void>(neteq_->RegisterDecoder(kPayloadType, MakePcm16Decoder(rate, 1)));
  }

  void InsertPacket() {
    const RtpPacketView packet{
        .payload_type = kPayloadType,
        .sequence = SequenceNumber(static_cast<uint16_t>(sent_)),
        .timestamp =
            RtpTimestamp(static_cast<uint32_t>(sent_ * kTicksPerPacket * rate_.tick_samples())),
        .payload = payload_};
    neteq_->InsertPacket(packet, Timestamp(sent_ * kTicksPerPacket * kTick));
    ++sent_;
  }
  const FrameReport& GetAudio() { return neteq_->GetAudio(out_.First(rate_.tick_samples())); }
  void Flush() { neteq_->Flush(); }

 private:
  static std::vector<std::byte> MakePayload(SampleRate rate) {
    const int frames = kTicksPerPacket * rate.tick_samples();
    const AudioBuffer voiced = MakeSignal(Signal::kVoiced, rate, 1, frames);
    std::vector<std::byte> payload;
    for (const float sample : voiced.First(frames).Channel(0)) {
      const auto pcm = static_cast<uint16_t>(static_cast<int16_t>(sample * 32767.0F));
      payload.push_back(static_cast<std::byte>(pcm >> 8U));
      payload.push_back(static_cast<std::byte>(pcm & 0xFFU));
    }
    return payload;
  }

  SampleRate rate_;
  AudioBuffer out_;
  std::vector<std::byte> payload_;
  std::unique_ptr<NetEq> neteq_;
  int64_t sent_ = 0;
};

// Packets on time: one insertion and two pulls.
void BM_NormalTick(benchmark::State& state) {
  Session session(SampleRate(static_cast<int>(state.range(0))));
  for (auto _ : state) {
    session.InsertPacket();
    for (int tick = 0; tick < kTicksPerPacket; ++tick) {
      benchmark::DoNotOptimize(session.GetAudio().frames);
    }
  }
  CountTicks(state, kTicksPerPacket);
}

// The network is gone: one pull of concealment.
void BM_ConcealedTick(benchmark::State& state) {
  constexpr int kPacketsBefore = 50;
  Session session(SampleRate(static_cast<int>(state.range(0))));
  for (int packet = 0; packet < kPacketsBefore; ++packet) {
    session.InsertPacket();
    for (int tick = 0; tick < kTicksPerPacket; ++tick) session.GetAudio();
  }
  for (auto _ : state) benchmark::DoNotOptimize(session.GetAudio().frames);
  CountTicks(state);
}

// A burst of packets; what the flush after it costs is spread over them.
void BM_InsertPacket(benchmark::State& state) {
  constexpr int kBurst = 100;
  Session session(SampleRate(static_cast<int>(state.range(0))));
  for (auto _ : state) {
    for (int packet = 0; packet < kBurst; ++packet) session.InsertPacket();
    session.Flush();
  }
  state.SetItemsProcessed(state.iterations() * kBurst);
  CountTicks(state, kBurst * kTicksPerPacket);
}

BENCHMARK(BM_NormalTick)->Arg(8000)->Arg(16000)->Arg(32000)->Arg(48000);
BENCHMARK(BM_ConcealedTick)->Arg(8000)->Arg(16000)->Arg(32000)->Arg(48000);
BENCHMARK(BM_InsertPacket)->Arg(8000)->Arg(48000);

}  // namespace
}  // namespace neteq::benchmarks
