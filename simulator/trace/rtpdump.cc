// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/rtpdump.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "simulator/support/file_io.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/record_clock.h"

namespace neteq::sim {
namespace {

constexpr std::array<std::string_view, 2> kMagic = {"#!rtpplay1.0 ", "#!RTPencode1.0 "};
constexpr size_t kMaxFirstLine = 256;  // longer than any address and port
constexpr size_t kFileHeader = 16;
constexpr size_t kRecordHead = 8;
constexpr size_t kMaxPacket = 0xFFFF - kRecordHead;

/// Length of the first line including its line feed; nullopt if the file is not rtpdump.
std::optional<size_t> FirstLineLength(std::span<const std::byte> file) {
  const auto head = file.first(std::min(file.size(), kMaxFirstLine));
  const std::string_view text = AsText(head);
  const bool is_known = std::any_of(kMagic.begin(), kMagic.end(),
                                    [&](auto magic) { return text.starts_with(magic); });
  const size_t end = text.find('\n');
  if (!is_known || end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

/// One record of a file. Views into it.
struct Record {
  Timestamp time;
  size_t rtp_length = 0;  // 0: RTCP
  ConstBytes bytes{};
};

/// Reads records one after the other.
class Records {
 public:
  Records(ConstBytes file, size_t offset) : file_(file), offset_(offset) {}

  /// The next record; nullopt at the end of the file and at damage.
  std::optional<Record> Next() {
    const auto rest = file_.subspan(offset_);
    if (rest.empty()) return std::nullopt;
    if (rest.size() < kRecordHead) {
      problem_ = "truncated: the file ends inside a record header";
      return std::nullopt;
    }
    const size_t length = ReadUint16(rest, 0);
    if (length < kRecordHead) {
      problem_ = "garbage: a record length of " + std::to_string(length) +
                 " bytes, less than the 8 of its header";
      return std::nullopt;
    }
    if (rest.size() < length) {
      problem_ = "truncated: a record of " + std::to_string(length) +
                 " bytes, but the file ends after " + std::to_string(rest.size());
      return std::nullopt;
    }
    offset_ += length;
    return Record{Timestamp{std::chrono::milliseconds(ReadUint32(rest, 4))}, ReadUint16(rest, 2),
                  rest.subspan(kRecordHead, length - kRecordHead)};
  }
  size_t offset() const { return offset_; }
  /// Why the records ended before the file did; empty for a whole file.
  const std::string& problem() const { return problem_; }

 private:
  ConstBytes file_;
  size_t offset_;
  std::string problem_;
};

void AddRecord(const Record& record, Timestamp arrival, Trace& trace) {
  if (record.rtp_length == 0) return trace.AddRtcp(arrival, record.bytes);
  const size_t whole = std::min(record.bytes.size(), record.rtp_length);
  const auto bytes = record.bytes.first(whole);
  // The length says that it is RTP. Some writers give one to RTCP too; payload types 72 to 76 are
  // reserved for telling them apart (RFC 3551), others are believed.
  const bool is_reserved = whole >= 2 && ReadUint8(bytes, 1) >= 200 && ReadUint8(bytes, 1) <= 204;
  if (is_reserved && IsRtcp(bytes)) return trace.AddRtcp(arrival, bytes);
  trace.AddRtp(arrival, bytes, record.rtp_length - whole);
}

Status AppendRecord(const TraceDatagram& record, std::vector<std::byte>& file) {
  const auto ms =
      std::chrono::round<std::chrono::milliseconds>(record.arrival.time_since_epoch()).count();
  const size_t size = record.full_size;
  if (ms < 0 || ms > UINT32_MAX || size > 0xFFFF || record.bytes.size() > kMaxPacket) {
    return {StatusCode::kInvalidArgument,
            "rtpdump cannot hold a packet of " + std::to_string(size) + " bytes at " +
                std::to_string(ms) + " ms; expected at most 65527 bytes and 0 to 4294967295 ms"};
  }
  AppendBigEndian(static_cast<uint32_t>(record.bytes.size() + kRecordHead), 2, file);
  AppendBigEndian(record.is_rtcp ? 0U : static_cast<uint32_t>(size), 2, file);
  AppendBigEndian(static_cast<uint32_t>(ms), 4, file);
  file.insert(file.end(), record.bytes.begin(), record.bytes.end());
  return {};
}

}  // namespace

bool LooksLikeRtpdump(std::span<const std::byte> file) { return FirstLineLength(file).has_value(); }

Result<Trace> ParseRtpdump(std::span<const std::byte> file, const std::string& name) {
  if (file.empty()) return UnreadableAt(name, 0, "the file is empty");
  const auto first_line = FirstLineLength(file);
  if (!first_line) {
    return UnreadableAt(name, 0, "not an rtpdump file: it does not begin with '#!rtpplay1.0 '");
  }
  const size_t offset = *first_line + kFileHeader;
  if (file.size() < offset) {
    return UnreadableAt(name, *first_line, "truncated: the file ends inside the file header");
  }
  RecordClock clock;
  Records first_pass(file, offset);
  while (const auto record = first_pass.Next()) clock.Learn(record->time);
  clock.Finish();
  Trace trace;
  Records records(file, offset);
  while (const auto record = records.Next()) {
    if (trace.is_full()) return UnreadableAt(name, records.offset(), kTooManyPackets);
    AddRecord(*record, clock.Correct(record->time), trace);
  }
  if (trace.packets().empty()) {
    const bool is_whole = records.problem().empty();
    return UnreadableAt(name, records.offset(),
                        is_whole ? "the file has no RTP packets" : records.problem());
  }
  if (!records.problem().empty()) {
    trace.Warn("byte " + std::to_string(records.offset()) + ": " + records.problem() +
               "; the packets before are used");
  }
  if (const std::string warning = clock.Warning(); !warning.empty()) trace.Warn(warning);
  trace.SortByArrival();
  return trace;
}

Result<Trace> ReadRtpdump(const std::string& path) {
  const auto file = ReadFile(path);
  if (!file.ok()) return file.status();
  return ParseRtpdump(*file, path);
}

Result<std::vector<std::byte>> FormatRtpdump(const Trace& trace) {
  constexpr std::string_view kFirstLine = "#!rtpplay1.0 127.0.0.1/5004\n";
  constexpr uint32_t kLoopback = 0x7F000001;
  constexpr uint32_t kPort = 5004;  // RFC 3551 section 8
  const auto text = std::as_bytes(std::span(kFirstLine));
  std::vector<std::byte> file(text.begin(), text.end());
  AppendBigEndian(0, 4, file);
  AppendBigEndian(0, 4, file);
  AppendBigEndian(kLoopback, 4, file);
  AppendBigEndian(kPort, 2, file);
  AppendBigEndian(0, 2, file);
  for (const TraceDatagram& record : DatagramsByArrival(trace)) {
    if (Status status = AppendRecord(record, file); !status.ok()) return status;
  }
  return file;
}

Status WriteRtpdump(const Trace& trace, const std::string& path) {
  const auto file = FormatRtpdump(trace);
  if (!file.ok()) return file.status();
  return WriteFile(path, *file);
}

}  // namespace neteq::sim
