// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/file.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

/// Options shared by several trace commands.
namespace neteq::sim::cli {

/// Help text for the name of a trace.
inline constexpr const char* kTraceHelp =
    "rtpdump, pcap, pcapng, RtcEventLog, Janus (.mjr) or CSV file, detected by content, also "
    "compressed by gzip or zstd. '-' reads standard input.";

/// Selects packets of a file.
struct InputOptions {
  int port = 0;      // 0: detect RTP by its headers
  std::string ssrc;  // empty: all
  int stream = 0;    // number in the list of `neteq trace info`; 0: all
};

/// Parses --ssrc; nullopt if empty. Fails with kInvalidArgument.
Result<std::optional<uint32_t>> ParseSsrc(const std::string& ssrc);

/// Adds --port, --ssrc and --stream.
void AddInputOptions(CLI::App& command, InputOptions& options);
/// Reading options of the command line. Fails with kInvalidArgument.
Result<ReadTraceOptions> ReadOptionsOf(const InputOptions& options);
/// Reads a trace of any format. Prints its warnings on stderr.
Result<Trace> LoadTrace(const std::string& path, const InputOptions& options);

/// Adds --replace-audio.
void AddReplacementOption(CLI::App& command, std::string& audio);

/// Adds --report.
void AddReportOption(CLI::App& command, std::string& page);
/// Replaces the sound of the selected stream by that of an audio file.
Result<Trace> WithAudio(const Trace& trace, const PayloadTypes& types, const std::string& ssrc,
                        const std::string& audio);

/// Formats of payload types that the user names.
struct PayloadTypeWords {
  std::vector<std::string> assignments;
  std::string sdp;  // path of a file; empty: none
};
/// Adds --pt and --sdp.
void AddPayloadTypeOption(CLI::App& command, PayloadTypeWords& words);
/// Returns the default payload types, changed by the session description, then by the assignments.
Result<PayloadTypes> MakePayloadTypes(const PayloadTypeWords& words);
/// Adapts the types to a trace (see RecognisePayloads) and prints the changes on stderr. With
/// `is_replaced` the payloads do not matter.
void Recognise(const std::string& path, const Trace& trace, bool is_replaced, PayloadTypes& types);

/// Adds the option of the output format under the given option names.
void AddFormatOption(CLI::App& command, const std::string& names, std::string& format);
/// Writes a trace. An empty `format` selects the format by the file name.
Status SaveTrace(const Trace& trace, const std::string& path, const std::string& format);

}  // namespace neteq::sim::cli
