// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/npz_recorder.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "neteq/neteq.h"
#include "simulator/support/file_io.h"
#include "simulator/support/npz.h"

namespace neteq::sim {
namespace {

struct Column {
  std::string_view name;
  bool is_whole;
  double (*read)(const TickRecord&);
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoNumber = -1.0;

delay::EstimatorReport Estimator(const TickRecord& t) { return t.engine.estimator_report(); }

double WaitedMs(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNone : ToMs(t.time - packets.front().receive_time);
}
double FirstSequence(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNoNumber : packets.front().sequence.value();
}
double LastSequence(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNoNumber : packets.back().sequence.value();
}
double Stamp(const TickRecord& t, RtpTimestamp timestamp) {
  return t.report.has_timestamps ? timestamp.value() : kNoNumber;
}

using T = TickRecord;
constexpr std::array kColumns = {
    Column{"t_ms", false, [](const T& t) { return ToMs(t.time.time_since_epoch()); }},
    Column{"operation", true, [](const T& t) { return static_cast<double>(t.report.operation); }},
    Column{"reason", true, [](const T& t) { return static_cast<double>(t.report.reason); }},
    Column{"target_delay_ms", false, [](const T& t) { return ToMs(t.report.target_delay); }},
    Column{"unlimited_target_delay_ms", false,
           [](const T& t) { return ToMs(t.report.unlimited_target_delay); }},
    Column{"quantile_delay_ms", false,
           [](const T& t) { return ToMs(Estimator(t).quantile_delay); }},
    Column{"reorder_delay_ms", false, [](const T& t) { return ToMs(Estimator(t).reorder_delay); }},
    Column{"peak_delay_ms", false, [](const T& t) { return ToMs(Estimator(t).peak_delay); }},
    Column{"reserve_ms", false, [](const T& t) { return ToMs(Estimator(t).reserve); }},
    Column{"current_buffer_size_ms", false,
           [](const T& t) { return ToMs(t.report.current_buffer_size); }},
    Column{"filtered_delay_ms", false, [](const T& t) { return ToMs(t.report.filtered_delay); }},
    Column{"relative_delay_ms", false, [](const T& t) { return ToMs(t.report.relative_delay); }},
    Column{"playout_delay_ms", false,
           [](const T& t) { return t.playout_delay_ms.value_or(kNone); }},
    Column{"waited_ms", false, WaitedMs},
    Column{"first_sequence", true, FirstSequence},
    Column{"last_sequence", true, LastSequence},
    Column{"frame_timestamp", true, [](const T& t) { return Stamp(t, t.report.frame_timestamp); }},
    Column{"playout_timestamp", true,
           [](const T& t) { return Stamp(t, t.report.playout_timestamp); }},
    Column{"concealed_samples", true,
           [](const T& t) -> double { return t.report.concealed_samples; }},
    Column{"noise_samples", true, [](const T& t) -> double { return t.report.noise_samples; }},
    Column{"stretched_samples", true,
           [](const T& t) -> double { return t.report.stretched_samples; }},
    Column{"pitch_lag_samples", true,
           [](const T& t) -> double { return t.report.pitch_lag_samples; }},
    Column{"correlation", false,
           [](const T& t) { return static_cast<double>(t.report.correlation); }},
    Column{"packets_in_buffer", true,
           [](const T& t) -> double { return t.report.packets_in_buffer; }},
    Column{"packets_inserted", true, [](const T& t) -> double { return t.packets_inserted; }},
    Column{"packets_decoded", true, [](const T& t) -> double { return t.report.packets_decoded; }},
    Column{"muted", true, [](const T& t) { return t.report.muted ? 1.0 : 0.0; }},
};

template <class Enum>
NpzArray NamesOf(std::string_view name) {
  constexpr auto& kNames = EnumNames<Enum>::kNames;
  return {std::string(name), std::vector<std::string>(kNames.begin(), kNames.end())};
}

}  // namespace

NpzRecorder::NpzRecorder(std::string path) : path_(std::move(path)), columns_(kColumns.size()) {}

void NpzRecorder::Write(const TickRecord& tick) {
  for (size_t i = 0; i < kColumns.size(); ++i) columns_[i].push_back(kColumns[i].read(tick));
}

Status NpzRecorder::Close() {
  std::vector<NpzArray> arrays;
  for (size_t i = 0; i < kColumns.size(); ++i) {
    NpzArray array{std::string(kColumns[i].name), columns_[i]};
    if (kColumns[i].is_whole) {
      array.values = std::vector<int64_t>(columns_[i].begin(), columns_[i].end());
    }
    arrays.push_back(std::move(array));
  }
  arrays.push_back(NamesOf<Operation>("operation_names"));
  arrays.push_back(NamesOf<Reason>("reason_names"));
  const auto bytes = NpzBytes(arrays);
  if (!bytes.ok()) return {bytes.status().code(), path_ + ": " + bytes.status().detail()};
  return WriteFile(path_, *bytes);
}

}  // namespace neteq::sim
