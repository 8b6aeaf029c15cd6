// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace CLI {
class App;
}

/// Options that several commands on traces share.
namespace neteq::sim::cli {

/// Which packets of a file.
struct InputOptions {
  int port = 0;      // 0: found by heuristics
  std::string ssrc;  // empty: all
};

/// Nothing if it is empty; kInvalidArgument naming --ssrc.
Result<std::optional<uint32_t>> ParseSsrc(const std::string& ssrc);

/// --port and --ssrc.
void AddInputOptions(CLI::App& command, InputOptions& options);
/// Reads a trace of any format.
Result<Trace> LoadTrace(const std::string& path, const InputOptions& options);

/// --replace-audio
void AddReplacementOption(CLI::App& command, std::string& audio);

/// --report
void AddReportOption(CLI::App& command, std::string& page);
/// The stream that is chosen, with the sound of the audio file.
Result<Trace> WithAudio(const Trace& trace, const PayloadTypes& types, const std::string& ssrc,
                        const std::string& audio);

/// --pt
void AddPayloadTypeOption(CLI::App& command, std::vector<std::string>& assignments);
/// Those of WebRTC's tools, then the assignments.
Result<PayloadTypes> MakePayloadTypes(const std::vector<std::string>& assignments);

/// The format to write, under the names given.
void AddFormatOption(CLI::App& command, const std::string& names, std::string& format);
/// In the format of that name, or as the file's name says if it is empty.
Status SaveTrace(const Trace& trace, const std::string& path, const std::string& format);

}  // namespace neteq::sim::cli
