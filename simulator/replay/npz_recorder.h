// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/replay/replay.h"

namespace neteq::sim {

/// Records every tick in full for a NumPy file.
///
/// The file holds one array per figure with one value per tick. In addition to the CSV columns: the
/// components of the target (quantile, reordering, peaks, reserve), the waiting time of the first
/// decoded packet, and the origin of the samples (sequence numbers of decoded packets, counts of
/// concealed and noise samples). Operations and reasons are indices into `operation_names` and
/// `reason_names`. Missing values are NaN; missing sequence numbers and timestamps are -1.
class NpzRecorder {
 public:
  explicit NpzRecorder(std::string path);

  void Write(const TickRecord& tick);
  /// Writes the file. Fails with kInvalidArgument and the file's name.
  Status Close();

 private:
  std::string path_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace neteq::sim
