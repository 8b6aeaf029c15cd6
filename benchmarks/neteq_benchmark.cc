// SPDX-License-Identifier: BSD-3-Clause
// Cost of the whole engine, with a decoder of negligible cost (L16), and of its parts.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/allocations.h"
#include "benchmarks/counters.h"
#include "benchmarks/session.h"
#include "benchmarks/signals.h"
#include <benchmark/benchmark.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/internal/receive/packet_buffer.h"
#include "neteq/internal/session_access.h"
#include "neteq/neteq.h"
#include "neteq/research.h"
#include "neteq/statistics.h"

namespace neteq::benchmarks {
namespace {

using Clock = std::chrono::steady_clock;

/// Wall time of one call, excluding its preparation; includes 25 ns for reading the clock.
template <class Call>
double SecondsOf(Call call) {
  const auto begin = Clock::now();
  call();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

constexpr SampleRate kRate{48000};

// ---- the engine, by operation ----

struct Step {
  const char* name;
  Operation operation;
  Operation before;  // operation of the previous tick
};
constexpr std::array kSteps = {
    Step{"normal", Operation::kNormal, Operation::kNormal},
    Step{"accelerate", Operation::kAccelerate, Operation::kNormal},
    Step{"preemptive_expand", Operation::kPreemptiveExpand, Operation::kNormal},
    Step{"expand_begin", Operation::kExpand, Operation::kNormal},
    Step{"expand", Operation::kExpand, Operation::kExpand},
    Step{"merge", Operation::kMerge, Operation::kExpand},
};

void PullAs(Session& session, Operation operation) {
  OverrideNextOperation(session.engine(), operation);
  benchmark::DoNotOptimize(session.GetAudio().samples_per_channel);
}

// One tick of the operation between normal ticks, when all decoded audio has been played; includes
// decoding. Packets are always available.
void BM_Engine(benchmark::State& state, const Step& step, Signal signal) {
  constexpr int kPacketsAhead = 5;
  constexpr Duration kOverlap(625);  // decoded, but played only if more audio follows
  OwnSession own(kRate, signal);
  Session& session = own.session;
  for (int packet = 0; packet < kPacketsAhead; ++packet) session.InsertNext();
  const auto refill = [&] {
    if (session.engine().last_tick().packets_in_buffer < kPacketsAhead) session.InsertNext();
  };
  int64_t executed = 0;
  for (auto _ : state) {
    do {
      PullAs(session, Operation::kNormal);
      refill();
    } while (internal::SessionAccess::Of(session.engine()).unplayed() >= kTick + kOverlap);
    if (step.before != Operation::kNormal) PullAs(session, step.before);
    state.SetIterationTime(SecondsOf([&] { PullAs(session, step.operation); }));
    executed += session.engine().last_tick().operation == step.operation ? 1 : 0;
    refill();
  }
  state.counters["executed_share"] =
      static_cast<double>(executed) / static_cast<double>(state.iterations());
}

// Packets on time: one insertion and two pulls.
void BM_NormalTick(benchmark::State& state) {
  OwnSession own(SampleRate(static_cast<int>(state.range(0))));
  Session& session = own.session;
  for (auto _ : state) {
    session.InsertNext();
    for (int tick = 0; tick < kTicksPerPacket; ++tick) {
      benchmark::DoNotOptimize(session.GetAudio().samples_per_channel);
    }
  }
  CountTicks(state, kTicksPerPacket);
}

// No packets arrive: one pull of concealment.
void BM_ConcealedTick(benchmark::State& state) {
  constexpr int kPacketsBefore = 50;
  OwnSession own(SampleRate(static_cast<int>(state.range(0))));
  Session& session = own.session;
  for (int packet = 0; packet < kPacketsBefore; ++packet) {
    session.InsertNext();
    for (int tick = 0; tick < kTicksPerPacket; ++tick) session.GetAudio();
  }
  for (auto _ : state) benchmark::DoNotOptimize(session.GetAudio().samples_per_channel);
  CountTicks(state);
}

// A burst of packets; the cost of the following flush is spread over them. Argument 1: packets are
// received in place; 0: copied.
void BM_InsertPacket(benchmark::State& state) {
  constexpr int kBurst = 40;
  const bool is_in_place = state.range(1) == 1;
  OwnSession own(SampleRate(static_cast<int>(state.range(0))));
  Session& session = own.session;
  for (auto _ : state) {
    for (int packet = 0; packet < kBurst; ++packet) {
      is_in_place ? session.InsertNextInPlace() : session.InsertNext();
    }
    session.engine().Flush();
  }
  state.SetItemsProcessed(state.iterations() * kBurst);
  CountTicks(state, kBurst * kTicksPerPacket);
}

// ---- whole calls ----

constexpr int64_t kPacketsOfCall = 3000;  // 60 s

/// Plays a call over the mobile network; calls `pull` for each tick.
template <class Pull>
void PlayCall(Session& session, const std::vector<Arrival>& arrivals, Pull pull) {
  size_t next = 0;
  for (int64_t tick = 0; tick < kPacketsOfCall * kTicksPerPacket; ++tick) {
    for (; next < arrivals.size() && arrivals[next].time <= tick * kTick; ++next) {
      session.Insert(arrivals[next].packet, Timestamp(arrivals[next].time));
    }
    pull(static_cast<size_t>(tick));
  }
}

void BM_Replay(benchmark::State& state) {
  const auto arrivals = MakeArrivals(kPacketsOfCall);
  int64_t made = 0;
  for (auto _ : state) {
    state.PauseTiming();
    OwnSession own(SampleRate(static_cast<int>(state.range(0))));
    Session& session = own.session;
    const int64_t before = AllocationsSoFar().count;
    state.ResumeTiming();
    PlayCall(session, arrivals, [&](size_t) { session.GetAudio(); });
    made += AllocationsSoFar().count - before;
  }
  state.counters["allocations"] = static_cast<double>(made);
  CountTicks(state, kPacketsOfCall * kTicksPerPacket);
}

// Distribution of tick times. Each tick counts with its minimum over all passes, which do the same
// work, to exclude the effect of other programs.
void BM_FrameDeadline(benchmark::State& state) {
  const auto arrivals = MakeArrivals(kPacketsOfCall);
  std::vector<double> shortest_ns(kPacketsOfCall * kTicksPerPacket, 1e9);
  for (auto _ : state) {
    OwnSession own(kRate);
    Session& session = own.session;
    PlayCall(session, arrivals, [&](size_t tick) {
      const double ns = 1e9 * SecondsOf([&] { session.GetAudio(); });
      shortest_ns[tick] = std::min(shortest_ns[tick], ns);
    });
  }
  std::sort(shortest_ns.begin(), shortest_ns.end());
  const auto quantile = [&](double share) {
    return shortest_ns[static_cast<size_t>(share * static_cast<double>(shortest_ns.size() - 1))];
  };
  state.counters["p50_ns"] = quantile(0.5);
  state.counters["p99_ns"] = quantile(0.99);
  state.counters["p999_ns"] = quantile(0.999);
  state.counters["max_ns"] = quantile(1.0);
}

// Argument 1: also reads everything that is meant to be read in each tick.
void BM_Observed(benchmark::State& state) {
  const bool is_observed = state.range(0) == 1;
  OwnSession own(kRate);
  Session& session = own.session;
  for (auto _ : state) {
    session.InsertNext();
    for (int tick = 0; tick < kTicksPerPacket; ++tick) {
      session.GetAudio();
      if (!is_observed) continue;
      const NetEq& engine = session.engine();
      TickReport frame = engine.last_tick();
      Statistics statistics = engine.statistics();
      benchmark::DoNotOptimize(frame);
      benchmark::DoNotOptimize(statistics);
      benchmark::DoNotOptimize(EstimatorReportOf(engine));
      benchmark::DoNotOptimize(engine.packet_infos().size());
    }
  }
  CountTicks(state, kTicksPerPacket);
}

// Many calls in one process, divided among the threads, without decoding. Each stream has left the
// caches before its next visit. A mixer visits every stream every 10 ms or, if it sends frames of
// 20 ms, for two ticks in a row. The calls start at different times, so rare events of single
// streams occur in every pass and passes are comparable. "quiet" is the mean of the fastest tenth
// of the passes, which other programs disturb least.
void BM_Streams(benchmark::State& state) {
  constexpr size_t kWarmUp = 50;
  constexpr size_t kPhases = 20;
  const SampleRate rate(static_cast<int>(state.range(0)));
  const auto ticks_per_visit = static_cast<int>(state.range(1));
  const auto count = static_cast<size_t>(state.range(2) / state.threads());
  const AudioBuffer sound = MakeSound(rate, Signal::kVoiced);
  const Payloads payloads = ReadyMadePayloads();
  AudioBuffer out(1, rate.tick_samples());  // stands for immediate mixing
  std::vector<std::unique_ptr<Session>> sessions;
  while (sessions.size() < count) {
    sessions.push_back(std::make_unique<Session>(std::make_unique<ReadyMade>(rate, sound), payloads,
                                                 out.First(rate.tick_samples())));
    for (size_t packet = 0; packet < kWarmUp + sessions.size() % kPhases; ++packet) {
      sessions.back()->InsertNext();
      for (int tick = 0; tick < kTicksPerPacket; ++tick) sessions.back()->GetAudio();
    }
  }
  std::vector<double> passes;
  passes.reserve(static_cast<size_t>(state.max_iterations));
  for (auto _ : state) {
    passes.push_back(SecondsOf([&] {
      for (const auto& session : sessions) session->InsertNext();
      for (int tick = 0; tick < kTicksPerPacket; tick += ticks_per_visit) {
        for (const auto& session : sessions) {
          for (int i = 0; i < ticks_per_visit; ++i) session->GetAudio();
        }
      }
    }));
  }
  const auto report = [&](const std::string& prefix, double seconds) {
    const double ticks = kTicksPerPacket * static_cast<double>(count);
    state.counters[prefix + "streams_in_real_time"] = 0.01 * ticks / seconds;  // of all threads
    state.counters[prefix + "ns_per_tick"] =
        benchmark::Counter(1e9 * seconds / ticks, benchmark::Counter::kAvgThreads);
  };
  report("",
         std::accumulate(passes.begin(), passes.end(), 0.0) / static_cast<double>(passes.size()));
  const auto tenth = passes.begin() + static_cast<ptrdiff_t>(passes.size() / 10);
  std::nth_element(passes.begin(), tenth, passes.end());
  report("quiet_", *tenth);
}

// ---- parts ----

internal::Packet Nth(int64_t i) {
  return {.media_time = {960 * i}, .sequence = i, .duration_samples = 960, .payload_type = 96};
}

enum class Order { kInOrder, kReordered, kDuplicate, kFlush };

// Inserts packets of 160 bytes into a buffer that holds ten, and removes the oldest.
void BM_PacketBuffer(benchmark::State& state, Order order) {
  constexpr int64_t kWaiting = 10;
  internal::PacketBuffer buffer{Limits{}};
  const std::vector<std::byte> payload(160);
  const auto insert = [&](int64_t i) { buffer.Insert(Nth(i), payload, false); };
  int64_t next = 0;
  while (next < kWaiting) insert(next++);
  for (auto _ : state) {
    if (order == Order::kFlush) {
      buffer.Flush();
      for (int64_t i = 0; i < kWaiting; ++i) insert(next++);
      continue;
    }
    const bool is_odd = next % 2 == 1;
    insert(order == Order::kReordered ? (is_odd ? next - 1 : next + 1) : next);
    if (order == Order::kDuplicate) insert(next);
    ++next;
    benchmark::DoNotOptimize(buffer.FrontPayload().data());
    buffer.PopFront();
  }
  state.SetItemsProcessed(state.iterations() * (order == Order::kFlush ? kWaiting : 1));
}

void BM_DelayEstimator(benchmark::State& state, delay::EstimatorKind kind) {
  delay::DelayConfig config;
  config.delay.estimator = kind;
  delay::DelayManager manager(config, 200);
  const auto arrivals = MakeArrivals(kPacketsOfCall);
  size_t next = 0;
  int64_t round = 0;
  for (auto _ : state) {
    const Arrival& arrival = arrivals[next];
    const int64_t i = round * kPacketsOfCall + arrival.packet;
    manager.OnArrival(
        {.sequence = i,
         .media_time = i * kTicksPerPacket * kTick,
         .time = Timestamp(round * kPacketsOfCall * kTicksPerPacket * kTick + arrival.time),
         .frame_length = kTicksPerPacket * kTick});
    if (++next == arrivals.size()) {
      next = 0;
      ++round;
    }
  }
  benchmark::DoNotOptimize(manager.target());
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(BM_NormalTick)->Arg(8000)->Arg(16000)->Arg(32000)->Arg(48000);
BENCHMARK(BM_ConcealedTick)->Arg(8000)->Arg(16000)->Arg(32000)->Arg(48000);
BENCHMARK(BM_InsertPacket)->ArgsProduct({{8000, 48000}, {0, 1}});
BENCHMARK(BM_Replay)->Arg(8000)->Arg(48000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_FrameDeadline)->Unit(benchmark::kMillisecond)->Iterations(200);
BENCHMARK(BM_Observed)->Arg(0)->Arg(1);
BENCHMARK(BM_Streams)->ArgsProduct({{8000, 48000}, {1}, {1, 100, 10'000}})->UseRealTime();
BENCHMARK(BM_Streams)->ArgsProduct({{8000, 48000}, {1, 2}, {10'000}})->Threads(2)->UseRealTime();
BENCHMARK_CAPTURE(BM_PacketBuffer, in_order, Order::kInOrder);
BENCHMARK_CAPTURE(BM_PacketBuffer, reordered, Order::kReordered);
BENCHMARK_CAPTURE(BM_PacketBuffer, duplicate, Order::kDuplicate);
BENCHMARK_CAPTURE(BM_PacketBuffer, flush, Order::kFlush);
BENCHMARK_CAPTURE(BM_DelayEstimator, adaptive, delay::EstimatorKind::kAdaptive);
BENCHMARK_CAPTURE(BM_DelayEstimator, relative, delay::EstimatorKind::kRelative);
BENCHMARK_CAPTURE(BM_DelayEstimator, iat, delay::EstimatorKind::kIat);
BENCHMARK_CAPTURE(BM_DelayEstimator, fixed, delay::EstimatorKind::kFixed);

const bool registered = [] {
  for (const Step& step : kSteps) {
    for (const Signal signal : kSignals) {
      const std::string name =
          std::string("BM_Engine/48000/") + step.name + "/" + std::string(NameOf(signal));
      benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        BM_Engine(state, step, signal);
      })->UseManualTime();
    }
  }
  return true;
}();

}  // namespace
}  // namespace neteq::benchmarks
