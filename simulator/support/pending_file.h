// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "neteq/base/status.h"

namespace neteq::sim {

/// A file that replaces the one with its name only once it is complete. It is written under another
/// name in the same folder and then renamed; without Commit it is removed, and the old file stays.
/// Devices, pipes and "-", which is standard output, are written directly.
class PendingFile {
 public:
  explicit PendingFile(std::string path);
  ~PendingFile();
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&& other) noexcept;

  /// The name that the user gave.
  const std::string& path() const { return path_; }
  /// The name to open for writing.
  const std::string& temporary() const { return temporary_; }

  /// Renames the closed file. Fails with kInvalidArgument, naming the file.
  Status Commit();

 private:
  void Discard();

  std::string path_;
  std::string target_;     // path_ behind symbolic links
  std::string temporary_;  // equal to target_ if it is written directly
  bool is_pending_ = false;
};

}  // namespace neteq::sim
