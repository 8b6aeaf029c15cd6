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

/// What is to be replayed and kept.
struct RunOptions {
  std::string name;    ///< of the trace, for the report
  std::string preset;  ///< likewise
  std::vector<std::string> payload_types;
  std::optional<uint32_t> ssrc;
  bool keeps_audio = true;
  /// Keep what a page needs; otherwise it replays again, which callbacks may not do alike.
  bool keeps_page = false;
  int repeat = 0;
  std::string csv;  ///< files to be written on the way; empty: none
  std::string npz;
  std::string wav;
  std::optional<sim::AudioFile> reference;
};

/// A packet of a replay, as a row of a structured array.
struct ArrivalRow {
  double arrival_ms;
  double send_ms;              ///< by RTP timestamps, from the first packet on; NaN for keys
  double relative_transit_ms;  ///< above the smallest; NaN for keys
  uint32_t timestamp;
  uint32_t size;
  uint16_t sequence;
  uint8_t payload_type;
};

/// A replay and all that it needs and found out.
class Run {
 public:
  static Result<std::unique_ptr<Run>> Make(SharedTrace trace, sim::PayloadTypes types,
                                           const Config& config, RunOptions options,
                                           sim::EngineParts parts);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Replays; once. Errors as those of `neteq replay`.
  Status Play();

  const sim::Stream& stream() const { return stream_; }
  const sim::ReplayResult& result() const { return result_; }
  /// Cells of 8 bytes, [ticks][columns]: whole numbers as int64, others as double.
  const LargeArray<int64_t>& cells() const { return cells_; }
  size_t ticks() const { return ticks_kept_; }
  std::vector<ArrivalRow> Arrivals() const;
  /// [channels][samples], one row after the other.
  const LargeArray<float>& audio() const { return audio_; }
  std::string ReportJson() const;
  /// The page of `neteq replay --report`.
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
  size_t tick_count_ = 0;  // expected
  size_t ticks_kept_ = 0;
  LargeArray<int64_t> cells_;
  LargeArray<float> audio_;
  sim::ReplayPageRecorder page_;
};

}  // namespace neteq::python
