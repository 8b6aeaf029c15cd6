// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/study/run_metrics.h"

namespace neteq::sim {

/// One replay of a sweep.
struct SweepRun {
  size_t point = 0;
  size_t trace = 0;
  RunMetrics metrics;
};

/// File with the runs of a sweep that survives a killed process: JSON lines, first the header, then
/// one line per run, each synced to disk before the next. An incomplete last line is dropped when
/// the file is opened again.
class SweepLog {
 public:
  /// Opens or creates a log. `header` is a JSON object that describes the sweep completely; an
  /// existing file must begin with it. The file is locked against other processes.
  ///
  /// Fails with kInvalidArgument, naming the file, if it is not writable, in use, not a log, or the
  /// log of another sweep (naming the difference); with kUnreadable, naming the line, for an
  /// invalid line.
  static Result<std::unique_ptr<SweepLog>> Open(const std::string& path, const std::string& header);
  ~SweepLog();
  SweepLog(const SweepLog&) = delete;
  SweepLog& operator=(const SweepLog&) = delete;

  /// Runs found in the file.
  const std::vector<SweepRun>& runs() const { return runs_; }

  /// Appends a run. Thread-safe. Fails with kInvalidArgument, naming the file.
  Status Append(const SweepRun& run);

 private:
  SweepLog(std::string path, int file) : path_(std::move(path)), file_(file) {}
  Status Load(const std::string& header);
  Status ReadLines(const std::vector<std::string_view>& lines, const std::string& header);
  Status WriteLine(std::string line);
  Status Failed(const std::string& what) const;

  std::string path_;
  int file_;
  std::mutex mutex_;
  Status failure_;  // first write error: nothing may follow half a line
  std::vector<SweepRun> runs_;
};

}  // namespace neteq::sim
