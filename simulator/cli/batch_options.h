// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "neteq/base/status.h"
#include "simulator/cli/trace_options.h"
#include "simulator/study/batch.h"
#include "simulator/study/compare.h"

/// Options shared by the commands that take many traces.
namespace neteq::sim::cli {

struct BatchWords {
  std::vector<std::string> paths;
  PayloadTypeWords payload_types;
  InputOptions input;
  std::string audio;
  int threads = 0;  // 0: one per core
};

/// Adds the traces, --pt, --port, --ssrc, --replace-audio and --jobs.
void AddBatchOptions(CLI::App& command, BatchWords& words);
/// Adds a single trace and the same options, without --jobs.
void AddTraceOption(CLI::App& command, BatchWords& words);

/// The loaded traces and how they were read.
struct Batch {
  BatchOptions options;
  LoadedTraces traces;                ///< at least one can be replayed
  nlohmann::ordered_json provenance;  ///< options that affect the result
};
/// Loads the traces. Reports each skipped one on stderr; fails if none can be replayed.
Result<Batch> OpenBatch(const BatchWords& words);

/// Adds --json.
void AddJsonOption(CLI::App& command, std::string& path);
/// Prints the text and writes the JSON to `json_path`, if any. '-' prints the JSON instead.
Status PrintReport(const std::string& text, const std::string& json, const std::string& json_path);

}  // namespace neteq::sim::cli
