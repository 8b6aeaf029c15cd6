// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/tick_report.h"

namespace py = pybind11;

namespace neteq::python {

py::tuple TupleOf(const TickReport& report) {
  return py::make_tuple(
      static_cast<int>(report.operation), static_cast<int>(report.reason),
      static_cast<int>(report.decided_operation), static_cast<int>(report.decided_reason),
      static_cast<int>(report.speech_type), report.decoded_audio, report.muted, report.dtmf,
      report.decode_error, report.output_too_small, report.packets_decoded, report.sample_rate_hz,
      report.channels, report.samples_per_channel, report.packets_in_buffer,
      report.stretched_samples, report.concealed_samples, report.noise_samples,
      report.pitch_lag_samples, report.correlation, ToMs(report.target_delay),
      ToMs(report.unlimited_target_delay), ToMs(report.filtered_delay),
      ToMs(report.recent_playout_delay), ToMs(report.current_buffer_size), report.has_timestamps,
      report.frame_timestamp.value(), report.playout_timestamp.value());
}

}  // namespace neteq::python
