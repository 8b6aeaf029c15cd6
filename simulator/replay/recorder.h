// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <string>

#include "neteq/base/status.h"
#include "simulator/replay/replay.h"

namespace neteq::sim {

/// Writes one CSV row per tick. Cells without a value are empty.
class CsvRecorder {
 public:
  /// Fails with kInvalidArgument and the file's name.
  static Result<CsvRecorder> Open(const std::string& path);

  void Write(const TickRecord& tick);
  /// Fails with kInvalidArgument if the file is incomplete.
  Status Close();

  static std::string Header();
  static std::string Row(const TickRecord& tick);

 private:
  CsvRecorder(std::string path, std::ofstream file);

  std::string path_;
  std::ofstream file_;
};

}  // namespace neteq::sim
