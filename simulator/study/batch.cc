// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/batch.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "simulator/sender/replacement_audio.h"
#include "simulator/support/metrics.h"
#include "simulator/support/parallel.h"
#include "simulator/support/text.h"
#include "simulator/trace/payload_guess.h"

namespace neteq::sim {
namespace {

namespace fs = std::filesystem;

bool IsTrace(const std::string& path) {
  const auto format = DetectTraceFile(path);
  return format.ok() && format->has_value();
}

/// Traces in a folder and its subfolders, sorted by name.
Result<std::vector<std::string>> TracesIn(const std::string& folder) {
  std::vector<std::string> traces;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string path = entry->path().string();
    if (entry->is_regular_file(error) && IsTrace(path)) traces.push_back(path);
  }
  if (error) return Status(StatusCode::kUnreadable, folder + ": " + error.message());
  if (traces.empty()) {
    return Status(StatusCode::kUnreadable,
                  folder + ": no trace in this folder; expected rtpdump, pcap, log or CSV files");
  }
  std::sort(traces.begin(), traces.end());
  return traces;
}

Result<BatchTrace> LoadTrace(const std::string& path, const BatchOptions& options) {
  auto trace = ReadTrace(path, options.read);
  if (!trace.ok()) return trace.status();
  PayloadTypes types = options.types;
  std::vector<std::string> notes = trace->warnings();
  const auto guesses = RecognisePayloads(*trace, types, options.audio.has_value());
  notes.insert(notes.end(), guesses.begin(), guesses.end());
  if (options.audio) {
    trace = ReplaceAudio(*trace, types, options.ssrc, *options.audio);
    if (!trace.ok()) return trace.status();
  }
  auto stream = SelectStream(*trace, types, options.ssrc);
  if (!stream.ok()) return stream.status();
  if (Status status = CheckPlayable(*stream, types); !status.ok()) return status;
  notes.insert(notes.end(), stream->notes.begin(), stream->notes.end());
  const auto hash = HashFile(path);
  if (!hash.ok()) return hash.status();
  return BatchTrace{
      path, *hash, std::move(*trace), std::move(*stream), std::move(types), std::move(notes)};
}

/// Drops the path that some messages begin with.
std::string ReasonOf(const Status& status, const std::string& path) {
  const std::string prefix = path + ": ";
  return status.detail().starts_with(prefix) ? status.detail().substr(prefix.size())
                                             : status.detail();
}

}  // namespace

nlohmann::ordered_json SkippedJson(const std::vector<SkippedTrace>& skipped) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const SkippedTrace& trace : skipped) {
    json.push_back({{"path", trace.path}, {"reason", trace.reason}});
  }
  return json;
}

std::string SkippedText(const std::vector<SkippedTrace>& skipped) {
  return skipped.empty() ? "" : " (" + std::to_string(skipped.size()) + " skipped)";
}

nlohmann::ordered_json FileJson(const std::string& path, uint64_t hash) {
  const std::string digits = FormatHex(static_cast<uint32_t>(hash >> 32U)).substr(2) +
                             FormatHex(static_cast<uint32_t>(hash)).substr(2);
  return {{"path", path}, {"fnv1a", digits}};
}

Result<uint64_t> HashFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Status(StatusCode::kUnreadable, path + ": cannot open");
  constexpr size_t kBlock = size_t{1} << 16U;  // even, to hash whole words
  std::vector<char> block(kBlock);
  Fnv1a hash;
  while (file.read(block.data(), kBlock), file.gcount() > 0) {
    const auto count = static_cast<size_t>(file.gcount());
    std::fill(block.begin() + static_cast<ptrdiff_t>(count), block.end(), '\0');
    for (size_t i = 0; i < count; i += 2) {
      const auto low = static_cast<unsigned char>(block[i]);
      const auto high = static_cast<unsigned char>(block[i + 1]);
      const auto word = static_cast<int16_t>(low | high << 8U);
      hash.Update({&word, 1});
    }
  }
  return hash.value();
}

Result<std::vector<std::string>> ExpandTraces(const std::vector<std::string>& paths) {
  std::vector<std::string> expanded;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      expanded.push_back(path);
      continue;
    }
    auto traces = TracesIn(path);
    if (!traces.ok()) return traces;
    expanded.insert(expanded.end(), traces->begin(), traces->end());
  }
  return expanded;
}

LoadedTraces LoadBatch(const std::vector<std::string>& paths, const BatchOptions& options) {
  std::vector<std::optional<Result<BatchTrace>>> results(paths.size());
  const auto load = [&](size_t i) {
    results[i] = LoadTrace(paths[i], options);
    return Status();
  };
  static_cast<void>(ForEachInParallel(paths.size(), options.threads, load, [](size_t) {}));
  LoadedTraces traces;
  for (size_t i = 0; i < paths.size(); ++i) {
    Result<BatchTrace>& result = *results[i];
    if (result.ok()) {
      traces.played.push_back(std::move(*result));
    } else {
      const Status& status = result.status();
      traces.skipped.push_back({paths[i], ReasonOf(status, paths[i]), status.code()});
    }
  }
  return traces;
}

Result<ReplayResult> ReplayOnce(const BatchTrace& trace, const Config& config,
                                const std::function<void(const TickRecord&)>& on_tick,
                                const EngineParts& parts) {
  const auto ignore = [](const TickRecord&) {};
  const ReplayObserver observer{.on_tick = on_tick ? on_tick : ignore, .on_timing_pass = {}};
  return Replay(trace.stream, trace.types, WithOutputFormat(trace.stream, config), 0, observer,
                parts);
}

Result<std::vector<ReplayResult>> ReplayBatch(const std::vector<BatchTrace>& traces,
                                              const BatchOptions& options, const Config& config,
                                              const OnProgress& on_progress) {
  std::vector<ReplayResult> results(traces.size());
  const auto replay = [&](size_t i) {
    auto result = ReplayOnce(traces[i], config);
    if (result.ok()) results[i] = std::move(*result);
    return result.status();
  };
  const auto count = static_cast<double>(traces.size());
  const auto on_done = [&](size_t done) { on_progress(static_cast<double>(done) / count); };
  if (Status status = ForEachInParallel(traces.size(), options.threads, replay, on_done);
      !status.ok()) {
    return status;
  }
  return results;
}

}  // namespace neteq::sim
