// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/batch_options.h"

#include <iostream>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "simulator/cli/notice.h"
#include "simulator/support/file_io.h"
#include "simulator/support/parallel.h"

namespace neteq::sim::cli {
namespace {

Result<BatchOptions> MakeBatchOptions(const BatchWords& words) {
  BatchOptions options;
  const auto types = MakePayloadTypes(words.payload_types);
  if (!types.ok()) return types.status();
  options.types = *types;
  const auto read = ReadOptionsOf(words.input);
  if (!read.ok()) return read.status();
  options.read = *read;
  options.ssrc = read->ssrc;
  options.threads = words.threads > 0 ? words.threads : DefaultThreads();
  if (words.audio.empty()) return options;
  auto audio = ReadAudioFile(words.audio);
  if (!audio.ok()) return audio.status();
  options.audio = std::move(*audio);
  return options;
}

Result<nlohmann::ordered_json> ProvenanceOf(const BatchWords& words) {
  nlohmann::ordered_json json = {{"payload_types", words.payload_types.assignments},
                                 {"sdp", words.payload_types.sdp},
                                 {"port", words.input.port},
                                 {"ssrc", words.input.ssrc},
                                 {"stream", words.input.stream}};
  if (words.audio.empty()) return json;
  const auto hash = HashFile(words.audio);
  if (!hash.ok()) return hash.status();
  json["replace_audio"] = FileJson(words.audio, *hash);
  return json;
}

/// One line per skipped trace on stderr. If the only trace was skipped, the line is the failure.
Status ReportSkipped(const LoadedTraces& traces) {
  const std::vector<SkippedTrace>& skipped = traces.skipped;
  if (traces.played.empty() && skipped.size() == 1) {
    return {skipped[0].code, skipped[0].path + ": " + skipped[0].reason};
  }
  for (const BatchTrace& trace : traces.played) {
    PrintWarnings(trace.path, trace.notes);
  }
  for (const SkippedTrace& trace : skipped) {
    std::cerr << "neteq: skipped " << trace.path << ": " << trace.reason << '\n';
  }
  if (!traces.played.empty()) return {};
  return {StatusCode::kUnreadable,
          "none of the " + std::to_string(skipped.size()) + " traces can be replayed"};
}

/// Adds the options that select and read packets.
void AddReadingOptions(CLI::App& command, BatchWords& words) {
  AddPayloadTypeOption(command, words.payload_types);
  AddInputOptions(command, words.input);
  AddReplacementOption(command, words.audio);
}

}  // namespace

void AddBatchOptions(CLI::App& command, BatchWords& words) {
  command
      .add_option("traces", words.paths,
                  "Trace files as for `neteq replay`, or folders (all traces in them). Traces that "
                  "cannot be replayed are skipped.")
      ->type_name("TRACE")
      ->required();
  AddReadingOptions(command, words);
  command
      .add_option("--jobs", words.threads,
                  "Number of parallel replays. Default: the number of cores. Does not affect the "
                  "result.")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

void AddTraceOption(CLI::App& command, BatchWords& words) {
  command.add_option("trace", words.paths, "Trace file as for `neteq replay`.")
      ->type_name("TRACE")
      ->expected(1)
      ->required();
  AddReadingOptions(command, words);
}

Result<Batch> OpenBatch(const BatchWords& words) {
  auto options = MakeBatchOptions(words);
  if (!options.ok()) return options.status();
  auto provenance = ProvenanceOf(words);
  if (!provenance.ok()) return provenance.status();
  const auto paths = ExpandTraces(words.paths);
  if (!paths.ok()) return paths.status();
  LoadedTraces traces = LoadBatch(*paths, *options);
  if (Status status = ReportSkipped(traces); !status.ok()) return status;
  return Batch{std::move(*options), std::move(traces), std::move(*provenance)};
}

void AddJsonOption(CLI::App& command, std::string& path) {
  command
      .add_option("--json", path,
                  "Write the report as JSON. '-' prints the JSON instead of the text.")
      ->type_name("FILE");
}

Status PrintReport(const std::string& text, const std::string& json, const std::string& json_path) {
  constexpr std::string_view kStandardOutput = "-";
  std::cout << (json_path == kStandardOutput ? json : text);
  const bool has_file = !json_path.empty() && json_path != kStandardOutput;
  return has_file ? WriteFile(json_path, json) : Status();
}

}  // namespace neteq::sim::cli
