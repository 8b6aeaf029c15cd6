// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/replay/replay.h"

namespace neteq::sim {

/// Keeps the full record of every tick, for a file of NumPy.
///
/// An array a figure, a value a tick. Beside what the CSV has: what the target is made of
/// (quantile, reordering, peaks, reserve), how long the first packet decoded had waited, and where
/// the samples came from: sequence numbers of the packets decoded, how many samples were concealed
/// or noise. Operations and reasons are numbers; `operation_names` and `reason_names` say which.
/// What a tick does not have is NaN, of sequence numbers and timestamps -1.
class NpzRecorder {
 public:
  explicit NpzRecorder(std::string path);

  void Write(const TickRecord& tick);
  /// Writes the file. kInvalidArgument naming it.
  Status Close();

 private:
  std::string path_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace neteq::sim
