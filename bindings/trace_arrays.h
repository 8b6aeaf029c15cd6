// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

#include "bindings/arrays.h"
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

namespace neteq::python {

/// One packet, a row of a structured array.
struct PacketRow {
  double arrival_ms;
  double send_ms;  ///< NaN if unknown
  uint32_t timestamp;
  uint32_t ssrc;
  uint32_t size;           ///< bytes of the complete RTP packet
  uint32_t payload_size;   ///< bytes of its payload
  uint32_t missing_bytes;  ///< bytes at its end that were not captured
  uint16_t sequence;
  uint8_t payload_type;
  bool marker;
};

/// All packets, in order of arrival.
pybind11::array_t<PacketRow> PacketRows(const sim::Trace& trace);

/// Columns of the packets to create, all of equal length.
struct PacketColumns {
  InputArray<double> arrival_ms;
  InputArray<double> send_ms;  ///< NaN if unknown
  InputArray<int64_t> sequence;
  InputArray<int64_t> timestamp;
  InputArray<int64_t> ssrc;
  InputArray<int64_t> payload_type;
  InputArray<bool> marker;
  InputArray<int64_t> missing_bytes;
  pybind11::list payloads;  ///< bytes objects
};

/// Creates a trace in order of arrival. kInvalidArgument naming the column and the row.
Result<sim::Trace> TraceFrom(const PacketColumns& columns);

/// Converts a trace to plain Python values and back, for pickling.
pybind11::tuple StateOf(const sim::Trace& trace);
sim::Trace TraceFromState(const pybind11::tuple& state);

}  // namespace neteq::python
