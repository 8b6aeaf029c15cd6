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

/// The runs of a sweep in a file that survives being killed: JSON lines, first what the sweep is,
/// then a line a run, each on the disk before the next. A line that was cut short is dropped when
/// the file is opened again.
class SweepLog {
 public:
  /// `header` is a JSON object that says everything about the sweep; a file that is there must
  /// begin with the same. Two programs cannot use the same file at once.
  ///
  /// kInvalidArgument naming the file: not writable, in use, not a log, or one of another sweep
  /// (naming what differs). kUnreadable naming the line that makes no sense.
  static Result<std::unique_ptr<SweepLog>> Open(const std::string& path, const std::string& header);
  ~SweepLog();
  SweepLog(const SweepLog&) = delete;
  SweepLog& operator=(const SweepLog&) = delete;

  /// Those that were there already.
  const std::vector<SweepRun>& runs() const { return runs_; }

  /// From any thread. kInvalidArgument naming the file if it cannot be written.
  Status Append(const SweepRun& run);

 private:
  SweepLog(std::string path, int file) : path_(std::move(path)), file_(file) {}
  Status TakeUp(const std::string& header);
  Status ReadLines(const std::vector<std::string_view>& lines, const std::string& header);
  Status WriteLine(std::string line);
  Status Failed(const std::string& what) const;

  std::string path_;
  int file_;
  std::mutex mutex_;
  Status failure_;  // the first to write: nothing may follow half a line
  std::vector<SweepRun> runs_;
};

}  // namespace neteq::sim
