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

/// Packet traces of any format.
namespace neteq {
namespace sim {

enum class TraceFormat { kRtpdump, kPcap, kCsv, kEventLog };

struct ReadTraceOptions {
  /// Of the receiver: everything sent to this UDP port is RTP (pcap and pcapng only).
  std::optional<uint16_t> port{};
};

/// The format that the bytes have; nullopt for none that is known.
std::optional<TraceFormat> DetectTraceFormat(std::span<const std::byte> file);

/// A trace with at least one packet. kUnreadable naming the file and the byte offset or line.
Result<Trace> ReadTrace(const std::string& path, const ReadTraceOptions& options = {});
/// The same from memory; `name` is for error messages.
Result<Trace> ParseTrace(std::span<const std::byte> file, const std::string& name,
                         const ReadTraceOptions& options = {});

/// Formats that can be written, by the last part of the file's name: .rtpdump or .rtp, .pcap, .csv.
/// kInvalidArgument for others.
Result<TraceFormat> TraceFormatOf(const std::string& path);

/// kInvalidArgument naming the file, for what it cannot hold too. kUnsupported for RtcEventLog.
Status WriteTrace(const Trace& trace, const std::string& path, TraceFormat format);

}  // namespace sim

template <>
struct EnumNames<sim::TraceFormat> {
  static constexpr std::array<std::string_view, 4> kNames = {"rtpdump", "pcap", "csv",
                                                             "rtceventlog"};
};

}  // namespace neteq
