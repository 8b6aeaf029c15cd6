// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

/// Options shared by several trace commands.
namespace neteq::sim::cli {

/// Selects packets of a file.
struct InputOptions {
  int port = 0;      // 0: detect RTP by its headers
  std::string ssrc;  // empty: all
};

/// Parses --ssrc; nullopt if empty. Fails with kInvalidArgument.
Result<std::optional<uint32_t>> ParseSsrc(const std::string& ssrc);

/// Adds --port and --ssrc.
void AddInputOptions(CLI::App& command, InputOptions& options);
/// Reads a trace of any format.
Result<Trace> LoadTrace(const std::string& path, const InputOptions& options);

/// Adds --replace-audio.
void AddReplacementOption(CLI::App& command, std::string& audio);

/// Adds --report.
void AddReportOption(CLI::App& command, std::string& page);
/// Replaces the sound of the selected stream by that of an audio file.
Result<Trace> WithAudio(const Trace& trace, const PayloadTypes& types, const std::string& ssrc,
                        const std::string& audio);

/// Adds --pt.
void AddPayloadTypeOption(CLI::App& command, std::vector<std::string>& assignments);
/// Returns the default payload types of WebRTC's tools, changed by the assignments.
Result<PayloadTypes> MakePayloadTypes(const std::vector<std::string>& assignments);

/// Adds the option of the output format under the given option names.
void AddFormatOption(CLI::App& command, const std::string& names, std::string& format);
/// Writes a trace. An empty `format` selects the format by the file name.
Status SaveTrace(const Trace& trace, const std::string& path, const std::string& format);

}  // namespace neteq::sim::cli
