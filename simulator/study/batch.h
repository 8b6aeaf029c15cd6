// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/status.h"
#include "neteq/config.h"
#include "simulator/replay/replay.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/file.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"
#include "simulator/trace/trace.h"

/// Batches of traces: parsed once, replayed any number of times.
namespace neteq::sim {

/// How the files of a batch are read, and the number of threads.
struct BatchOptions {
  PayloadTypes types = PayloadTypes::Defaults();
  ReadTraceOptions read{};
  std::optional<uint32_t> ssrc{};    ///< stream to replay; default: the first with speech
  std::optional<AudioFile> audio{};  ///< replaces payloads, see ReplaceAudio
  int threads = 1;
};

/// Reports the completed share of the work, 0 to 1. Calls do not overlap but come from any thread.
using OnProgress = std::function<void(double share)>;

/// One trace of a batch, shared by its replays.
struct BatchTrace {
  std::string path;
  /// FNV-1a (64 bit) of the file, padded by a zero byte if its length is odd.
  uint64_t hash = 0;
  Trace trace;
  Stream stream;                                  ///< views into `trace`
  PayloadTypes types = PayloadTypes::Defaults();  ///< as RecognisePayloads adapted them
  std::vector<std::string> notes{};               ///< sentences for people about the packets
};

/// A trace of a batch that cannot be replayed.
struct SkippedTrace {
  std::string path;
  std::string reason;
  StatusCode code = StatusCode::kUnreadable;
};

struct LoadedTraces {
  std::vector<BatchTrace> played;
  std::vector<SkippedTrace> skipped;
};

/// [{"path", "reason"}]
nlohmann::ordered_json SkippedJson(const std::vector<SkippedTrace>& skipped);
/// " (2 skipped)"; empty if there are none.
std::string SkippedText(const std::vector<SkippedTrace>& skipped);

/// {"path", "fnv1a"}: identifies the content of a file.
nlohmann::ordered_json FileJson(const std::string& path, uint64_t hash);
/// BatchTrace::hash of any file.
Result<uint64_t> HashFile(const std::string& path);

/// Expands folders to the traces in them and their subfolders, sorted by name; files are kept as
/// they are. Fails with kUnreadable for a folder without traces.
Result<std::vector<std::string>> ExpandTraces(const std::vector<std::string>& paths);

/// Loads traces in the order of `paths`. Does not fail: a trace that cannot be replayed is skipped.
LoadedTraces LoadBatch(const std::vector<std::string>& paths, const BatchOptions& options);

/// One untimed replay. `on_tick` may be empty. Thread-safe.
Result<ReplayResult> ReplayOnce(const BatchTrace& trace, const Config& config,
                                const std::function<void(const TickRecord&)>& on_tick = {},
                                const EngineParts& parts = {});

/// Replays all traces of a batch. Results are in their order and independent of the number of
/// threads.
Result<std::vector<ReplayResult>> ReplayBatch(const std::vector<BatchTrace>& traces,
                                              const BatchOptions& options, const Config& config,
                                              const OnProgress& on_progress);

/// Results of a batch and everything they depend on.
struct BatchReport {
  std::string version;
  const Config& config;
  const LoadedTraces& traces;
  const std::vector<ReplayResult>& results;
};
/// JSON for programs.
std::string BatchJson(const BatchReport& report);
/// Text for people: one row per trace, and the mean.
std::string BatchText(const BatchReport& report);

}  // namespace neteq::sim
