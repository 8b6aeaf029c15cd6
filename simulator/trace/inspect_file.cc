// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/inspect_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "simulator/support/input.h"
#include "simulator/trace/capture.h"
#include "simulator/trace/capture_reader.h"
#include "simulator/trace/payload_guess.h"

namespace neteq::sim {
namespace {

constexpr uintmax_t kLargeFile = 32U << 20U;  // bytes; heuristic: smaller ones fit into memory
constexpr int64_t kPacketsPerPart = 600'000;  // about 400 MB with all that is computed from them

bool IsLargeCapture(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size < kLargeFile) return false;
  auto input = OpenFile(path);
  std::array<std::byte, 4> head{};
  return input.ok() && LooksLikePcap(std::span(head).first((*input)->Read(head)));
}

/// Adds the streams of a part.
void Append(TraceInfo part, TraceInfo& whole) {
  whole.rtcp += part.rtcp;
  for (StreamInfo& stream : part.streams) whole.streams.push_back(std::move(stream));
  if (whole.streams.size() != part.streams.size()) return;
  whole.skipped = part.skipped;
  whole.warnings = std::move(part.warnings);
}

Result<TraceInfo> InspectInParts(Capture& capture, PayloadTypes& types,
                                 std::vector<std::string>& notes) {
  const auto counts = capture.Streams();
  std::vector<StreamKey> keys;
  for (const auto& [key, count] : counts) keys.push_back(key);
  std::stable_sort(keys.begin(), keys.end(),
                   [](const StreamKey& a, const StreamKey& b) { return a.ssrc < b.ssrc; });
  TraceInfo whole;
  for (size_t begin = 0; begin < keys.size();) {
    std::set<StreamKey> wanted;
    int64_t packets = 0;
    size_t end = begin;
    while (end < keys.size() &&
           (wanted.empty() || packets + counts.at(keys[end]).packets <= kPacketsPerPart)) {
      packets += counts.at(keys[end]).packets;
      wanted.insert(keys[end++]);
    }
    const auto trace =
        capture.Read([&](const StreamKey& key) { return wanted.count(key) != 0; }, true);
    if (!trace.ok()) return trace.status();
    for (std::string& note : RecognisePayloads(*trace, types)) notes.push_back(std::move(note));
    TraceInfo part = Inspect(*trace, types);
    for (size_t i = 0; i < part.streams.size() && begin + i < end; ++i) {
      part.streams[i].packets.header_only = counts.at(keys[begin + i]).cut;
    }
    Append(std::move(part), whole);
    begin = end;
  }
  return whole;
}

}  // namespace

Result<TraceInfo> InspectFile(const std::string& path, const ReadTraceOptions& options,
                              PayloadTypes& types, std::vector<std::string>& notes) {
  if (!options.stream && !options.ssrc && IsLargeCapture(path)) {
    Capture capture([path] { return OpenFile(path); }, path, options.port);
    if (Status status = capture.Survey(); !status.ok()) return status;
    return InspectInParts(capture, types, notes);
  }
  const auto trace = ReadTrace(path, options);
  if (!trace.ok()) return trace.status();
  notes = RecognisePayloads(*trace, types);
  return Inspect(*trace, types);
}

}  // namespace neteq::sim
