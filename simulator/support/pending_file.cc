// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/pending_file.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace neteq::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardOutput = "-";
constexpr const char* kOutputDevice = "/dev/stdout";

/// Whether a file of this name is replaced as a whole.
bool IsReplaced(const std::string& target) {
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  if (status.type() != fs::file_type::not_found && !fs::is_regular_file(status)) return false;
  // In a folder that takes no new files an existing file is still written.
  const fs::path folder = fs::path(target).parent_path();
  return ::access(folder.empty() ? "." : folder.c_str(), W_OK) == 0;
}

}  // namespace

PendingFile::PendingFile(std::string path) : path_(std::move(path)), target_(path_) {
  if (path_ == kStandardOutput) target_ = kOutputDevice;
  std::error_code error;
  const fs::path real = fs::canonical(target_, error);
  if (!error && fs::is_regular_file(real, error)) target_ = real.string();
  is_pending_ = IsReplaced(target_);
  temporary_ = target_;
  if (is_pending_) temporary_ += ".part" + std::to_string(::getpid());
}

PendingFile::~PendingFile() { Discard(); }

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      is_pending_(std::exchange(other.is_pending_, false)) {}

PendingFile& PendingFile::operator=(PendingFile&& other) noexcept {
  if (this == &other) return *this;
  Discard();
  path_ = std::move(other.path_);
  target_ = std::move(other.target_);
  temporary_ = std::move(other.temporary_);
  is_pending_ = std::exchange(other.is_pending_, false);
  return *this;
}

void PendingFile::Discard() {
  if (!is_pending_) return;
  std::error_code error;
  fs::remove(temporary_, error);
}

Status PendingFile::Commit() {
  if (!is_pending_) return {};
  std::error_code error;
  const fs::file_status old = fs::status(target_, error);
  if (fs::is_regular_file(old)) fs::permissions(temporary_, old.permissions(), error);
  fs::rename(temporary_, target_, error);
  if (error) {
    return {StatusCode::kInvalidArgument, path_ + ": cannot replace the file: " + error.message()};
  }
  is_pending_ = false;
  return {};
}

}  // namespace neteq::sim
