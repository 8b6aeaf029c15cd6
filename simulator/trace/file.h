// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// Packet trace files of any format.
namespace neteq {
namespace sim {

enum class TraceFormat { kRtpdump, kPcap, kCsv, kEventLog, kMjr };

struct ReadTraceOptions {
  /// UDP port of the receiver: every datagram sent to it is RTP (pcap and pcapng only).
  std::optional<uint16_t> port{};
  /// Only streams with this SSRC.
  std::optional<uint32_t> ssrc{};
  /// Only the stream with this number in the list of `neteq trace info`, from 1.
  std::optional<int> stream{};
};

/// Detects the format from the bytes; nullopt if unknown.
std::optional<TraceFormat> DetectTraceFormat(std::span<const std::byte> file);

/// DetectTraceFormat for a file, decompressed. Fails with kUnreadable if it cannot be opened.
Result<std::optional<TraceFormat>> DetectTraceFile(const std::string& path);

/// Reads a trace with at least one packet; "-" is standard input. Files compressed by gzip or zstd
/// are decompressed. Captures (pcap, pcapng) may have any size, and only the chosen streams take
/// memory; other files, and standard input, may have up to 1 GiB. Fails with kUnreadable, naming the
/// file and the byte offset or line; with kInvalidArgument if no stream is chosen.
Result<Trace> ReadTrace(const std::string& path, const ReadTraceOptions& options = {});
/// ReadTrace for bytes in memory; `name` is for error messages.
Result<Trace> ParseTrace(std::span<const std::byte> file, const std::string& name,
                         const ReadTraceOptions& options = {});

/// Output format from the extension of `path`: .rtpdump or .rtp, .pcap, .csv. Fails with
/// kInvalidArgument for other extensions.
Result<TraceFormat> TraceFormatOf(const std::string& path);

/// Writes a trace. Fails with kInvalidArgument, naming the file, if it cannot be written or the
/// format cannot represent the trace; with kUnsupported for RtcEventLog and Janus recordings.
Status WriteTrace(const Trace& trace, const std::string& path, TraceFormat format);

}  // namespace sim

template <>
struct EnumNames<sim::TraceFormat> {
  static constexpr std::array<std::string_view, 5> kNames = {"rtpdump", "pcap", "csv",
                                                             "rtceventlog", "mjr"};
};

}  // namespace neteq
