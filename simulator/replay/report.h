// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include "neteq/config.h"
#include "simulator/quality/quality.h"
#include "simulator/replay/replay.h"
#include "simulator/trace/stream.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// A replay with its inputs.
struct ReplayReport {
  std::string input;  ///< name of the trace
  std::string preset;
  std::string version;
  const Config& config;
  const Trace& trace;
  const PayloadTypes& types;
  const Stream& stream;
  const ReplayResult& result;
  std::optional<QualityReport> quality{};  ///< only with a clean signal
};

/// Percentages refer to the samples played up to the last packet's arrival; delays are means over
/// the decoded samples.
struct DerivedFigures {
  double mean_jitter_buffer_delay_ms;
  double mean_jitter_buffer_target_delay_ms;
  double mean_jitter_buffer_minimum_delay_ms;
  double concealed_pct;
  double voice_concealed_pct;
  double accelerate_pct;
  double preemptive_pct;
  double stretch_pct;
  double delayed_packet_outage_pct;
  double concealment_events_per_min;
};
DerivedFigures Derive(const ReplayResult& result);

/// Version of the JSON report. Within a version, sections and keys are only added.
inline constexpr int kReportFormat = 1;

/// Formats the report as JSON. Only the section "timing" differs between runs of the same trace and
/// configuration.
std::string JsonReport(const ReplayReport& report);

/// Formats the report as text that fits one screen.
std::string TextReport(const ReplayReport& report);

}  // namespace neteq::sim
