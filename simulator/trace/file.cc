// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/file.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "simulator/support/file_io.h"
#include "simulator/support/input.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/capture.h"
#include "simulator/trace/capture_reader.h"
#include "simulator/trace/csv.h"
#include "simulator/trace/edit.h"
#include "simulator/trace/event_log.h"
#include "simulator/trace/mjr.h"
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
  return "not an rtpdump file, nor pcap, pcapng, RtcEventLog, a recording of Janus, or CSV with at "
         "least the columns seq, timestamp and arrival_ms";
}

/// Parses a file of any format but pcap.
Result<Trace> ParseWhole(ConstBytes file, const std::string& name) {
  if (file.empty()) return UnreadableAt(name, 0, "the file is empty");
  const auto format = DetectTraceFormat(file);
  if (!format) return UnreadableAt(name, 0, UnknownFormat(file));
  if (*format == TraceFormat::kRtpdump) return ParseRtpdump(file, name);
  if (*format == TraceFormat::kMjr) return ParseMjr(file, name);
  if (*format == TraceFormat::kCsv) return ParseCsv(AsText(file), name);
  return ParseEventLog(file, name);
}

Status NoSuchStream(const std::string& name, int number, size_t streams) {
  return {StatusCode::kInvalidArgument, name + ": --stream " + std::to_string(number) +
                                            ": the file has " + std::to_string(streams) +
                                            (streams == 1 ? " stream" : " streams") +
                                            "; `neteq trace info` lists them"};
}

Status NoSuchSsrc(const std::string& name, uint32_t ssrc) {
  return {StatusCode::kInvalidArgument, name + ": --ssrc " + FormatHex(ssrc) +
                                            ": no such stream; `neteq trace info` lists the "
                                            "streams"};
}

/// Leaves only the chosen stream.
Result<Trace> Chosen(Result<Trace> trace, const std::string& name,
                     const ReadTraceOptions& options) {
  if (!trace.ok()) return trace;
  if (options.stream) {
    const auto streams = StreamsOf(*trace);
    const auto index = static_cast<size_t>(*options.stream) - 1;
    if (index >= streams.size()) return NoSuchStream(name, *options.stream, streams.size());
    return OnlyStream(*trace, streams[index]);
  }
  if (!options.ssrc) return trace;
  auto only = OnlySsrc(*trace, *options.ssrc);
  return only.ok() ? std::move(only) : NoSuchSsrc(name, *options.ssrc);
}

/// Streams of a capture in the order of `neteq trace info`: by SSRC, then path.
std::vector<StreamKey> Ordered(const std::map<StreamKey, RtpFinder::Counts>& streams) {
  std::vector<StreamKey> keys;
  for (const auto& [key, counts] : streams) keys.push_back(key);
  std::stable_sort(keys.begin(), keys.end(),
                   [](const StreamKey& a, const StreamKey& b) { return a.ssrc < b.ssrc; });
  return keys;
}

Result<Trace> ReadCapture(const InputOpener& open, const std::string& name,
                          const ReadTraceOptions& options) {
  Capture capture(open, name, options.port);
  if (Status status = capture.Survey(); !status.ok()) return status;
  const std::vector<StreamKey> streams = Ordered(capture.Streams());
  if (options.stream) {
    const auto index = static_cast<size_t>(*options.stream) - 1;
    if (index >= streams.size()) return NoSuchStream(name, *options.stream, streams.size());
    return capture.Read([&](const StreamKey& key) { return key == streams[index]; });
  }
  const auto has_ssrc = [&](const StreamKey& key) {
    return !options.ssrc || key.ssrc == *options.ssrc;
  };
  if (std::none_of(streams.begin(), streams.end(), has_ssrc)) {
    return NoSuchSsrc(name, *options.ssrc);
  }
  return capture.Read(has_ssrc);
}

}  // namespace

std::optional<TraceFormat> DetectTraceFormat(std::span<const std::byte> file) {
  if (LooksLikeRtpdump(file)) return TraceFormat::kRtpdump;
  if (LooksLikePcap(file)) return TraceFormat::kPcap;
  if (LooksLikeMjr(file)) return TraceFormat::kMjr;
  if (LooksLikeCsv(AsText(file))) return TraceFormat::kCsv;
  if (LooksLikeEventLog(file)) return TraceFormat::kEventLog;
  return std::nullopt;
}

Result<std::optional<TraceFormat>> DetectTraceFile(const std::string& path) {
  auto input = OpenFile(path);
  if (!input.ok()) return input.status();
  // An RtcEventLog is told by its first message, which may be long.
  constexpr size_t kHead = size_t{1} << 24U;
  std::vector<std::byte> head(kHead);
  head.resize((*input)->Read(head));
  return DetectTraceFormat(head);
}

Result<Trace> ParseTrace(std::span<const std::byte> file, const std::string& name,
                         const ReadTraceOptions& options) {
  if (file.empty()) return UnreadableAt(name, 0, "the file is empty");
  const auto input = OpenMemory(file);
  std::array<std::byte, 4> head{};
  if (LooksLikePcap(std::span(head).first(input->Read(head)))) {
    return ReadCapture([file] { return Result<InputPtr>(OpenMemory(file)); }, name, options);
  }
  if (!IsCompressed(file)) return Chosen(ParseWhole(file, name), name, options);
  const auto bytes = ReadAll(*OpenMemory(file), name);
  if (!bytes.ok()) return bytes.status();
  return Chosen(ParseWhole(*bytes, name), name, options);
}

Result<Trace> ReadTrace(const std::string& path, const ReadTraceOptions& options) {
  auto input = path == kStandardStream ? Result<InputPtr>(StandardInput()) : OpenFile(path);
  if (!input.ok()) return input.status();
  if (path != kStandardStream) {
    std::array<std::byte, 4> head{};
    if (LooksLikePcap(std::span(head).first((*input)->Read(head)))) {
      return ReadCapture([path] { return OpenFile(path); }, path, options);
    }
    input = OpenFile(path);
    if (!input.ok()) return input.status();
  }
  const std::string name = path == kStandardStream ? "standard input" : path;
  const auto bytes = ReadAll(**input, name);
  if (!bytes.ok()) return bytes.status();
  auto trace = ParseTrace(*bytes, name, options);
  if (trace.ok() && !(*input)->problem().empty()) trace->Warn((*input)->problem());
  return trace;
}

Result<TraceFormat> TraceFormatOf(const std::string& path) {
  if (path.ends_with(".rtpdump") || path.ends_with(".rtp")) return TraceFormat::kRtpdump;
  if (path.ends_with(".pcap")) return TraceFormat::kPcap;
  if (path.ends_with(".csv")) return TraceFormat::kCsv;
  return Status(StatusCode::kInvalidArgument,
                path + ": unknown extension; use .rtpdump, .pcap or .csv, or name the format");
}

Status WriteTrace(const Trace& trace, const std::string& path, TraceFormat format) {
  if (format == TraceFormat::kEventLog || format == TraceFormat::kMjr) {
    return {StatusCode::kUnsupported,
            path + ": this format cannot be written; write rtpdump, pcap or csv"};
  }
  if (format == TraceFormat::kCsv) return WriteFile(path, FormatCsv(trace));
  const auto file = format == TraceFormat::kPcap ? FormatPcap(trace) : FormatRtpdump(trace);
  if (!file.ok()) return {file.status().code(), path + ": " + file.status().detail()};
  return WriteFile(path, *file);
}

}  // namespace neteq::sim
