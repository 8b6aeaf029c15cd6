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

/// A packet, as a row of a structured array.
struct PacketRow {
  double arrival_ms;
  double send_ms;  ///< NaN where it is not known
  uint32_t timestamp;
  uint32_t ssrc;
  uint32_t size;           ///< bytes of the RTP packet, before it was captured
  uint32_t payload_size;   ///< of these the payload
  uint32_t missing_bytes;  ///< of the end, which the capture left out
  uint16_t sequence;
  uint8_t payload_type;
  bool marker;
};

/// All packets, in order of arrival.
pybind11::array_t<PacketRow> PacketRows(const sim::Trace& trace);

/// Columns of packets to be made, all of one length.
struct PacketColumns {
  InputArray<double> arrival_ms;
  InputArray<double> send_ms;  ///< NaN: not known
  InputArray<int64_t> sequence;
  InputArray<int64_t> timestamp;
  InputArray<int64_t> ssrc;
  InputArray<int64_t> payload_type;
  InputArray<bool> marker;
  InputArray<int64_t> missing_bytes;
  pybind11::list payloads;  ///< of bytes
};

/// A trace in order of arrival. kInvalidArgument naming the column and the row.
Result<sim::Trace> TraceFrom(const PacketColumns& columns);

/// Everything that a trace holds, as plain values of Python, and back.
pybind11::tuple StateOf(const sim::Trace& trace);
sim::Trace TraceFromState(const pybind11::tuple& state);

}  // namespace neteq::python
