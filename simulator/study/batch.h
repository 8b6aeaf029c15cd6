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

/// Many traces at once: parsed once, replayed as often as one likes.
namespace neteq::sim {

/// How the files of a batch are read, and by how many threads.
struct BatchOptions {
  PayloadTypes types = PayloadTypes::Defaults();
  ReadTraceOptions read{};
  std::optional<uint32_t> ssrc{};    ///< of the stream to take; else the first with speech
  std::optional<AudioFile> audio{};  ///< sound for packets without, see ReplaceAudio
  int threads = 1;
};

/// How much of a piece of work is done, 0 to 1; called from any thread, one at a time.
using OnProgress = std::function<void(double share)>;

/// One trace of a batch. The replays share it.
struct BatchTrace {
  std::string path;
  /// FNV-1a (64 bit) of the bytes of the file, with a zero after an odd number of them.
  uint64_t hash = 0;
  Trace trace;
  Stream stream;  ///< views into `trace`
};

/// {"path", "fnv1a"}: what it takes to tell whether it is the same file.
nlohmann::ordered_json FileJson(const std::string& path, uint64_t hash);
/// The hash of BatchTrace of any file.
Result<uint64_t> HashFile(const std::string& path);

/// Files as they are; folders give the traces in them and in their folders, in order of their
/// names, and nothing else that lies there. kUnreadable for a folder without any.
Result<std::vector<std::string>> ExpandTraces(const std::vector<std::string>& paths);

/// In the order of `paths`. Fails with what is wrong with the first trace that cannot be replayed.
Result<std::vector<BatchTrace>> LoadBatch(const std::vector<std::string>& paths,
                                          const BatchOptions& options);

/// One untimed replay. `on_tick` may be empty. Safe on several threads at once.
Result<ReplayResult> ReplayOnce(const BatchTrace& trace, const PayloadTypes& types,
                                const Config& config,
                                const std::function<void(const TickRecord&)>& on_tick = {},
                                const EngineParts& parts = {});

/// Replays every trace of a batch; results in their order, the same for any number of threads.
Result<std::vector<ReplayResult>> ReplayBatch(const std::vector<BatchTrace>& traces,
                                              const BatchOptions& options, const Config& config,
                                              const OnProgress& on_progress);

/// The replays of a batch with all that led to them.
struct BatchReport {
  std::string version;
  const Config& config;
  const std::vector<BatchTrace>& traces;
  const std::vector<ReplayResult>& results;
};
/// For programs.
std::string BatchJson(const BatchReport& report);
/// For people: a row a trace, and their mean.
std::string BatchText(const BatchReport& report);

}  // namespace neteq::sim
