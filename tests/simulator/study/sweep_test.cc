// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/sweep.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulator/batch_traces.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

/// A plan with `count` points; searches use only their index.
SweepPlan PlanOf(size_t count, SweepMethod method) {
  SweepPlan plan;
  plan.method = method;
  plan.axes = {{.name = "seed"}};
  plan.objectives = {*FindMetric("concealed_pct")};
  for (size_t i = 0; i < count; ++i) plan.points.push_back({std::to_string(i)});
  return plan;
}

/// Equal values for all metrics.
RunMetrics Flat(double value) { return RunMetrics(Metrics().size(), value); }

/// Costs grow with the distance from `best`; traces shift all costs equally.
Evaluate DistanceFrom(size_t best, std::atomic<int>& calls) {
  return [best, &calls](size_t point, size_t trace) -> Result<RunMetrics> {
    ++calls;
    const double distance = std::abs(static_cast<double>(point) - static_cast<double>(best));
    return Flat(distance + 10.0 * static_cast<double>(trace));
  };
}

TEST(SweepRounds, GridAndRandomHaveOneRound) {
  const auto rounds = SweepRounds(PlanOf(200, SweepMethod::kRandom), 24);

  ASSERT_EQ(rounds.size(), 1U);
  EXPECT_EQ(rounds[0].points, 200U);
  EXPECT_EQ(rounds[0].traces, 24U);
}

TEST(SweepRounds, HalvingUsesFewerPointsOnMoreTraces) {
  const auto rounds = SweepRounds(PlanOf(200, SweepMethod::kHalving), 24);

  std::vector<std::pair<size_t, size_t>> sizes;
  for (const SweepRound& round : rounds) sizes.emplace_back(round.points, round.traces);
  EXPECT_EQ(sizes, (std::vector<std::pair<size_t, size_t>>{{200, 3}, {67, 8}, {23, 24}}));
}

TEST(SweepRounds, HalvingOnTooFewTracesHasOneRound) {
  EXPECT_EQ(SweepRounds(PlanOf(200, SweepMethod::kHalving), 2).size(), 1U);
  EXPECT_EQ(SweepRounds(PlanOf(2, SweepMethod::kHalving), 24).size(), 1U);
}

TEST(RunSweep, GridRunsEveryPointOnEveryTrace) {
  const SweepPlan plan = PlanOf(7, SweepMethod::kGrid);
  std::atomic<int> calls = 0;

  const auto runs = RunSweep(plan, 5, DistanceFrom(3, calls), {});

  ASSERT_TRUE(runs.ok());
  EXPECT_EQ(calls, 35);
  const auto points = SumUp(plan, *runs);
  for (size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].traces, 5U);
    EXPECT_EQ(points[i].is_on_front, i == 3);
  }
  EXPECT_DOUBLE_EQ(points[5].mean[0], 2.0 + 20.0);
}

TEST(RunSweep, HalvingFindsTheBestPoint) {
  for (const size_t best : {size_t{0}, size_t{13}, size_t{26}}) {
    const SweepPlan plan = PlanOf(27, SweepMethod::kHalving);
    std::atomic<int> calls = 0;

    const auto runs = RunSweep(plan, 9, DistanceFrom(best, calls), {.threads = 2});

    // 27 points on 1 trace, 9 on 2 more, 3 on the other 6.
    ASSERT_TRUE(runs.ok());
    EXPECT_EQ(calls, 27 + 9 * 2 + 3 * 6);
    const auto points = SumUp(plan, *runs);
    EXPECT_EQ(points[best].traces, 9U);
    for (size_t i = 0; i < points.size(); ++i) EXPECT_EQ(points[i].is_on_front, i == best);
  }
}

TEST(RunSweep, HalvingKeepsBothEndsOfTheFront) {
  SweepPlan plan = PlanOf(27, SweepMethod::kHalving);
  plan.objectives = {0, 1};
  // Points 4 and 22 are best in the first and second objective; all others are bad in both.
  const Evaluate evaluate = [](size_t point, size_t) -> Result<RunMetrics> {
    RunMetrics metrics = Flat(100.0 + static_cast<double>(point));
    if (point == 4) metrics[0] = 0.0;
    if (point == 22) metrics[1] = 0.0;
    return metrics;
  };

  const auto runs = RunSweep(plan, 9, evaluate, {});

  ASSERT_TRUE(runs.ok());
  const auto points = SumUp(plan, *runs);
  EXPECT_TRUE(points[4].is_on_front);
  EXPECT_TRUE(points[22].is_on_front);
}

TEST(RunSweep, StopsAtAFailure) {
  const Evaluate evaluate = [](size_t point, size_t) -> Result<RunMetrics> {
    if (point == 2) return Status(StatusCode::kOutOfRange, "point 2");
    return Flat(0.0);
  };

  const auto runs = RunSweep(PlanOf(5, SweepMethod::kGrid), 3, evaluate, {.threads = 2});

  EXPECT_EQ(runs.status().detail(), "point 2");
}

TEST(RunSweep, ReportsGrowingProgressUpToTheEnd) {
  std::atomic<int> calls = 0;
  std::vector<double> shares;
  const SweepHooks hooks{.on_progress = [&](double share) { shares.push_back(share); }};

  ASSERT_TRUE(RunSweep(PlanOf(27, SweepMethod::kHalving), 9, DistanceFrom(3, calls), hooks).ok());

  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_DOUBLE_EQ(shares.back(), 1.0);
}

/// A real search over real traces.
class RealSweep : public testing::Test {
 protected:
  RealSweep() : traces_(LoadBatch(WriteJitteryTraces(folder_, 4), {}).played) {
    plan_.version = "1";
    plan_.method = SweepMethod::kHalving;
    plan_.objectives = {0, 2};
    plan_.keep_one_in = 2;
    plan_.axes.push_back(*ParseGridAxis(plan_.base, "delay.max_delay_ms=40,60,80,0"));
    plan_.axes.push_back(*ParseGridAxis(plan_.base, "delay.min_delay_ms=0,20"));
    plan_.points = *GridPoints(plan_.base, plan_.axes);
  }

  std::string Header() const { return SweepProvenance(plan_, traces_).dump(); }

  SweepRuns Runs(int threads, SweepLog* log = nullptr, int* calls = nullptr) const {
    const Evaluate replay = ReplayEvaluator(plan_, traces_);
    std::atomic<int> count = 0;
    const Evaluate counting = [&](size_t point, size_t trace) {
      ++count;
      return replay(point, trace);
    };
    auto runs = RunSweep(plan_, traces_.size(), counting, {.log = log, .threads = threads});
    EXPECT_TRUE(runs.ok()) << runs.status().detail();
    if (calls != nullptr) *calls = count;
    return *runs;
  }

  std::string Tables(const SweepRuns& runs) const {
    return SweepCsv(plan_, traces_, runs) + SweepJson(plan_, traces_, runs) +
           SweepText(plan_, traces_, runs);
  }

  std::string ReadLog() const {
    std::ifstream file(log_path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
  std::string log_path_ = folder_ / "log.jsonl";
  std::vector<BatchTrace> traces_;
  SweepPlan plan_;
};

TEST_F(RealSweep, DoesNotDependOnTheNumberOfThreads) {
  EXPECT_EQ(Tables(Runs(1)), Tables(Runs(4)));
}

TEST_F(RealSweep, ResumesFromItsLogWithTheSameResult) {
  const std::string unbroken = Tables(Runs(2));
  int all_calls = 0;
  {
    auto log = SweepLog::Open(log_path_, Header());
    ASSERT_TRUE(log.ok()) << log.status().detail();
    EXPECT_EQ(Tables(Runs(2, log->get(), &all_calls)), unbroken);
  }
  const std::string whole = ReadLog();
  const size_t header = Header().size() + 1;
  const size_t lines = static_cast<size_t>(std::count(whole.begin(), whole.end(), '\n'));
  EXPECT_EQ(lines, 1U + static_cast<size_t>(all_calls));

  // Cut in the middle of a line, at its end, after the header, within it, and to nothing.
  for (const size_t kept : {whole.size() - 7, whole.size() * 2 / 3, whole.size(), header + 1,
                            header, header / 2, size_t{0}}) {
    std::ofstream(log_path_, std::ios::binary) << whole.substr(0, kept);
    int calls = 0;
    auto log = SweepLog::Open(log_path_, Header());
    ASSERT_TRUE(log.ok()) << log.status().detail();
    const size_t known = (*log)->runs().size();

    EXPECT_EQ(Tables(Runs(2, log->get(), &calls)), unbroken) << kept;
    EXPECT_EQ(calls, all_calls - static_cast<int>(known));
    EXPECT_EQ(ReadLog().size(), whole.size());
  }
}

TEST_F(RealSweep, RejectsTheLogOfAnotherSweep) {
  ASSERT_TRUE(SweepLog::Open(log_path_, Header()).ok());
  plan_.seed = 2;

  const auto log = SweepLog::Open(log_path_, Header());

  EXPECT_EQ(log.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(log.status().detail().find("seed differs"), std::string::npos) << log.status().detail();
}

TEST_F(RealSweep, KeepsFilesThatAreNotLogs) {
  for (const std::string text : {"notes", "notes\nmore notes\n", "{\"a\": 1}\n"}) {
    std::ofstream(log_path_, std::ios::binary) << text;

    EXPECT_EQ(SweepLog::Open(log_path_, Header()).status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(ReadLog(), text);
  }
}

TEST_F(RealSweep, NamesAnInvalidLineOfTheLog) {
  for (const std::string line : {"{}", "{\"point\":0,\"trace\":0,\"metrics\":[1]}", "x", ""}) {
    std::ofstream(log_path_, std::ios::binary) << Header() << '\n' << line << '\n';

    const auto log = SweepLog::Open(log_path_, Header());

    EXPECT_EQ(log.status().code(), StatusCode::kUnreadable) << line;
    EXPECT_NE(log.status().detail().find("line 2"), std::string::npos);
  }
}

TEST_F(RealSweep, RejectsRunsOutsideThePlan) {
  {
    auto log = SweepLog::Open(log_path_, Header());
    ASSERT_TRUE((*log)->Append({1000, 0, Flat(1.0)}).ok());
  }
  auto log = SweepLog::Open(log_path_, Header());

  const auto runs =
      RunSweep(plan_, traces_.size(), ReplayEvaluator(plan_, traces_), {.log = log->get()});

  EXPECT_EQ(runs.status().code(), StatusCode::kUnreadable);
}

TEST_F(RealSweep, LocksItsLog) {
  const auto first = SweepLog::Open(log_path_, Header());

  const auto second = SweepLog::Open(log_path_, Header());

  EXPECT_NE(second.status().detail().find("in use"), std::string::npos);
}

TEST_F(RealSweep, LogsExactMetrics) {
  RunMetrics odd = Flat(1.0 / 3.0);
  odd[0] = 1e-300;
  odd[1] = 123456789.123456789;
  {
    auto log = SweepLog::Open(log_path_, Header());
    ASSERT_TRUE((*log)->Append({1, 2, odd}).ok());
  }

  const auto log = SweepLog::Open(log_path_, Header());

  ASSERT_EQ((*log)->runs().size(), 1U);
  EXPECT_EQ((*log)->runs()[0].metrics, odd);
}

TEST_F(RealSweep, WritesItsProvenanceToCsv) {
  const std::string csv = SweepCsv(plan_, traces_, Runs(1));

  for (const char* what : {"# version: \"1\"\n", "# seed: 1\n", "\"fnv1a\"", "trace3.rtpdump",
                           "# objectives: [\"mean_playout_delay_ms\",\"concealed_pct\"]\n",
                           "\"values\":[\"40\",\"60\",\"80\",\"0\"]", "# config: {"}) {
    EXPECT_NE(csv.find(what), std::string::npos) << what;
  }
  EXPECT_NE(
      csv.find("\npoint,traces,pareto_front,delay.max_delay_ms,delay.min_delay_ms,mean_playo"),
      std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
