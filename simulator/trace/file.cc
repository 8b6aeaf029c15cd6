// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/file.h"

#include "simulator/support/file_io.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/csv.h"
#include "simulator/trace/event_log.h"
#include "simulator/trace/network_profile.h"
#include "simulator/trace/pcap.h"
#include "simulator/trace/rtpdump.h"

namespace neteq::sim {
namespace {

/// Error message for an unknown format; names the likely mistake of passing a network file.
std::string UnknownFormat(ConstBytes file) {
  if (ParseNetworkProfile(AsText(file), "").ok()) {
    return "this is a network file (delays, losses or delivery opportunities), not a packet trace; "
           "pass it with --network";
  }
  return "not an rtpdump file, nor pcap, pcapng, RtcEventLog, or CSV with at least the columns "
         "seq, timestamp and arrival_ms";
}

}  // namespace

std::optional<TraceFormat> DetectTraceFormat(std::span<const std::byte> file) {
  if (LooksLikeRtpdump(file)) return TraceFormat::kRtpdump;
  if (LooksLikePcap(file)) return TraceFormat::kPcap;
  if (LooksLikeCsv(AsText(file))) return TraceFormat::kCsv;
  if (LooksLikeEventLog(file)) return TraceFormat::kEventLog;
  return std::nullopt;
}

Result<Trace> ParseTrace(std::span<const std::byte> file, const std::string& name,
                         const ReadTraceOptions& options) {
  if (file.empty()) return UnreadableAt(name, 0, "the file is empty");
  const auto format = DetectTraceFormat(file);
  if (!format) return UnreadableAt(name, 0, UnknownFormat(file));
  switch (*format) {
    case TraceFormat::kRtpdump:
      return ParseRtpdump(file, name);
    case TraceFormat::kPcap:
      return ParsePcap(file, name, options.port);
    case TraceFormat::kCsv:
      return ParseCsv(AsText(file), name);
    case TraceFormat::kEventLog:
      break;
  }
  return ParseEventLog(file, name);
}

Result<Trace> ReadTrace(const std::string& path, const ReadTraceOptions& options) {
  const auto file = ReadFile(path);
  if (!file.ok()) return file.status();
  return ParseTrace(*file, path, options);
}

Result<TraceFormat> TraceFormatOf(const std::string& path) {
  if (path.ends_with(".rtpdump") || path.ends_with(".rtp")) return TraceFormat::kRtpdump;
  if (path.ends_with(".pcap")) return TraceFormat::kPcap;
  if (path.ends_with(".csv")) return TraceFormat::kCsv;
  return Status(StatusCode::kInvalidArgument,
                path + ": unknown extension; use .rtpdump, .pcap or .csv, or name the format");
}

Status WriteTrace(const Trace& trace, const std::string& path, TraceFormat format) {
  if (format == TraceFormat::kEventLog) {
    return {StatusCode::kUnsupported,
            path + ": RtcEventLog cannot be written; write rtpdump, pcap or csv"};
  }
  if (format == TraceFormat::kCsv) return WriteFile(path, FormatCsv(trace));
  const auto file = format == TraceFormat::kPcap ? FormatPcap(trace) : FormatRtpdump(trace);
  if (!file.ok()) return {file.status().code(), path + ": " + file.status().detail()};
  return WriteFile(path, *file);
}

}  // namespace neteq::sim
