// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/sweep_log.h"

#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "simulator/support/file_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

/// Formats numbers as the shortest text that reads back exactly.
std::string LineOf(const SweepRun& run) {
  const Json json = {{"point", run.point}, {"trace", run.trace}, {"metrics", run.metrics}};
  return json.dump();
}

std::optional<SweepRun> ParseLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || json.size() != 3) return std::nullopt;
  if (!json.contains("point") || !json["point"].is_number_unsigned()) return std::nullopt;
  if (!json.contains("trace") || !json["trace"].is_number_unsigned()) return std::nullopt;
  if (!json.contains("metrics") || !json["metrics"].is_array()) return std::nullopt;
  SweepRun run{json["point"], json["trace"], {}};
  for (const Json& value : json["metrics"]) {
    if (!value.is_number()) return std::nullopt;
    run.metrics.push_back(value);
  }
  if (run.metrics.size() != Metrics().size()) return std::nullopt;
  return run;
}

/// Explains how the first line of a file differs from `header`.
std::string WhyNot(std::string_view line, const std::string& header) {
  const Json theirs = Json::parse(line, nullptr, false);
  if (!theirs.is_object() || !theirs.contains("tool")) {
    return "not the log of a sweep; use another file";
  }
  const Json ours = Json::parse(header);
  for (const auto& [name, value] : ours.items()) {
    if (!theirs.contains(name) || theirs[name] != value) {
      return "the log of another sweep: " + name + " differs; use another file";
    }
  }
  return "the log of another sweep; use another file";
}

}  // namespace

Result<std::unique_ptr<SweepLog>> SweepLog::Open(const std::string& path,
                                                 const std::string& header) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  std::unique_ptr<SweepLog> log(new SweepLog(path, file));
  if (file < 0) return log->Failed("cannot open for writing");
  if (flock(file, LOCK_EX | LOCK_NB) != 0) return log->Failed("in use by another sweep");
  if (Status status = log->Load(header); !status.ok()) return status;
  return log;
}

SweepLog::~SweepLog() {
  if (file_ >= 0) close(file_);
}

/// Reads existing runs, drops an incomplete last line, and writes a missing header.
Status SweepLog::Load(const std::string& header) {
  const auto bytes = ReadFile(path_);
  if (!bytes.ok()) return {StatusCode::kInvalidArgument, bytes.status().detail()};
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const size_t whole = text.rfind('\n') + 1;  // 0 without a complete line
  if (whole == 0 && !header.starts_with(text)) {
    return {StatusCode::kInvalidArgument, path_ + ": not the log of this sweep; use another file"};
  }
  if (whole > 0) {
    Status status = ReadLines(Split(text.substr(0, whole - 1), '\n'), header);
    if (!status.ok()) return status;
  }
  if (ftruncate(file_, static_cast<off_t>(whole)) != 0) return Failed("cannot truncate");
  return whole > 0 ? Status() : WriteLine(header);
}

Status SweepLog::ReadLines(const std::vector<std::string_view>& lines, const std::string& header) {
  if (lines[0] != header) {
    return {StatusCode::kInvalidArgument, path_ + ": " + WhyNot(lines[0], header)};
  }
  for (size_t i = 1; i < lines.size(); ++i) {
    auto run = ParseLine(lines[i]);
    if (!run) {
      return {StatusCode::kUnreadable, path_ + ": line " + std::to_string(i + 1) +
                                           ": not a run of this sweep; delete the line"};
    }
    runs_.push_back(std::move(*run));
  }
  return {};
}

Status SweepLog::Append(const SweepRun& run) { return WriteLine(LineOf(run)); }

Status SweepLog::WriteLine(std::string line) {
  line += '\n';
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t written = write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure_ = Failed("cannot write");
    rest.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(file_) != 0) failure_ = Failed("cannot write");
  return failure_;
}

Status SweepLog::Failed(const std::string& what) const {
  return {StatusCode::kInvalidArgument,
          path_ + ": " + what + ": " + std::generic_category().message(errno)};
}

}  // namespace neteq::sim
