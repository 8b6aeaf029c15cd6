// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <string>

#include "neteq/base/status.h"
#include "simulator/replay/replay.h"
#include "simulator/support/pending_file.h"

namespace neteq::sim {

/// Writes one CSV row per tick. Cells without a value are empty.
class CsvRecorder {
 public:
  /// Fails with kInvalidArgument and the file's name.
  static Result<CsvRecorder> Open(const std::string& path);

  void Write(const TickRecord& tick);
  /// Replaces the file of that name. Fails with kInvalidArgument if it is incomplete.
  Status Close();

  static std::string Header();
  static std::string Row(const TickRecord& tick);

 private:
  CsvRecorder(PendingFile pending, std::ofstream file);

  PendingFile pending_;
  std::ofstream file_;
};

}  // namespace neteq::sim
