// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/csv.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

enum Column { kSeq, kTimestamp, kSendMs, kArrivalMs, kSize, kPayloadType, kMarker, kSsrc };
constexpr std::array<std::string_view, 8> kNames = {"seq",  "timestamp",    "send_ms", "arrival_ms",
                                                    "size", "payload_type", "marker",  "ssrc"};
constexpr std::array kRequired = {kSeq, kTimestamp, kArrivalMs};

constexpr uint32_t kRtpHeader = 12;    // bytes; RFC 3550 section 5.1
constexpr uint32_t kDefaultSize = 72;  // 20 ms of Opus at 24 kb/s
constexpr uint32_t kDefaultPayloadType = 111;
constexpr uint32_t kDefaultSsrc = 0x6E657465;
constexpr double kMaxMs = 1e12;  // 30 years; heuristic: larger values are errors

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// Index of each column in a row; nullopt for missing columns.
using Places = std::array<std::optional<size_t>, kNames.size()>;

Places FindColumns(std::string_view header) {
  Places places;
  const auto titles = Split(header, ',');
  for (size_t i = 0; i < titles.size(); ++i) {
    const auto name = std::find(kNames.begin(), kNames.end(), Trimmed(titles[i]));
    if (name != kNames.end()) places[static_cast<size_t>(name - kNames.begin())] = i;
  }
  return places;
}

/// Removes the next line from `text` and returns it.
std::string_view NextLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Cells of one line, and the first problem found in them.
class Row {
 public:
  Row(const Places& places, std::string_view line) : places_(places), cells_(Split(line, ',')) {}

  std::string_view Cell(Column column) const {
    const auto& place = places_[column];
    return place && *place < cells_.size() ? Trimmed(cells_[*place]) : std::string_view();
  }
  uint32_t Number(Column column, uint32_t max, std::optional<uint32_t> otherwise = {}) {
    const std::string_view cell = Cell(column);
    if (cell.empty() && otherwise) return *otherwise;
    const auto number = ParseUint32(cell);
    if (!number || *number > max) Complain(column, "an integer from 0 to " + std::to_string(max));
    return number.value_or(0);
  }
  Timestamp Time(Column column) {
    const auto ms = ParseNumber<double>(Cell(column));
    const bool is_time = ms && *ms >= -kMaxMs && *ms <= kMaxMs;
    if (!is_time) Complain(column, "milliseconds from -1e12 to 1e12");
    return is_time ? Timestamp(FromMs(*ms)) : Timestamp();
  }
  const std::string& problem() const { return problem_; }
  size_t size() const { return cells_.size(); }

 private:
  void Complain(Column column, const std::string& expected) {
    if (!problem_.empty()) return;
    problem_ =
        std::string(kNames[column]) + " is " + Quoted(Cell(column)) + "; expected " + expected;
  }

  const Places& places_;
  std::vector<std::string_view> cells_;
  std::string problem_;
};

bool IsLost(const Row& row) {
  const std::string_view arrival = row.Cell(kArrivalMs);
  return arrival.empty() || arrival == "lost";
}

/// Adds a row. Returns an error message, empty on success.
std::string AddRow(Row& row, Trace& trace) {
  std::vector<std::byte> header;
  const uint32_t payload_type = row.Number(kPayloadType, 127, kDefaultPayloadType);
  AppendBigEndian(0x80, 1, header);
  AppendBigEndian(row.Number(kMarker, 1, 0) << 7U | payload_type, 1, header);
  AppendBigEndian(row.Number(kSeq, 0xFFFF), 2, header);
  AppendBigEndian(row.Number(kTimestamp, UINT32_MAX), 4, header);
  AppendBigEndian(row.Number(kSsrc, UINT32_MAX, kDefaultSsrc), 4, header);
  const uint32_t size = row.Number(kSize, 0xFFFF, kDefaultSize);
  const Timestamp arrival = IsLost(row) ? Timestamp() : row.Time(kArrivalMs);
  std::optional<Timestamp> sent;
  if (!row.Cell(kSendMs).empty()) sent = row.Time(kSendMs);
  if (!row.problem().empty()) return row.problem();
  if (size < kRtpHeader) {
    return "size is " + std::to_string(size) + "; expected 12 (an RTP header) to 65535";
  }
  if (IsLost(row)) return {};
  trace.AddRtp(arrival, header, size - kRtpHeader);
  trace.last().sent = sent;
  return {};
}

}  // namespace

bool LooksLikeCsv(std::string_view file) {
  constexpr size_t kMaxHeader = 4096;  // a binary file may have no line feed
  file = file.substr(0, kMaxHeader);
  const Places places = FindColumns(NextLine(file));
  return std::all_of(kRequired.begin(), kRequired.end(),
                     [&](Column column) { return places[column].has_value(); });
}

Result<Trace> ParseCsv(std::string_view file, const std::string& name) {
  const bool ends_with_line = file.ends_with('\n');
  const std::string_view header = NextLine(file);
  const size_t columns = Split(header, ',').size();
  const Places places = FindColumns(header);
  for (const Column column : kRequired) {
    if (!places[column]) {
      return UnreadableLine(name, 1,
                            "the header line lacks the column '" + std::string(kNames[column]) +
                                "'; seq, timestamp and arrival_ms are required");
    }
  }
  Trace trace;
  for (size_t line = 2; !file.empty(); ++line) {
    const std::string_view text = NextLine(file);
    if (Trimmed(text).empty()) continue;
    if (trace.is_full()) return UnreadableLine(name, line, kTooManyPackets);
    Row row(places, text);
    const bool is_cut = file.empty() && !ends_with_line && !trace.packets().empty();
    const bool is_short = is_cut && row.size() < columns;
    const std::string problem = is_short ? "cut" : AddRow(row, trace);
    if (!problem.empty() && is_cut) {
      trace.Warn("line " + std::to_string(line) +
                 ": truncated: the last line has no end and is left out");
    } else if (!problem.empty()) {
      return UnreadableLine(name, line, problem);
    }
  }
  if (trace.packets().empty()) {
    return UnreadableLine(name, 1, "no packet arrives: the table is empty or every packet is lost");
  }
  trace.SortByArrival();
  return trace;
}

std::string FormatCsv(const Trace& trace) {
  constexpr int kMicroseconds = 3;
  std::string csv;
  for (const std::string_view name : kNames) csv += (csv.empty() ? "" : ",") + std::string(name);
  csv += '\n';
  const auto time = [](Timestamp t) {
    return FormatFixed(ToMs(t.time_since_epoch()), kMicroseconds);
  };
  for (const TracePacket& packet : trace.packets()) {
    csv += std::to_string(packet.rtp.sequence.value()) + ',' +
           std::to_string(packet.rtp.timestamp.value()) + ',' +
           (packet.sent ? time(*packet.sent) : "") + ',' + time(packet.arrival) + ',' +
           std::to_string(kRtpHeader + packet.payload_size()) + ',' +
           std::to_string(packet.rtp.payload_type) + ',' + (packet.rtp.marker ? "1," : "0,") +
           FormatHex(packet.rtp.ssrc) + '\n';
  }
  return csv;
}

}  // namespace neteq::sim
