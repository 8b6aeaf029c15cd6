// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/simulator/rtp_bytes.h"

#include "neteq/base/random.h"
#include "simulator/trace/file.h"

namespace neteq::sim {

/// A temporary folder, deleted with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "neteq_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Mu-law packets over a network with exponential jitter and 2 % loss.
inline Trace JitteryTrace(uint64_t seed, int packets = 400, double mean_jitter_ms = 30.0) {
  Random random(seed);
  std::vector<double> transit_ms;
  for (int i = 0; i < packets; ++i) {
    const double jitter_ms = -mean_jitter_ms * std::log(1.0 - random.Uniform());
    transit_ms.push_back(random.Uniform() < 0.02 ? -1.0 : 20.0 + jitter_ms);
  }
  return MuLawTrace(transit_ms);
}

/// Writes "trace0.rtpdump" and so on; returns the paths.
inline std::vector<std::string> WriteJitteryTraces(const TemporaryFolder& folder, int count) {
  std::vector<std::string> paths;
  for (int i = 0; i < count; ++i) {
    paths.push_back(folder / ("trace" + std::to_string(i) + ".rtpdump"));
    const Trace trace = JitteryTrace(static_cast<uint64_t>(i + 1));
    if (!WriteTrace(trace, paths.back(), TraceFormat::kRtpdump).ok()) std::abort();
  }
  return paths;
}

}  // namespace neteq::sim
