// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <pybind11/pybind11.h>

#include "simulator/replay/replay.h"

namespace neteq::python {

/// A tick of a replay, as a row of a structured array. Names are those of `neteq replay --npz`.
struct TickRow {
  double t_ms;
  double target_delay_ms;
  double unlimited_target_delay_ms;
  double quantile_delay_ms;
  double reorder_delay_ms;
  double peak_delay_ms;
  double reserve_ms;
  double current_buffer_size_ms;
  double filtered_delay_ms;
  double relative_delay_ms;
  double playout_delay_ms;
  double waited_ms;
  int64_t frame_timestamp;
  int64_t playout_timestamp;
  int32_t first_sequence;
  int32_t last_sequence;
  int32_t concealed_samples;
  int32_t noise_samples;
  int32_t stretched_samples;
  int32_t pitch_lag_samples;
  int32_t packets_in_buffer;
  int32_t packets_inserted;
  int32_t packets_decoded;
  float correlation;
  uint8_t operation;
  uint8_t reason;
  uint8_t speech_type;
  bool muted;
};

TickRow RowOf(const sim::TickRecord& tick);

/// Makes TickRow known to NumPy.
void RegisterTickRow();

/// The values of a frame, in the order of Frame of neteq/engine.py.
pybind11::tuple TupleOf(const FrameReport& report);

}  // namespace neteq::python
