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
    TickColumn{"t_ms", "time of the tick on the arrival clock, ms", false,
               [](const T& t) { return ToMs(t.time.time_since_epoch()); }},
    TickColumn{"operation", "executed operation; an index into operation_names", true,
               [](const T& t) { return static_cast<double>(t.report.operation); }},
    TickColumn{"reason", "why it was executed; an index into reason_names", true,
               [](const T& t) { return static_cast<double>(t.report.reason); }},
    TickColumn{"decided_operation",
               "operation that the policy chose; an index into operation_names", true,
               [](const T& t) { return static_cast<double>(t.report.decided_operation); }},
    TickColumn{"decided_reason", "why the policy chose it; an index into reason_names", true,
               [](const T& t) { return static_cast<double>(t.report.decided_reason); }},
    TickColumn{"target_delay_ms", "target delay, ms", false,
               [](const T& t) { return ToMs(t.report.target_delay); }},
    TickColumn{"unlimited_target_delay_ms", "target before minimum and maximum delay, ms", false,
               [](const T& t) { return ToMs(t.report.unlimited_target_delay); }},
    TickColumn{"quantile_delay_ms", "target of the histogram's quantile, ms", false,
               [](const T& t) { return ToMs(Estimator(t).quantile_delay); }},
    TickColumn{"reorder_delay_ms", "target for reordered packets, ms", false,
               [](const T& t) { return ToMs(Estimator(t).reorder_delay); }},
    TickColumn{"peak_delay_ms", "height of recurring delay peaks, ms", false,
               [](const T& t) { return ToMs(Estimator(t).peak_delay); }},
    TickColumn{"fast_delay_ms", "target of the adaptive estimator's fast memory, ms", false,
               [](const T& t) { return ToMs(Estimator(t).fast_delay); }},
    TickColumn{"slow_delay_ms", "target of its slow memory, ms", false,
               [](const T& t) { return ToMs(Estimator(t).slow_delay); }},
    TickColumn{"fast_weight", "weight of the fast memory in the target, 0 to 1", false,
               [](const T& t) { return Estimator(t).fast_weight; }},
    TickColumn{"queue_height_ms", "rise of the fastest packets above their slow minimum, ms", false,
               [](const T& t) { return ToMs(Estimator(t).queue_height); }},
    TickColumn{"reserve_ms", "reserve for retransmissions, ms", false,
               [](const T& t) { return ToMs(Estimator(t).reserve); }},
    TickColumn{"current_buffer_size_ms", "buffered packets and decoded samples not played yet, ms",
               false, [](const T& t) { return ToMs(t.report.current_buffer_size); }},
    TickColumn{"filtered_delay_ms", "smoothed buffer size, ms", false,
               [](const T& t) { return ToMs(t.report.filtered_delay); }},
    TickColumn{"recent_playout_delay_ms",
               "delay of the first sample behind the fastest packet of the last seconds, ms", false,
               [](const T& t) { return ToMs(t.report.recent_playout_delay); }},
    TickColumn{"playout_delay_ms",
               "delay of the first sample behind the trace's fastest packet, ms; NaN if none",
               false, [](const T& t) { return t.playout_delay_ms.value_or(kNone); }},
    TickColumn{"waited_ms", "time the first packet waited in the buffer, ms; NaN without one",
               false, WaitedMs},
    TickColumn{"first_sequence", "sequence number of the first packet played; -1 without one", true,
               FirstSequence},
    TickColumn{"last_sequence", "sequence number of the last one; -1 without one", true,
               LastSequence},
    TickColumn{"frame_timestamp", "RTP timestamp of the first sample; -1 if unknown", true,
               [](const T& t) { return Stamp(t, t.report.frame_timestamp); }},
    TickColumn{"playout_timestamp", "RTP timestamp following the last sample; -1 if unknown", true,
               [](const T& t) { return Stamp(t, t.report.playout_timestamp); }},
    TickColumn{"concealed_samples", "concealed samples, at the decoder's rate", true,
               [](const T& t) -> double { return t.report.concealed_samples; }},
    TickColumn{"noise_samples", "samples of comfort noise", true,
               [](const T& t) -> double { return t.report.noise_samples; }},
    TickColumn{"stretched_samples", "samples inserted (> 0) or removed (< 0)", true,
               [](const T& t) -> double { return t.report.stretched_samples; }},
    TickColumn{"pitch_lag_samples", "pitch period of a stretch or concealment; 0 without one", true,
               [](const T& t) -> double { return t.report.pitch_lag_samples; }},
    TickColumn{"correlation", "correlation of the spliced periods, -1 to 1", false,
               [](const T& t) { return static_cast<double>(t.report.correlation); }},
    TickColumn{"packets_in_buffer", "buffered packets", true,
               [](const T& t) -> double { return t.report.packets_in_buffer; }},
    TickColumn{"packets_inserted", "packets inserted since the previous tick", true,
               [](const T& t) -> double { return t.packets_inserted; }},
    TickColumn{"packets_decoded", "packets decoded in this tick", true,
               [](const T& t) -> double { return t.report.packets_decoded; }},
    TickColumn{"muted", "1 if concealment has faded to silence", true,
               [](const T& t) { return t.report.muted ? 1.0 : 0.0; }},
};

}  // namespace

std::span<const TickColumn> TickColumns() { return kColumns; }

}  // namespace neteq::sim
