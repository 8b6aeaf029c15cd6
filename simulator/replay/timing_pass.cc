// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/timing_pass.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace neteq::sim {
namespace {

using Clock = std::chrono::steady_clock;

double NanosecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

/// Accumulates the time inside decoder calls until Take().
class DecoderClock {
 public:
  explicit DecoderClock(double timer_overhead_ns) : timer_overhead_ns_(timer_overhead_ns) {}

  template <class Call>
  DecodeResult Time(Call call) {
    const auto start = Clock::now();
    const DecodeResult result = call();
    ns_ += std::max(0.0, NanosecondsSince(start) - timer_overhead_ns_);
    return result;
  }
  double Take() { return std::exchange(ns_, 0.0); }

 private:
  double timer_overhead_ns_;
  double ns_ = 0.0;
};

class TimedDecoder final : public AudioDecoder {
 public:
  TimedDecoder(std::unique_ptr<AudioDecoder> decoder, DecoderClock* clock)
      : decoder_(std::move(decoder)), clock_(clock) {}

  DecoderFormat format() const noexcept override { return decoder_->format(); }
  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept override {
    return decoder_->Inspect(payload);
  }
  DecodeResult Decode(std::span<const std::byte> payload, AudioView out) noexcept override {
    return clock_->Time([&] { return decoder_->Decode(payload, out); });
  }
  DecodeResult DecodeFec(std::span<const std::byte> payload, AudioView out) noexcept override {
    return clock_->Time([&] { return decoder_->DecodeFec(payload, out); });
  }
  DecodeResult DecodePlc(int samples, AudioView out) noexcept override {
    return clock_->Time([&] { return decoder_->DecodePlc(samples, out); });
  }
  bool is_output_bounded() const noexcept override { return decoder_->is_output_bounded(); }
  size_t SplitBytes(size_t payload_bytes) const noexcept override {
    return decoder_->SplitBytes(payload_bytes);
  }
  void Reset() noexcept override { decoder_->Reset(); }

 private:
  std::unique_ptr<AudioDecoder> decoder_;
  DecoderClock* clock_;
};

EngineParts WithClock(EngineParts parts, DecoderClock& clock) {
  parts.make_decoder = [make = std::move(parts.make_decoder),
                        &clock](const SdpFormat& format) -> Result<std::unique_ptr<AudioDecoder>> {
    auto decoder = make(format);
    if (!decoder.ok()) return decoder.status();
    return std::unique_ptr<AudioDecoder>(new TimedDecoder(std::move(*decoder), &clock));
  };
  return parts;
}

void TimeCalls(Simulation simulation, Timing& timing) {
  timing.get_audio.StartPass();
  timing.insert_packet.StartPass();
  timing.operations.clear();
  while (!simulation.IsDone()) {
    while (simulation.HasArrival()) {
      simulation.Receive();
      const auto start = Clock::now();
      simulation.InsertNext();
      timing.insert_packet.Add(NanosecondsSince(start));
    }
    const auto start = Clock::now();
    const TickReport& report = simulation.Pull();
    timing.get_audio.Add(NanosecondsSince(start));
    timing.operations.push_back(report.operation);
  }
}

/// Also returns the hash of the output. Hashing takes longer than a tick, so TimeCalls does not.
uint64_t TimeDecoding(Simulation simulation, DecoderClock& clock, Timing& timing) {
  Fnv1a hash;
  timing.decoding.StartPass();
  while (!simulation.IsDone()) {
    while (simulation.HasArrival()) simulation.InsertNext();
    simulation.Pull();
    timing.decoding.Add(clock.Take());
    hash.Update(simulation.audio());
  }
  return hash.value();
}

}  // namespace

Timing::ByOperation Timing::OfOperations() const {
  ByOperation sums{};
  for (size_t tick = 0; tick < operations.size(); ++tick) {
    OperationTiming& sum = sums[static_cast<size_t>(operations[tick])];
    const double ns = get_audio.floor_ns()[tick];
    ++sum.ticks;
    sum.floor_mean_ns += ns;
    sum.engine_ns += ns - timer_overhead_ns - decoding.floor_ns()[tick];
  }
  for (OperationTiming& sum : sums) {
    if (sum.ticks == 0) continue;
    sum.floor_mean_ns /= static_cast<double>(sum.ticks);
    sum.engine_ns = std::max(0.0, sum.engine_ns / static_cast<double>(sum.ticks));
  }
  return sums;
}

double Timing::EngineNs() const {
  return std::max(0.0, get_audio.FloorMean() - timer_overhead_ns - decoding.FloorMean());
}

Result<uint64_t> RunTimingPass(const Stream& stream, const PayloadTypes& types,
                               const Config& config, const EngineParts& parts, Timing& timing) {
  DecoderClock clock(timing.timer_overhead_ns);
  auto plain = Simulation::Create(stream, types, config, parts);
  if (!plain.ok()) return plain.status();
  auto timed = Simulation::Create(stream, types, config, WithClock(parts, clock));
  if (!timed.ok()) return timed.status();
  const auto start = Clock::now();
  TimeCalls(std::move(*plain), timing);
  timing.wall_s += NanosecondsSince(start) * 1e-9 / timing.repeat;
  return TimeDecoding(std::move(*timed), clock, timing);
}

}  // namespace neteq::sim
