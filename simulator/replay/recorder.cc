// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/recorder.h"

#include <utility>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

std::string Ms(Duration duration) { return FormatNumber(ToMs(duration), 3); }

}  // namespace

CsvRecorder::CsvRecorder(PendingFile pending, std::ofstream file)
    : pending_(std::move(pending)), file_(std::move(file)) {}

Result<CsvRecorder> CsvRecorder::Open(const std::string& path) {
  PendingFile pending(path);
  std::ofstream file(pending.temporary(), std::ios::binary);
  if (!file) return Status(StatusCode::kInvalidArgument, path + ": cannot open for writing");
  file << Header();
  return CsvRecorder(std::move(pending), std::move(file));
}

std::string CsvRecorder::Header() {
  return "t_ms,operation,reason,target_delay_ms,current_buffer_size_ms,filtered_delay_ms,"
         "playout_timestamp,playout_delay_ms,concealed_samples,inserted_samples,removed_samples,"
         "packets_in_buffer,packets_inserted,packets_decoded,stretched_samples,pitch_lag_samples,"
         "muted,decided_operation,decided_reason\n";
}

std::string CsvRecorder::Row(const TickRecord& tick) {
  const TickReport& report = tick.report;
  const Statistics& statistics = tick.statistics;
  std::string row;
  const auto add = [&](const std::string& cell) { row += (row.empty() ? "" : ",") + cell; };
  add(Ms(tick.time.time_since_epoch()));
  add(std::string(NameOf(report.operation)));
  add(std::string(NameOf(report.reason)));
  add(Ms(report.target_delay));
  add(Ms(report.current_buffer_size));
  add(Ms(report.filtered_delay));
  add(report.has_timestamps ? std::to_string(report.playout_timestamp.value()) : "");
  add(tick.playout_delay_ms ? FormatNumber(*tick.playout_delay_ms, 3) : "");
  add(std::to_string(statistics.concealed_samples));
  add(std::to_string(statistics.inserted_samples_for_deceleration));
  add(std::to_string(statistics.removed_samples_for_acceleration));
  add(std::to_string(report.packets_in_buffer));
  add(std::to_string(tick.packets_inserted));
  add(std::to_string(report.packets_decoded));
  add(std::to_string(report.stretched_samples));
  add(std::to_string(report.pitch_lag_samples));
  add(report.muted ? "1" : "0");
  add(std::string(NameOf(report.decided_operation)));
  add(std::string(NameOf(report.decided_reason)));
  return row + '\n';
}

void CsvRecorder::Write(const TickRecord& tick) { file_ << Row(tick); }

Status CsvRecorder::Close() {
  file_.close();
  if (file_) return pending_.Commit();
  return {StatusCode::kInvalidArgument, pending_.path() + ": cannot write the whole file"};
}

}  // namespace neteq::sim
