// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/bound/bound.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kGridMs = 5.0;

/// Totals of a schedule.
struct Outcome {
  double delay = 0.0;
  double played_ms = 0.0;
  double concealed_ms = 0.0;

  double MeanDelayMs() const { return delay / played_ms; }
  double Concealment() const { return concealed_ms / played_ms; }
  double ConcealedPct() const { return 100.0 * concealed_ms / (concealed_ms + played_ms); }
};

enum class Fate { kPlayed, kConcealed, kLeftOut };

bool IsPossible(const BoundPacket& packet, double delay_ms, Fate fate) {
  const bool is_late = !packet.delay_ms || *packet.delay_ms > delay_ms;
  if (fate == Fate::kLeftOut) {
    return !is_late && (delay_ms >= packet.length_ms || packet.pause_ms > 0.0);
  }
  return is_late == (fate == Fate::kConcealed);
}

/// Possible delays after a packet, without and with inserted concealment.
double LowestNextMs(const BoundPacket& packet, double delay_ms, Fate fate, double stretch) {
  const double free_ms = stretch * packet.length_ms;
  const double cut_ms = fate == Fate::kPlayed      ? free_ms
                        : fate == Fate::kConcealed ? std::max(free_ms, packet.length_ms)
                                                   : packet.length_ms;
  return delay_ms - cut_ms - packet.pause_ms;
}
double InsertedMs(const BoundPacket& packet, double delay_ms, Fate fate, double stretch,
                  double next_ms) {
  if (packet.pause_ms > 0.0) return 0.0;
  const double free_ms =
      fate == Fate::kLeftOut ? delay_ms - packet.length_ms : delay_ms + stretch * packet.length_ms;
  return std::max(next_ms - free_ms, 0.0);
}

void Account(const BoundPacket& packet, double delay_ms, Fate fate, Outcome& outcome) {
  if (fate == Fate::kPlayed) {
    outcome.played_ms += packet.length_ms;
    outcome.delay += packet.length_ms * delay_ms;
  } else {
    outcome.concealed_ms += packet.length_ms;
  }
}

using Packets = std::vector<BoundPacket>;

/// Calls `visit` for every schedule on the grid.
class Exhaustive {
 public:
  Exhaustive(const Packets& packets, double stretch, double highest_ms,
             std::function<void(const Outcome&)> visit)
      : packets_(packets), stretch_(stretch), highest_ms_(highest_ms), visit_(std::move(visit)) {}

  void Search() {
    for (double delay_ms = 0.0; delay_ms <= highest_ms_; delay_ms += kGridMs) From(0, delay_ms, {});
  }

 private:
  void From(size_t index, double delay_ms, const Outcome& before) {
    const BoundPacket& packet = packets_[index];
    for (const Fate fate : {Fate::kPlayed, Fate::kConcealed, Fate::kLeftOut}) {
      if (!IsPossible(packet, delay_ms, fate)) continue;
      Outcome outcome = before;
      Account(packet, delay_ms, fate, outcome);
      if (index + 1 == packets_.size()) {
        if (outcome.played_ms > 0.0) visit_(outcome);
        continue;
      }
      const double lowest_ms = LowestNextMs(packet, delay_ms, fate, stretch_);
      for (double next_ms = 0.0; next_ms <= highest_ms_; next_ms += kGridMs) {
        if (next_ms < lowest_ms) continue;
        Outcome next = outcome;
        next.concealed_ms += InsertedMs(packet, delay_ms, fate, stretch_, next_ms);
        From(index + 1, next_ms, next);
      }
    }
  }

  const Packets& packets_;
  double stretch_;
  double highest_ms_;
  std::function<void(const Outcome&)> visit_;
};

/// Packets of 10 ms, delays on the grid, some lost and some before a pause.
Packets RandomPackets(Random& random, int count, int levels) {
  Packets packets;
  for (int i = 0; i < count; ++i) {
    BoundPacket packet{.length_ms = 10.0};
    if (random.Uniform() < 0.15) packet.pause_ms = 5.0;
    if (random.Uniform() < 0.85) packet.delay_ms = kGridMs * std::floor(random.Uniform() * levels);
    packets.push_back(packet);
  }
  packets.front().delay_ms = 0.0;
  return packets;
}

double HighestMs(const Packets& packets) {
  double highest_ms = 0.0;
  for (const auto& packet : packets) highest_ms = std::max(highest_ms, packet.delay_ms.value_or(0));
  return highest_ms;
}

BoundParams Fine(double max_stretch_pct) {
  return {.max_stretch_pct = max_stretch_pct,
          .grid_ms = kGridMs,
          .max_concealed_pct = 100.0,
          .points = 1000};
}

TEST(FindBound, IsWhatAnExhaustiveSearchFinds) {
  Random random(1);
  for (int trial = 0; trial < 40; ++trial) {
    const double stretch = trial % 2 == 0 ? 0.5 : 0.0;
    const Packets packets = RandomPackets(random, 5, 4);
    const Bound bound = FindBound(packets, Fine(100.0 * stretch));

    std::vector<double> best(bound.points.size(), kInfinite);
    double least_concealed_pct = kInfinite;
    const auto visit = [&](const Outcome& outcome) {
      for (size_t i = 0; i < best.size(); ++i) {
        const double price_ms = bound.points[i].price_ms;
        best[i] = std::min(best[i], outcome.MeanDelayMs() + price_ms * outcome.Concealment());
      }
      least_concealed_pct = std::min(least_concealed_pct, outcome.ConcealedPct());
    };
    Exhaustive(packets, stretch, HighestMs(packets), visit).Search();

    for (size_t i = 0; i < best.size(); ++i) {
      const BoundPoint& point = bound.points[i];
      const double concealment = point.concealed_pct / (100.0 - point.concealed_pct);
      EXPECT_NEAR(point.mean_delay_ms + point.price_ms * concealment, best[i], 1e-6) << trial;
    }
    EXPECT_NEAR(bound.points.front().concealed_pct, least_concealed_pct, 1e-9) << trial;
  }
}

TEST(FindBound, HasItsPointsAmongTheSchedules) {
  Random random(2);
  const Packets packets = RandomPackets(random, 6, 4);
  const Bound bound = FindBound(packets, Fine(50.0));
  std::vector<bool> is_reached(bound.points.size());

  const auto visit = [&](const Outcome& outcome) {
    for (size_t i = 0; i < is_reached.size(); ++i) {
      const BoundPoint& point = bound.points[i];
      if (std::abs(outcome.MeanDelayMs() - point.mean_delay_ms) < 1e-9 &&
          std::abs(outcome.ConcealedPct() - point.concealed_pct) < 1e-9) {
        is_reached[i] = true;
      }
    }
  };
  Exhaustive(packets, 0.5, HighestMs(packets), visit).Search();

  EXPECT_GE(bound.points.size(), 2U);
  EXPECT_EQ(std::count(is_reached.begin(), is_reached.end(), false), 0);
}

/// One schedule, drawn at random packet by packet.
Outcome RandomSchedule(const Packets& packets, double stretch, double highest_ms, Random& random) {
  Outcome outcome;
  const auto draw = [&](double from_ms) {
    const double levels = (highest_ms - from_ms) / kGridMs + 1.0;
    return from_ms + kGridMs * std::floor(random.Uniform() * levels);
  };
  double delay_ms = draw(0.0);
  for (const BoundPacket& packet : packets) {
    Fate fate = random.Uniform() < 0.05 ? Fate::kLeftOut : Fate::kPlayed;
    if (!IsPossible(packet, delay_ms, fate)) fate = Fate::kPlayed;
    if (!IsPossible(packet, delay_ms, fate)) fate = Fate::kConcealed;
    Account(packet, delay_ms, fate, outcome);
    const double lowest_ms = std::max(LowestNextMs(packet, delay_ms, fate, stretch), 0.0);
    // Usually takes the lowest delay; otherwise almost everything would be inserted concealment.
    const double next_ms =
        random.Uniform() < 0.3 ? draw(kGridMs * std::ceil(lowest_ms / kGridMs)) : delay_ms;
    const double kept_ms = std::max(next_ms, kGridMs * std::ceil(lowest_ms / kGridMs));
    outcome.concealed_ms += InsertedMs(packet, delay_ms, fate, stretch, kept_ms);
    delay_ms = kept_ms;
  }
  return outcome;
}

TEST(FindBound, IsNeverWorseThanAThousandRandomSchedules) {
  Random random(3);
  for (int trial = 0; trial < 10; ++trial) {
    const Packets packets = RandomPackets(random, 40, 12);
    const Bound bound = FindBound(packets, Fine(50.0));
    for (int i = 0; i < 1000; ++i) {
      const Outcome outcome = RandomSchedule(packets, 0.5, HighestMs(packets), random);
      if (outcome.played_ms == 0.0) continue;
      const auto best_ms = bound.MeanDelayMs(outcome.ConcealedPct());
      ASSERT_TRUE(best_ms.has_value());
      ASSERT_GE(outcome.MeanDelayMs(), *best_ms - 1e-6) << trial;
    }
  }
}

TEST(FindBound, WithoutALimitOnStretchingPlaysEachPacketWhenItComes) {
  Random random(4);
  Packets packets = RandomPackets(random, 60, 20);
  for (BoundPacket& packet : packets) packet.pause_ms = 0.0;
  std::vector<double> delays_ms;
  for (const BoundPacket& packet : packets) {
    if (packet.delay_ms) delays_ms.push_back(*packet.delay_ms);
  }
  std::sort(delays_ms.begin(), delays_ms.end());

  const Bound bound = FindBound(packets, Fine(1e9));

  for (const BoundPoint& point : bound.points) {
    // The optimum conceals the latest packets and plays the others on arrival.
    const double played = std::round((1.0 - point.concealed_pct / 100.0) * 60.0);
    double sum_ms = 0.0;
    for (size_t i = 0; i < static_cast<size_t>(played); ++i) sum_ms += delays_ms[i];
    EXPECT_NEAR(point.mean_delay_ms, sum_ms / played, 1e-9);
    EXPECT_NEAR(point.inserted_pct, 0.0, 1e-9);
  }
  EXPECT_NEAR(bound.points.front().concealed_pct, bound.lost_pct, 1e-9);
}

TEST(FindBound, FallsAsConcealmentRisesAndAsStretchingIsFreed) {
  Random random(5);
  const Packets packets = RandomPackets(random, 200, 30);
  const Bound strict = FindBound(packets, Fine(50.0));
  const Bound free = FindBound(packets, Fine(100.0));

  for (size_t i = 1; i < strict.points.size(); ++i) {
    EXPECT_GT(strict.points[i].concealed_pct, strict.points[i - 1].concealed_pct);
    EXPECT_LT(strict.points[i].mean_delay_ms, strict.points[i - 1].mean_delay_ms);
  }
  for (double pct = 20.0; pct < 60.0; pct += 1.0) {
    EXPECT_LE(*free.MeanDelayMs(pct), *strict.MeanDelayMs(pct) + 1e-6) << pct;
  }
}

TEST(FindBound, KnowsThatAStepOfDelayIsPassedByRampOrByInsertion) {
  // 100 packets at 0 ms, 100 at 100 ms; 10 % of 20 ms is 2 ms a packet.
  Packets packets(100, {.delay_ms = 0.0});
  packets.resize(200, {.delay_ms = 100.0});
  const Bound bound = FindBound(packets, {.max_stretch_pct = 10.0, .grid_ms = 1.0});

  // Without concealment: a ramp over the 50 packets before the step, 0 + 2 + ... + 98 ms, then 100.
  EXPECT_EQ(bound.points.front().concealed_pct, 0.0);
  EXPECT_NEAR(bound.points.front().mean_delay_ms, (49 * 50 + 100 * 100) / 200.0, 1e-9);
  // Held up by 98 ms after the last fast packet, which itself changes the delay by 2 ms: mean 50
  // ms. The hull may be slightly lower, because concealing slow packets lowers the mean.
  const double held_up_pct = 100.0 * 98.0 / (98.0 + 200 * 20.0);
  EXPECT_LE(*bound.MeanDelayMs(held_up_pct), 50.0 + 1e-6);
  EXPECT_GT(*bound.MeanDelayMs(held_up_pct), 49.0);
  EXPECT_TRUE(std::any_of(bound.points.begin(), bound.points.end(),
                          [](const BoundPoint& point) { return point.inserted_pct > 2.0; }));
}

TEST(FindBound, OfAConstantDelayIsNothing) {
  const Bound bound = FindBound(Packets(10, {.delay_ms = 0.0}), {});

  ASSERT_EQ(bound.points.size(), 1U);
  EXPECT_EQ(bound.points[0].mean_delay_ms, 0.0);
  EXPECT_EQ(bound.points[0].concealed_pct, 0.0);
  EXPECT_EQ(bound.MeanDelayMs(5.0), 0.0);
}

TEST(FindBound, ConcealsWhatComesAfterTheLongestDelayAllowed) {
  Packets packets(20, {.delay_ms = 0.0});
  packets[10].delay_ms = 5000.0;
  const Bound bound = FindBound(packets, {});

  EXPECT_EQ(bound.levels, 1);
  EXPECT_NEAR(bound.points.front().concealed_pct, 5.0, 1e-9);
  EXPECT_EQ(bound.lost_pct, 0.0);
  EXPECT_EQ(bound.MeanDelayMs(4.0), std::nullopt);
}

Packets PacketsOf(const Trace& trace) {
  return BoundPackets(*SelectStream(trace, PayloadTypes::Defaults(), std::nullopt));
}

TEST(BoundPackets, HaveTransitAboveTheFastestAndLossesInTheirPlace) {
  const Packets packets = PacketsOf(MuLawTrace({50, 40, -1, -1, 90}, 65534, 0xFFFFFF00));

  ASSERT_EQ(packets.size(), 5U);
  const std::vector<std::optional<double>> delays_ms = {10.0, 0.0, std::nullopt, std::nullopt,
                                                        50.0};
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(packets[i].delay_ms, delays_ms[i]) << i;
    EXPECT_EQ(packets[i].length_ms, 20.0);
    EXPECT_EQ(packets[i].pause_ms, 0.0);
  }
}

TEST(BoundPackets, TellPausesAndLeavePaddingAndCopiesOut) {
  Trace trace;
  const auto add = [&](double ms, uint16_t sequence, uint32_t timestamp, size_t bytes) {
    trace.Add(AtMs(ms),
              RtpBytes({.sequence = sequence, .timestamp = timestamp, .payload_bytes = bytes}));
  };
  add(0, 0, 0, 160);
  add(20, 1, 160, 160);
  add(25, 1, 160, 160);    // duplicate
  add(30, 2, 160, 0);      // padding
  add(440, 3, 3520, 160);  // 420 ms later
  add(460, 4, 3680, 160);

  const Packets packets = PacketsOf(trace);

  ASSERT_EQ(packets.size(), 4U);
  EXPECT_EQ(packets[1].length_ms, 20.0);
  EXPECT_EQ(packets[1].pause_ms, 400.0);
  for (const BoundPacket& packet : packets) EXPECT_EQ(packet.delay_ms, 0.0);
}

TEST(BoundJson, NamesItsPointsAsDeclared) {
  const BoundParams params{.max_stretch_pct = 10.0};
  const Bound bound = FindBound(PacketsOf(MuLawTrace({0, 0, 30, -1, 0})), params);

  const auto json = nlohmann::json::parse(BoundJson(bound, params, "x"));

  EXPECT_EQ(json["params"]["max_stretch_pct"], 10.0);
  EXPECT_EQ(json["packets"], 5);
  EXPECT_EQ(json["points"].size(), bound.points.size());
  EXPECT_EQ(json["points"][0]["concealed_pct"], 20.0);
  EXPECT_NE(BoundText(bound, params, "x").find("20.00 % lost"), std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
