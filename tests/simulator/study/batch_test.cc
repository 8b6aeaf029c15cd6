// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/batch.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/simulator/batch_traces.h"
#include <gtest/gtest.h>

#include "simulator/study/run_metrics.h"

namespace neteq::sim {
namespace {

namespace fs = std::filesystem;

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(ExpandTraces, KeepsFilesAndExpandsFolders) {
  const TemporaryFolder folder;
  const std::vector<std::string> traces = WriteJitteryTraces(folder, 3);
  fs::create_directories(folder / "a/b");
  fs::rename(traces[2], folder / "a/b/deep.rtpdump");
  WriteText(folder / "notes.txt", "not a trace");

  const auto expanded = ExpandTraces({"nowhere.rtpdump", folder.path().string(), traces[0]});

  ASSERT_TRUE(expanded.ok()) << expanded.status().detail();
  EXPECT_EQ(*expanded, (std::vector<std::string>{"nowhere.rtpdump", folder / "a/b/deep.rtpdump",
                                                 traces[0], traces[1], traces[0]}));
}

TEST(ExpandTraces, RejectsAFolderWithoutTraces) {
  const TemporaryFolder folder;
  WriteText(folder / "notes.txt", "not a trace");

  const auto expanded = ExpandTraces({folder.path().string()});

  EXPECT_EQ(expanded.status().code(), StatusCode::kUnreadable);
  EXPECT_NE(expanded.status().detail().find("no trace in this folder"), std::string::npos);
}

TEST(LoadBatch, KeepsTheOrderAndTheHashOfEveryFile) {
  const TemporaryFolder folder;
  const std::vector<std::string> paths = WriteJitteryTraces(folder, 4);

  const auto batch = LoadBatch(paths, {.threads = 3});

  ASSERT_EQ(batch.played.size(), paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(batch.played[i].path, paths[i]);
    EXPECT_EQ(batch.played[i].hash, *HashFile(paths[i]));
    EXPECT_GT(batch.played[i].stream.packets.size(), 300U);
  }
  EXPECT_NE(batch.played[0].hash, batch.played[1].hash);
}

TEST(LoadBatch, SkipsTracesThatCannotBeReplayed) {
  const TemporaryFolder folder;
  const std::vector<std::string> good = WriteJitteryTraces(folder, 2);

  const auto batch =
      LoadBatch({folder / "nowhere", good[0], folder / "nowhere_else", good[1]}, {.threads = 2});

  ASSERT_EQ(batch.played.size(), 2U);
  EXPECT_EQ(batch.played[0].path, good[0]);
  EXPECT_EQ(batch.played[1].path, good[1]);
  ASSERT_EQ(batch.skipped.size(), 2U);
  EXPECT_EQ(batch.skipped[0].path, folder / "nowhere");
  EXPECT_TRUE(batch.skipped[0].reason.starts_with("cannot open")) << batch.skipped[0].reason;
  EXPECT_EQ(batch.skipped[1].path, folder / "nowhere_else");
}

TEST(LoadBatch, RejectsTracesWithoutPayloads) {
  const TemporaryFolder folder;
  WriteText(folder / "headers.csv", "seq,timestamp,arrival_ms\n0,0,0\n1,960,20\n2,1920,40\n");

  const auto batch = LoadBatch({folder / "headers.csv"}, {});

  ASSERT_EQ(batch.skipped.size(), 1U);
  EXPECT_EQ(batch.skipped[0].code, StatusCode::kUnreadable);
  EXPECT_NE(batch.skipped[0].reason.find("--replace-audio"), std::string::npos);
}

TEST(HashFile, IsFnv1aOfTheBytes) {
  const TemporaryFolder folder;
  WriteText(folder / "empty", "");
  WriteText(folder / "foobar", "foobar");

  // FNV-1a test vectors.
  EXPECT_EQ(*HashFile(folder / "empty"), 0xCBF29CE484222325ULL);
  EXPECT_EQ(*HashFile(folder / "foobar"), 0x85944171F73967E8ULL);
}

TEST(ReplayBatch, DoesNotDependOnTheNumberOfThreads) {
  const TemporaryFolder folder;
  const auto batch = LoadBatch(WriteJitteryTraces(folder, 5), {}).played;
  const auto ignore = [](double) {};

  const auto serial = ReplayBatch(batch, {.threads = 1}, {}, ignore);
  const auto parallel = ReplayBatch(batch, {.threads = 4}, {}, ignore);

  ASSERT_TRUE(serial.ok() && parallel.ok());
  for (size_t i = 0; i < batch.size(); ++i) {
    EXPECT_EQ((*serial)[i].pcm_hash, (*parallel)[i].pcm_hash);
    EXPECT_EQ(ReadMetrics((*serial)[i]), ReadMetrics((*parallel)[i]));
  }
}

TEST(ReplayBatch, ReportsProgressUpToTheEnd) {
  const TemporaryFolder folder;
  const auto batch = LoadBatch(WriteJitteryTraces(folder, 3), {}).played;
  std::vector<double> shares;

  const auto results =
      ReplayBatch(batch, {.threads = 2}, {}, [&](double share) { shares.push_back(share); });

  ASSERT_TRUE(results.ok());
  EXPECT_EQ(shares, (std::vector{1.0 / 3, 2.0 / 3, 1.0}));
}

}  // namespace
}  // namespace neteq::sim
