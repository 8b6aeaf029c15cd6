// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/rtpdump.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "simulator/file_io.h"

namespace neteq::sim {
namespace {

constexpr std::array<std::string_view, 2> kMagic = {"#!rtpplay1.0 ", "#!RTPencode1.0 "};
constexpr size_t kMaxFirstLine = 256;  // longer than any address and port
constexpr size_t kFileHeader = 16;
constexpr size_t kRecordHead = 8;
constexpr size_t kMaxPacket = 0xFFFF - kRecordHead;

Status Unreadable(const std::string& name, size_t offset, const std::string& what) {
  return {StatusCode::kUnreadable, name + ": byte " + std::to_string(offset) + ": " + what};
}

/// Big-endian number of `count` bytes.
uint32_t ReadNumber(std::span<const std::byte> bytes, size_t count) {
  uint32_t number = 0;
  for (const std::byte byte : bytes.first(count)) {
    number = number << 8U | std::to_integer<uint32_t>(byte);
  }
  return number;
}

void AppendNumber(uint32_t number, size_t count, std::vector<std::byte>& to) {
  for (size_t i = count; i-- > 0;) to.push_back(static_cast<std::byte>(number >> (8 * i)));
}

/// Length of the first line with its line feed; nullopt when the file is no rtpdump.
std::optional<size_t> FirstLineLength(std::span<const std::byte> file) {
  const auto head = file.first(std::min(file.size(), kMaxFirstLine));
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  const bool is_known = std::any_of(kMagic.begin(), kMagic.end(),
                                    [&](auto magic) { return text.starts_with(magic); });
  const size_t end = text.find('\n');
  if (!is_known || end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

/// Reads the record at `offset` into `trace` and moves `offset` behind it.
Status ReadRecord(std::span<const std::byte> file, const std::string& name, size_t& offset,
                  Trace& trace) {
  const auto rest = file.subspan(offset);
  if (rest.size() < kRecordHead) {
    return Unreadable(name, offset, "truncated: the file ends inside the head of a record");
  }
  const size_t length = ReadNumber(rest, 2);
  const size_t rtp_length = ReadNumber(rest.subspan(2), 2);
  const auto arrival_ms = ReadNumber(rest.subspan(4), 4);
  if (length < kRecordHead) {
    return Unreadable(name, offset,
                      "garbage: a record says that it is " + std::to_string(length) +
                          " bytes long, shorter than its own head");
  }
  if (rest.size() < length) {
    return Unreadable(name, offset,
                      "truncated: a record of " + std::to_string(length) +
                          " bytes, but the file ends after " + std::to_string(rest.size()));
  }
  if (length < kRecordHead + rtp_length) {
    return Unreadable(name, offset,
                      "header-only record: it holds " + std::to_string(length - kRecordHead) +
                          " of the " + std::to_string(rtp_length) +
                          " bytes of its RTP packet; a replay needs whole packets");
  }
  const Timestamp arrival{std::chrono::milliseconds(arrival_ms)};
  if (rtp_length == 0) {
    trace.CountRtcp();
  } else {
    trace.Add(arrival, rest.subspan(kRecordHead, rtp_length));
  }
  offset += length;
  return {};
}

}  // namespace

Result<Trace> ParseRtpdump(std::span<const std::byte> file, const std::string& name) {
  if (file.empty()) return Unreadable(name, 0, "the file is empty");
  const auto first_line = FirstLineLength(file);
  if (!first_line) {
    return Unreadable(name, 0, "not an rtpdump file: it does not begin with '#!rtpplay1.0 '");
  }
  size_t offset = *first_line + kFileHeader;
  if (file.size() < offset) {
    return Unreadable(name, *first_line, "truncated: the file ends inside the file header");
  }
  Trace trace;
  while (offset < file.size()) {
    if (Status status = ReadRecord(file, name, offset, trace); !status.ok()) return status;
  }
  if (trace.packets().empty()) return Unreadable(name, offset, "the file has no RTP packets");
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
  AppendNumber(0, 4, file);
  AppendNumber(0, 4, file);
  AppendNumber(kLoopback, 4, file);
  AppendNumber(kPort, 2, file);
  AppendNumber(0, 2, file);
  for (const TracePacket& packet : trace.packets()) {
    const auto ms =
        std::chrono::round<std::chrono::milliseconds>(packet.arrival.time_since_epoch()).count();
    const size_t size = packet.bytes.size();
    if (ms < 0 || ms > UINT32_MAX || size > kMaxPacket) {
      return Status(StatusCode::kInvalidArgument, "rtpdump cannot hold a packet of " +
                                                      std::to_string(size) + " bytes at " +
                                                      std::to_string(ms) + " ms");
    }
    AppendNumber(static_cast<uint32_t>(size + kRecordHead), 2, file);
    AppendNumber(static_cast<uint32_t>(size), 2, file);
    AppendNumber(static_cast<uint32_t>(ms), 4, file);
    file.insert(file.end(), packet.bytes.begin(), packet.bytes.end());
  }
  return file;
}

Status WriteRtpdump(const Trace& trace, const std::string& path) {
  const auto file = FormatRtpdump(trace);
  if (!file.ok()) return file.status();
  return WriteFile(path, *file);
}

}  // namespace neteq::sim
