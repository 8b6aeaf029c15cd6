// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/networks/network.h"
#include "simulator/networks/quantiles.h"

// Statistical tolerances are 4 standard errors (one false alarm in 16,000 seeds), derived in the
// comments; the seed is fixed.
namespace neteq::sim {
namespace {

constexpr uint64_t kSeed = 7;

Flights Sent(const std::string& spec, const Flights& packets) {
  const auto network = Network::Parse(spec);
  EXPECT_TRUE(network.ok()) << network.status().detail();
  return network.ok() ? network->Send(packets, kSeed) : Flights();
}

/// Delays in ms of widely spaced packets, none of which waits for another.
std::vector<double> LoneDelays(const std::string& spec, size_t count) {
  const Duration spacing = std::chrono::seconds(60);
  std::vector<double> delays;
  for (const Flight& flight : Sent(spec, RegularPackets(count, spacing, 100))) {
    delays.push_back(ToMs(flight.time - spacing * static_cast<Duration::rep>(flight.packet)));
  }
  return delays;
}

Flights SpeechPackets(size_t count) { return RegularPackets(count, FromMs(20), 172); }

/// Delay of each arriving packet of SpeechPackets.
std::map<size_t, double> SpeechDelays(const std::string& spec, size_t count) {
  std::map<size_t, double> delays;
  for (const Flight& flight : Sent(spec, SpeechPackets(count))) {
    delays.emplace(flight.packet, ToMs(flight.time) - 20.0 * static_cast<double>(flight.packet));
  }
  return delays;
}

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Autocovariance at `lag`; lag 0 is the variance.
double Covariance(const std::vector<double>& values, size_t lag) {
  const double mean = Mean(values);
  double sum = 0.0;
  for (size_t i = lag; i < values.size(); ++i) sum += (values[i] - mean) * (values[i - lag] - mean);
  return sum / static_cast<double>(values.size() - lag);
}

/// Largest difference between the empirical distribution and `cdf` (Kolmogorov-Smirnov).
double KolmogorovDistance(std::vector<double> values, const std::function<double(double)>& cdf) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  double distance = 0.0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double p = cdf(values[i]);
    distance = std::max(
        {distance, p - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - p});
  }
  return distance;
}

struct DistributionCase {
  std::string name;
  std::string spec;
  double mean_ms;
  double sd_ms;
  std::function<double(double)> cdf;
};

std::vector<DistributionCase> DistributionCases() {
  const double log_variance = std::log(1.0 + 0.25);
  return {
      {"uniform", "uniform(5, 45)", 25.0, 40.0 / std::sqrt(12.0),
       [](double x) { return (x - 5.0) / 40.0; }},
      {"normal", "normal(mean=80, sd=10)", 80.0, 10.0,
       [](double x) { return NormalCdf((x - 80.0) / 10.0); }},
      {"lognormal", "lognormal(mean=20, sd=10)", 20.0, 10.0,
       [=](double x) {
         const double log_mean = std::log(20.0) - 0.5 * log_variance;
         return NormalCdf((std::log(x) - log_mean) / std::sqrt(log_variance));
       }},
      {"exponential", "gamma(mean=30, shape=1)", 30.0, 30.0,
       [](double x) { return 1.0 - std::exp(-x / 30.0); }},
      {"gamma", "gamma(mean=30, shape=2)", 30.0, 30.0 / std::sqrt(2.0),
       [](double x) { return 1.0 - (1.0 + x / 15.0) * std::exp(-x / 15.0); }},
      // Variance of Lomax: mean^2 shape / (shape - 2). The fourth moment is finite above 4.
      {"pareto", "pareto(mean=10, shape=6)", 10.0, 10.0 * std::sqrt(1.5),
       [](double x) { return 1.0 - std::pow(1.0 + x / 50.0, -6.0); }},
  };
}

TEST(DelayDistributions, MatchTheirDistributionFunctions) {
  constexpr size_t kCount = 40'000;
  const double root = std::sqrt(static_cast<double>(kCount));
  for (const DistributionCase& distribution : DistributionCases()) {
    const auto delays = LoneDelays(distribution.spec, kCount);

    ASSERT_EQ(delays.size(), kCount);
    EXPECT_NEAR(Mean(delays), distribution.mean_ms, 4.0 * distribution.sd_ms / root)
        << distribution.name;
    // Standard deviation: relative error sqrt((kurtosis - 1) / 4 / count), kurtosis at most 38
    // (Lomax with shape 6).
    EXPECT_NEAR(std::sqrt(Covariance(delays, 0)), distribution.sd_ms,
                4.0 * distribution.sd_ms * 3.1 / root)
        << distribution.name;
    // Kolmogorov: sqrt(count) * distance exceeds 1.95 once in a thousand times.
    EXPECT_LT(KolmogorovDistance(delays, distribution.cdf) * root, 1.95) << distribution.name;
  }
}

TEST(DelayDistributions, KeepTheirShapeWhenCorrelated) {
  constexpr size_t kCount = 40'000;

  const auto delays = LoneDelays("normal(mean=80, sd=10, correlation=0.9)", kCount);

  // AR(1): the mean varies as that of (1 - r) / (1 + r) as many independent values, the variance as
  // that of (1 - r^2) / (1 + r^2) as many.
  const double root = std::sqrt(static_cast<double>(kCount));
  EXPECT_NEAR(Mean(delays), 80.0, 4.0 * 10.0 * std::sqrt(19.0) / root);
  EXPECT_NEAR(Covariance(delays, 0), 100.0, 4.0 * 100.0 * std::sqrt(2.0 * 9.53) / root);
  EXPECT_NEAR(Covariance(delays, 1) / Covariance(delays, 0), 0.9, 0.01);
  EXPECT_NEAR(Covariance(delays, 5) / Covariance(delays, 0), std::pow(0.9, 5.0), 0.05);
}

TEST(DelayDistributions, StayWithinTheirLimits) {
  const auto delays = LoneDelays("normal(mean=10, sd=20, max=30)", 1000);

  EXPECT_EQ(*std::min_element(delays.begin(), delays.end()), 0.0);
  EXPECT_EQ(*std::max_element(delays.begin(), delays.end()), 30.0);
}

TEST(DelayModels, KeepTheOrderOfPackets) {
  for (const char* spec :
       {"constant(40)", "uniform(0, 200)", "normal(100, 50)", "lognormal(50, 100)",
        "gamma(50, 0.5)", "pareto(50, 1.5)", "bufferbloat(every=10s, height=2s, fall=10ms)",
        "step(at=1s, before=300, after=0)", "route_change(every=1s, height=200, levels=5)",
        "drift(5000)", "drift(-5000)", "freeze(every=3s)", "handover(every=3s)", "scan(every=3s)",
        "rate(kbps=50)", "wifi_busy"}) {
    const Flights arrived = Sent(spec, SpeechPackets(2000));

    const bool is_ordered =
        std::is_sorted(arrived.begin(), arrived.end(),
                       [](const Flight& a, const Flight& b) { return a.packet < b.packet; });
    EXPECT_TRUE(is_ordered) << spec;
    EXPECT_TRUE(std::all_of(arrived.begin(), arrived.end(), [](const Flight& flight) {
      return flight.time >= FromMs(20) * static_cast<Duration::rep>(flight.packet);
    })) << spec;
  }
}

TEST(DelayModels, ReorderPacketsIfRequested) {
  const Flights arrived = Sent("uniform(0, 200, reorder=yes)", SpeechPackets(2000));

  size_t overtaken = 0;
  for (size_t i = 1; i < arrived.size(); ++i) {
    overtaken += arrived[i].packet < arrived[i - 1].packet ? 1U : 0U;
  }
  EXPECT_GT(overtaken, 500U);
}

/// Lengths of the runs of lost packets among `count`.
std::vector<double> LossRuns(const Flights& arrived, size_t count) {
  std::vector<double> runs;
  size_t next = 0;
  for (const Flight& flight : arrived) {
    if (flight.packet > next) runs.push_back(static_cast<double>(flight.packet - next));
    next = flight.packet + 1;
  }
  if (count > next) runs.push_back(static_cast<double>(count - next));
  return runs;
}

double LossShare(const Flights& arrived, size_t count) {
  return 1.0 - static_cast<double>(arrived.size()) / static_cast<double>(count);
}

TEST(IndependentLoss, LosesItsShareInGeometricRuns) {
  constexpr size_t kCount = 200'000;

  const Flights arrived = Sent("loss(10%)", SpeechPackets(kCount));

  EXPECT_NEAR(LossShare(arrived, kCount), 0.1, 4.0 * std::sqrt(0.1 * 0.9 / kCount));
  // 18,000 geometric runs: mean 1 / 0.9, standard deviation sqrt(0.1) / 0.9.
  EXPECT_NEAR(Mean(LossRuns(arrived, kCount)), 1.0 / 0.9, 4.0 * 0.351 / std::sqrt(18'000.0));
}

TEST(GilbertLoss, HasItsShareAndMeanBurst) {
  constexpr size_t kCount = 400'000;

  const Flights arrived = Sent("gilbert(loss=5%, burst=3)", SpeechPackets(kCount));

  // p = 0.05 / 0.95 / 3, q = 1 / 3, r = 1 - p - q: the variance of the share is (1 + r) / (1 - r) =
  // 4.7 times that of independent losses. Runs are geometric with standard deviation sqrt(6).
  EXPECT_NEAR(LossShare(arrived, kCount), 0.05, 4.0 * std::sqrt(4.7 * 0.05 * 0.95 / kCount));
  EXPECT_NEAR(Mean(LossRuns(arrived, kCount)), 3.0, 4.0 * std::sqrt(6.0 * 3.0 / 0.05 / kCount));
}

TEST(GilbertLoss, LosesPacketsInBothStates) {
  constexpr size_t kCount = 400'000;

  const Flights arrived =
      Sent("gilbert(loss=5%, burst=20, bad_loss=50%, good_loss=1%)", SpeechPackets(kCount));

  // Bad state 8.2 % of the time, 20 packets at a time: r = 0.946, so the variance of the state is
  // 36 times that of an independent one; half of its packets are lost.
  EXPECT_NEAR(LossShare(arrived, kCount), 0.05, 4.0 * std::sqrt(36.0 * 0.082 * 0.25 / kCount));
  // With half of the packets lost, runs are short: at most 1 / (1 - 0.95 * 0.5) = 1.9.
  EXPECT_LT(Mean(LossRuns(arrived, kCount)), 1.95);
}

TEST(MarkovLoss, HasBurstsOfTheGivenLengthAndDensity) {
  constexpr size_t kCount = 2'000'000;
  const Flights arrived =
      Sent("markov4(loss=0.2%, burst=8, density=70%, good=2, isolated=0)", SpeechPackets(kCount));

  // More than 20 arrivals end a burst: within bursts one run in a million is that long; between
  // bursts, with a mean of 2800, one in 140 is shorter.
  std::vector<double> lengths;
  std::vector<double> losses;
  size_t end = 0;
  for (size_t i = 1; i < arrived.size(); ++i) {
    const size_t lost_from = arrived[i - 1].packet + 1;
    const size_t lost = arrived[i].packet - lost_from;
    if (lost == 0) continue;
    const bool is_new = end == 0 || lost_from > end + 20;
    if (is_new) {
      lengths.push_back(0.0);
      losses.push_back(0.0);
      end = lost_from;
    }
    lengths.back() += static_cast<double>(lost_from + lost - end);
    losses.back() += static_cast<double>(lost);
    end = lost_from + lost;
  }

  // About 714 bursts with a relative spread near 1; 1 % for merged bursts.
  const double error = 4.0 / std::sqrt(static_cast<double>(lengths.size())) + 0.01;
  EXPECT_NEAR(static_cast<double>(lengths.size()), 714.0, 4.0 * std::sqrt(714.0));
  EXPECT_NEAR(Mean(lengths), 8.0, 8.0 * error);
  EXPECT_NEAR(Mean(losses) / Mean(lengths), 0.7, 0.03);
}

TEST(MarkovLoss, CountsIsolatedLossesInItsShare) {
  constexpr size_t kCount = 400'000;

  const Flights arrived =
      Sent("markov4(loss=5%, burst=8, density=70%, good=2, isolated=2%)", SpeechPackets(kCount));
  const Flights alone = Sent("markov4(loss=5%, isolated=5%)", SpeechPackets(kCount));

  // 3 % in bursts of 5.6 losses within 8 packets: about 12 times the variance of single losses.
  EXPECT_NEAR(LossShare(arrived, kCount), 0.05, 4.0 * std::sqrt((12.0 * 0.03 + 0.02) / kCount));
  const auto runs = LossRuns(alone, kCount);
  EXPECT_EQ(*std::max_element(runs.begin(), runs.end()), 1.0);
}

TEST(Freeze, HoldsAllPacketsAndDeliversThemAtOnce) {
  const Flights arrived = Sent("freeze(every=10s, length=300ms, spread=0)", SpeechPackets(50'000));

  std::map<Duration, int> together;
  for (const Flight& flight : arrived) ++together[flight.time];
  int freezes = 0;
  for (const auto& [time, count] : together) {
    if (count == 1) continue;
    ++freezes;
    EXPECT_NEAR(count, 15, 1) << ToMs(time);  // 300 ms hold 15 packets, or 16 if one is on the edge
  }
  EXPECT_EQ(arrived.size(), 50'000U);
  EXPECT_EQ(freezes, 100);  // within 1000 s
}

TEST(Handover, DrainsHeldAndNewPacketsInOrder) {
  const auto delays = SpeechDelays("handover(every=30s, length=200, spread=0, spacing=5)", 1500);

  // One stall in 30 s: its first packet waits up to 200 ms, each later one 15 ms less.
  const auto first = std::find_if(delays.begin(), delays.end(),
                                  [](const auto& delay) { return delay.second > 0.0; });
  ASSERT_NE(first, delays.end());
  EXPECT_GT(first->second, 179.0);
  EXPECT_LE(first->second, 200.0);
  const auto held = static_cast<size_t>(first->second / 15.0);
  for (size_t i = 1; i <= held; ++i) {
    EXPECT_NEAR(delays.at(first->first + i), first->second - 15.0 * static_cast<double>(i), 1e-6);
  }
  EXPECT_EQ(delays.at(first->first + held + 1), 0.0);
}

TEST(Handover, LosesAShareOfHeldPackets) {
  const Flights arrived =
      Sent("handover(every=10s, length=200, spread=0, loss=100%)", SpeechPackets(50'000));

  const auto runs = LossRuns(arrived, 50'000);
  EXPECT_EQ(runs.size(), 100U);
  EXPECT_EQ(Mean(runs), 10.0);
}

TEST(WifiScan, HoldsPacketsDuringEachVisit) {
  const auto delays =
      SpeechDelays("scan(every=60s, channels=4, dwell=60, home=40, spread=0)", 3000);

  std::vector<double> held;
  for (const auto& [packet, delay_ms] : delays) {
    if (delay_ms > 0.0) held.push_back(delay_ms);
  }
  // Three packets in each of four visits; one more if it arrives just as a visit begins.
  EXPECT_GE(held.size(), 12U);
  EXPECT_LE(held.size(), 16U);
  EXPECT_LE(*std::max_element(held.begin(), held.end()), 60.0);
}

TEST(Bufferbloat, RampsUpAndDown) {
  const auto delays =
      SpeechDelays("bufferbloat(every=20s, height=400, rise=4s, fall=2s, spread=0)", 1500);

  const auto top = std::max_element(delays.begin(), delays.end(), [](const auto& a, const auto& b) {
    return a.second < b.second;
  });
  // The peak is between two packets, 2 ms apart while rising and 4 ms while falling.
  EXPECT_NEAR(top->second, 400.0, 4.0);
  EXPECT_NEAR(delays.at(top->first - 100), top->second - 200.0, 4.0);  // 2 s before
  EXPECT_NEAR(delays.at(top->first + 50), top->second - 200.0, 4.0);   // 1 s after
  EXPECT_EQ(delays.at(top->first + 110), 0.0);
}

TEST(DelayStep, ChangesTheDelayOnce) {
  const auto delays = SpeechDelays("step(at=1s, before=30, after=80)", 100);

  EXPECT_EQ(delays.at(49), 30.0);
  EXPECT_EQ(delays.at(50), 80.0);
  EXPECT_EQ(delays.at(99), 80.0);
}

TEST(RouteChange, SelectsAnotherLevelEachTime) {
  const auto delays =
      SpeechDelays("route_change(every=10s, height=40, levels=3, spread=0)", 50'000);

  std::set<double> levels;
  int changes = 0;
  double last_ms = delays.at(0);
  for (const auto& [packet, delay_ms] : delays) {
    // On a change to a shorter route, packets arrive at once until one was sent late enough.
    if (std::fmod(delay_ms, 20.0) != 0.0) continue;
    levels.insert(delay_ms);
    changes += std::abs(delay_ms - last_ms) > 0.0 ? 1 : 0;
    last_ms = delay_ms;
  }
  EXPECT_EQ(levels, (std::set<double>{0.0, 20.0, 40.0}));
  EXPECT_GE(changes, 100);
}

TEST(ClockDrift, MakesPacketsOfAFastSenderEarlier) {
  const auto fast = SpeechDelays("drift(500ppm)", 50'001);
  const auto slow = SpeechDelays("drift(-500)", 50'001);

  // 500 ppm of 1000 s is 500 ms.
  EXPECT_EQ(fast.at(0), 500.0);
  EXPECT_EQ(fast.at(25'000), 250.0);
  EXPECT_EQ(fast.at(50'000), 0.0);
  EXPECT_EQ(slow.at(0), 0.0);
  EXPECT_EQ(slow.at(50'000), 500.0);
}

TEST(Reordering, DelaysAShareOfThePackets) {
  const auto delays = SpeechDelays("reorder(share=2%, delay=50)", 50'000);

  const auto held = std::count_if(delays.begin(), delays.end(),
                                  [](const auto& delay) { return delay.second == 50.0; });
  EXPECT_NEAR(static_cast<double>(held), 1000.0, 4.0 * std::sqrt(980.0));
}

TEST(Duplication, DuplicatesAShareOfThePackets) {
  const Flights arrived = Sent("duplicate(share=2%, delay=15)", SpeechPackets(50'000));

  std::map<size_t, std::vector<Duration>> times;
  for (const Flight& flight : arrived) times[flight.packet].push_back(flight.time);
  for (const auto& [packet, copies] : times) {
    ASSERT_EQ(copies.back() - copies.front(), FromMs(copies.size() > 1 ? 15 : 0));
  }
  EXPECT_EQ(times.size(), 50'000U);
  EXPECT_NEAR(static_cast<double>(arrived.size() - times.size()), 1000.0, 4.0 * std::sqrt(980.0));
}

TEST(RateLimit, DropsPacketsWhenTheQueueIsFull) {
  // 172 bytes of RTP and 28 of overhead take 25 ms at 64 kbit/s; packets come every 20 ms.
  const auto delays = SpeechDelays("rate(kbps=64, queue=200)", 10'000);

  EXPECT_EQ(delays.at(0), 25.0);
  EXPECT_EQ(delays.at(10), 75.0);
  const auto longest =
      std::max_element(delays.begin(), delays.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  EXPECT_EQ(longest->second, 200.0);
  EXPECT_NEAR(static_cast<double>(delays.size()), 8000.0, 10.0);  // 20 ms of every 25 ms
}

TEST(RateLimit, PassesABucketOfBytesAtOnce) {
  const Flights burst = RegularPackets(5, Duration(0), 172);

  const Flights arrived = Sent("rate(kbps=64, bucket=600)", burst);

  // Three packets of 200 bytes, then one every 25 ms.
  ASSERT_EQ(arrived.size(), 5U);
  EXPECT_EQ(arrived[2].time, FromMs(0));
  EXPECT_EQ(arrived[3].time, FromMs(25));
  EXPECT_EQ(arrived[4].time, FromMs(50));
}

TEST(RateLimit, RefillsTheBucketUpToItsSize) {
  Flights packets = RegularPackets(4, Duration(0), 172);
  for (size_t i = 2; i < 4; ++i) packets[i].time = FromMs(10'000);

  const Flights arrived = Sent("rate(kbps=64, bucket=300)", packets);

  EXPECT_EQ(arrived[0].time, FromMs(0));
  EXPECT_EQ(arrived[1].time, FromMs(12.5));      // 100 bytes left
  EXPECT_EQ(arrived[2].time, FromMs(10'000));    // 300 bytes again
  EXPECT_EQ(arrived[3].time, FromMs(10'012.5));  // 100 bytes left
}

}  // namespace
}  // namespace neteq::sim
