// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/replay/simulation.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/rtpdump.h"
#include "simulator/trace/stream.h"

namespace neteq::testing {

inline std::vector<std::string> BundledTraces() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(NETEQ_SOURCE_DIR "/traces")) {
    if (entry.path().extension() == ".rtpdump") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Replay of a trace in the repository. All setup is in the constructor.
class BundledReplay {
 public:
  BundledReplay(const std::string& path, const Config& config) {
    auto trace = sim::ReadRtpdump(path);
    EXPECT_TRUE(trace.ok()) << trace.status().detail();
    trace_.emplace(std::move(*trace));
    auto stream = sim::SelectStream(*trace_, types_, std::nullopt);
    EXPECT_TRUE(stream.ok()) << stream.status().detail();
    stream_.emplace(std::move(*stream));
    auto simulation = sim::Simulation::Create(*stream_, types_, config);
    EXPECT_TRUE(simulation.ok()) << simulation.status().detail();
    simulation_.emplace(std::move(*simulation));
  }
  BundledReplay(const BundledReplay&) = delete;
  BundledReplay& operator=(const BundledReplay&) = delete;

  /// Plays the trace from the first packet to the end, without any setup.
  void Play() {
    while (!simulation_->IsDone()) {
      while (simulation_->HasArrival()) simulation_->InsertNext();
      simulation_->Pull();
    }
  }
  const NetEq& engine() const { return simulation_->engine(); }

 private:
  sim::PayloadTypes types_ = sim::PayloadTypes::Defaults();
  std::optional<sim::Trace> trace_;  // owns the payloads
  std::optional<sim::Stream> stream_;
  std::optional<sim::Simulation> simulation_;
};

}  // namespace neteq::testing
