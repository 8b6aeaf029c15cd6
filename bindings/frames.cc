// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/frames.h"

#include <limits>

#include <pybind11/numpy.h>

#include "neteq/neteq.h"

namespace py = pybind11;

namespace neteq::python {

TickRow RowOf(const sim::TickRecord& tick) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const FrameReport& report = tick.report;
  const delay::EstimatorReport estimator = tick.engine.estimator_report();
  const auto packets = tick.engine.packet_infos();
  const auto stamp = [&](RtpTimestamp timestamp) -> int64_t {
    return report.has_timestamps ? int64_t{timestamp.value()} : -1;
  };
  return {
      .t_ms = ToMs(tick.time.time_since_epoch()),
      .target_delay_ms = ToMs(report.target_delay),
      .unlimited_target_delay_ms = ToMs(report.unlimited_target_delay),
      .quantile_delay_ms = ToMs(estimator.quantile_delay),
      .reorder_delay_ms = ToMs(estimator.reorder_delay),
      .peak_delay_ms = ToMs(estimator.peak_delay),
      .reserve_ms = ToMs(estimator.reserve),
      .current_buffer_size_ms = ToMs(report.current_buffer_size),
      .filtered_delay_ms = ToMs(report.filtered_delay),
      .relative_delay_ms = ToMs(report.relative_delay),
      .playout_delay_ms = tick.playout_delay_ms.value_or(kNone),
      .waited_ms = packets.empty() ? kNone : ToMs(tick.time - packets.front().receive_time),
      .frame_timestamp = stamp(report.frame_timestamp),
      .playout_timestamp = stamp(report.playout_timestamp),
      .first_sequence = packets.empty() ? -1 : packets.front().sequence.value(),
      .last_sequence = packets.empty() ? -1 : packets.back().sequence.value(),
      .concealed_samples = report.concealed_samples,
      .noise_samples = report.noise_samples,
      .stretched_samples = report.stretched_samples,
      .pitch_lag_samples = report.pitch_lag_samples,
      .packets_in_buffer = report.packets_in_buffer,
      .packets_inserted = tick.packets_inserted,
      .packets_decoded = report.packets_decoded,
      .correlation = report.correlation,
      .operation = static_cast<uint8_t>(report.operation),
      .reason = static_cast<uint8_t>(report.reason),
      .speech_type = static_cast<uint8_t>(report.speech_type),
      .muted = report.muted,
  };
}

void RegisterTickRow() {
  PYBIND11_NUMPY_DTYPE(TickRow, t_ms, target_delay_ms, unlimited_target_delay_ms, quantile_delay_ms,
                       reorder_delay_ms, peak_delay_ms, reserve_ms, current_buffer_size_ms,
                       filtered_delay_ms, relative_delay_ms, playout_delay_ms, waited_ms,
                       frame_timestamp, playout_timestamp, first_sequence, last_sequence,
                       concealed_samples, noise_samples, stretched_samples, pitch_lag_samples,
                       packets_in_buffer, packets_inserted, packets_decoded, correlation, operation,
                       reason, speech_type, muted);
}

py::tuple TupleOf(const FrameReport& report) {
  return py::make_tuple(
      static_cast<int>(report.operation), static_cast<int>(report.reason),
      static_cast<int>(report.speech_type), report.decoded_audio, report.muted, report.dtmf,
      report.decode_error, report.packets_decoded, report.sample_rate_hz, report.channels,
      report.frames, report.packets_in_buffer, report.stretched_samples, report.concealed_samples,
      report.noise_samples, report.pitch_lag_samples, report.correlation, ToMs(report.target_delay),
      ToMs(report.unlimited_target_delay), ToMs(report.filtered_delay), ToMs(report.relative_delay),
      ToMs(report.current_buffer_size), report.has_timestamps, report.frame_timestamp.value(),
      report.playout_timestamp.value());
}

}  // namespace neteq::python
