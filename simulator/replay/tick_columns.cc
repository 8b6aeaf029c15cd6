// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/tick_columns.h"

#include <array>
#include <limits>

#include "neteq/neteq.h"
#include "neteq/research.h"

namespace neteq::sim {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoNumber = -1.0;

delay::EstimatorReport Estimator(const TickRecord& t) { return EstimatorReportOf(t.engine); }

double WaitedMs(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNone : ToMs(t.time - packets.front().receive_time);
}
double FirstSequence(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNoNumber : packets.front().sequence.value();
}
double LastSequence(const TickRecord& t) {
  const auto packets = t.engine.packet_infos();
  return packets.empty() ? kNoNumber : packets.back().sequence.value();
}
double Stamp(const TickRecord& t, RtpTimestamp timestamp) {
  return t.report.has_timestamps ? timestamp.value() : kNoNumber;
}

using T = TickRecord;
constexpr std::array kColumns = {
    TickColumn{"t_ms", "time of the tick on the clock of the arrivals, ms", false,
               [](const T& t) { return ToMs(t.time.time_since_epoch()); }},
    TickColumn{"operation", "what was done; an index into operation_names", true,
               [](const T& t) { return static_cast<double>(t.report.operation); }},
    TickColumn{"reason", "why; an index into reason_names", true,
               [](const T& t) { return static_cast<double>(t.report.reason); }},
    TickColumn{"decided_operation",
               "operation that the policy chose; an index into operation_names", true,
               [](const T& t) { return static_cast<double>(t.report.decided_operation); }},
    TickColumn{"decided_reason", "why the policy chose it; an index into reason_names", true,
               [](const T& t) { return static_cast<double>(t.report.decided_reason); }},
    TickColumn{"target_delay_ms", "delay aimed at, ms", false,
               [](const T& t) { return ToMs(t.report.target_delay); }},
    TickColumn{"unlimited_target_delay_ms", "the same before minimum and maximum, ms", false,
               [](const T& t) { return ToMs(t.report.unlimited_target_delay); }},
    TickColumn{"quantile_delay_ms", "what the quantile of the histogram asks for, ms", false,
               [](const T& t) { return ToMs(Estimator(t).quantile_delay); }},
    TickColumn{"reorder_delay_ms", "what reordered packets ask for, ms", false,
               [](const T& t) { return ToMs(Estimator(t).reorder_delay); }},
    TickColumn{"peak_delay_ms", "height of recurring delay peaks, ms", false,
               [](const T& t) { return ToMs(Estimator(t).peak_delay); }},
    TickColumn{"reserve_ms", "room for retransmissions, ms", false,
               [](const T& t) { return ToMs(Estimator(t).reserve); }},
    TickColumn{"current_buffer_size_ms", "waiting packets and decoded sound not played yet, ms",
               false, [](const T& t) { return ToMs(t.report.current_buffer_size); }},
    TickColumn{"filtered_delay_ms", "the same, smoothed, ms", false,
               [](const T& t) { return ToMs(t.report.filtered_delay); }},
    TickColumn{"recent_playout_delay_ms",
               "how far the first sample is behind the fastest packet of the last seconds, ms",
               false, [](const T& t) { return ToMs(t.report.recent_playout_delay); }},
    TickColumn{"playout_delay_ms",
               "the same behind the fastest packet of the trace, ms; NaN without decoded sound",
               false, [](const T& t) { return t.playout_delay_ms.value_or(kNone); }},
    TickColumn{"waited_ms",
               "how long the first packet of this tick had waited, ms; NaN without one", false,
               WaitedMs},
    TickColumn{"first_sequence", "sequence number of the first packet played; -1 without one", true,
               FirstSequence},
    TickColumn{"last_sequence", "of the last one; -1 without one", true, LastSequence},
    TickColumn{"frame_timestamp", "RTP timestamp of the first sample; -1 before the first packet",
               true, [](const T& t) { return Stamp(t, t.report.frame_timestamp); }},
    TickColumn{"playout_timestamp",
               "RTP timestamp just after the last sample; -1 before the first packet", true,
               [](const T& t) { return Stamp(t, t.report.playout_timestamp); }},
    TickColumn{"concealed_samples", "samples of concealment, at the rate of the decoder", true,
               [](const T& t) -> double { return t.report.concealed_samples; }},
    TickColumn{"noise_samples", "samples of comfort noise", true,
               [](const T& t) -> double { return t.report.noise_samples; }},
    TickColumn{"stretched_samples", "samples inserted (> 0) or taken out (< 0)", true,
               [](const T& t) -> double { return t.report.stretched_samples; }},
    TickColumn{"pitch_lag_samples", "pitch period of the splice or concealment; 0 without one",
               true, [](const T& t) -> double { return t.report.pitch_lag_samples; }},
    TickColumn{"correlation", "similarity of the spliced periods, -1 to 1", false,
               [](const T& t) { return static_cast<double>(t.report.correlation); }},
    TickColumn{"packets_in_buffer", "packets that wait", true,
               [](const T& t) -> double { return t.report.packets_in_buffer; }},
    TickColumn{"packets_inserted", "packets that had come since the tick before", true,
               [](const T& t) -> double { return t.packets_inserted; }},
    TickColumn{"packets_decoded", "packets decoded in this tick", true,
               [](const T& t) -> double { return t.report.packets_decoded; }},
    TickColumn{"muted", "1: concealment has faded out", true,
               [](const T& t) { return t.report.muted ? 1.0 : 0.0; }},
};

}  // namespace

std::span<const TickColumn> TickColumns() { return kColumns; }

}  // namespace neteq::sim
