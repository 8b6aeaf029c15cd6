// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "neteq/base/status.h"
#include "simulator/cli/trace_options.h"
#include "simulator/study/batch.h"
#include "simulator/study/compare.h"

/// Options that the commands on many traces share.
namespace neteq::sim::cli {

struct BatchWords {
  std::vector<std::string> paths;
  std::vector<std::string> payload_types;
  InputOptions input;
  std::string audio;
  int threads = 0;  // 0: all there are
};

/// Files and folders at the end of the command line, --pt, --port, --ssrc, --replace-audio, --jobs.
void AddBatchOptions(CLI::App& command, BatchWords& words);
/// The same for a single file, without --jobs.
void AddTraceOption(CLI::App& command, BatchWords& words);

/// The traces, and how they were read.
struct Batch {
  BatchOptions options;
  LoadedTraces traces;                ///< at least one can be replayed
  nlohmann::ordered_json provenance;  ///< of the options that decide on the result
};
/// Names each skipped trace on stderr. Fails if no trace can be replayed.
Result<Batch> OpenBatch(const BatchWords& words);

/// --json
void AddJsonOption(CLI::App& command, std::string& path);
/// The text, and the JSON into a file if `json_path` names one; only the JSON if that is '-'.
Status PrintReport(const std::string& text, const std::string& json, const std::string& json_path);

/// What ReadConfig takes, for --help.
inline constexpr const char* kConfigWords =
    "FILE.json of {\"name\": value} over the default preset, or preset:NAME, either followed by "
    ",NAME=VALUE as often as wanted";
/// A configuration from the words above; kInvalidArgument or kOutOfRange naming them.
Result<NamedConfig> ReadConfig(const std::string& words);

}  // namespace neteq::sim::cli
