// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/callbacks.h"
#include "bindings/large_array.h"
#include "bindings/traces.h"

#include "neteq/base/audio_view.h"
#include "neteq/base/status.h"
#include "neteq/config.h"
#include "simulator/html/replay_page.h"
#include "simulator/quality/quality.h"
#include "simulator/replay/replay.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/stream.h"

namespace neteq::python {

/// Options of a replay.
struct RunOptions {
  std::string name;    ///< name of the trace in the report
  std::string preset;  ///< name of the preset in the report
  std::vector<std::string> payload_types;
  std::optional<uint32_t> ssrc;
  bool keeps_audio = true;
  /// Record the data of the HTML report during the replay. Otherwise Run::Page() replays again,
  /// which is only correct without callbacks because these may answer differently.
  bool keeps_page = false;
  int repeat = 0;                           ///< number of timing passes
  std::string csv;                          ///< output file; empty: none
  std::string npz;                          ///< output file; empty: none
  std::string wav;                          ///< output file; empty: none
  std::optional<sim::AudioFile> reference;  ///< clean signal to compare the output with
};

/// One packet of a replay, a row of a structured array.
struct ArrivalRow {
  double arrival_ms;
  double send_ms;  ///< from RTP timestamps, 0 for the first packet; NaN for telephone events
  double relative_transit_ms;  ///< transit time minus its minimum; NaN for telephone events
  uint32_t timestamp;
  uint32_t size;
  uint16_t sequence;
  uint8_t payload_type;
};

/// A replay with its input and its results.
class Run {
 public:
  static Result<std::unique_ptr<Run>> Make(SharedTrace trace, sim::PayloadTypes types,
                                           const Config& config, RunOptions options,
                                           sim::EngineParts parts);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Replays the trace. Must be called once. Errors are those of `neteq replay`.
  Status Play();

  const sim::Stream& stream() const { return stream_; }
  const sim::ReplayResult& result() const { return result_; }
  /// [ticks][columns] cells of 8 bytes. Integers are int64, all other values double.
  const LargeArray<int64_t>& cells() const { return ticks_.cells; }
  size_t ticks() const { return ticks_.kept; }
  std::vector<ArrivalRow> Arrivals() const;
  /// [channels][samples].
  const LargeArray<float>& audio() const { return audio_; }
  std::string ReportJson() const;
  /// The HTML page written by `neteq replay --report`.
  Result<std::string> Page() const;

 private:
  Run(SharedTrace trace, sim::PayloadTypes types, RunOptions options, sim::EngineParts parts)
      : trace_(std::move(trace)),
        types_(std::move(types)),
        options_(std::move(options)),
        parts_(std::move(parts)) {}
  sim::ReplayReport Report() const;
  void ReserveTicks();
  void Keep(const sim::TickRecord& tick);

  SharedTrace trace_;
  sim::PayloadTypes types_;
  RunOptions options_;
  sim::EngineParts parts_;
  Config config_;
  sim::Stream stream_;
  sim::ReplayResult result_;
  std::optional<sim::QualityReport> quality_;
  struct {
    size_t capacity = 0;  // computed before the replay
    size_t kept = 0;
    LargeArray<int64_t> cells;
  } ticks_;
  LargeArray<float> audio_;
  sim::ReplayPageRecorder page_;
};

}  // namespace neteq::python
