// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/trace_arrays.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "simulator/trace/bytes.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

constexpr size_t kRtpHeader = 12;    // RFC 3550 section 5.1
constexpr size_t kMaxBytes = 65507;  // largest UDP payload over IPv4
constexpr double kMaxMs = 1e15;      // microseconds still fit into 64 bits

int64_t MicrosecondsOf(Timestamp time) { return time.time_since_epoch().count(); }
Timestamp TimeOf(const py::handle& microseconds) {
  return Timestamp(Duration(microseconds.cast<int64_t>()));
}

PacketRow RowOf(const sim::TracePacket& packet) {
  return {.arrival_ms = ToMs(packet.arrival.time_since_epoch()),
          .send_ms = packet.sent ? ToMs(packet.sent->time_since_epoch())
                                 : std::numeric_limits<double>::quiet_NaN(),
          .timestamp = packet.rtp.timestamp.value(),
          .ssrc = packet.rtp.ssrc,
          .size = static_cast<uint32_t>(packet.full_size()),
          .payload_size = static_cast<uint32_t>(packet.payload_size()),
          .missing_bytes = static_cast<uint32_t>(packet.missing_bytes),
          .sequence = packet.rtp.sequence.value(),
          .payload_type = packet.rtp.payload_type,
          .marker = packet.rtp.marker};
}

/// Reads the cells of one row and records the first invalid one.
class RowReader {
 public:
  RowReader(const PacketColumns& columns, size_t row) : columns_(columns), row_(row) {}

  uint32_t Whole(const char* name, const InputArray<int64_t>& column, int64_t max) {
    const int64_t value = column.data()[row_];
    if (value < 0 || value > max) Complain(name, "an integer from 0 to " + std::to_string(max));
    return static_cast<uint32_t>(value);
  }
  Timestamp Time(const char* name, const InputArray<double>& column) {
    const double ms = column.data()[row_];
    if (!(std::abs(ms) <= kMaxMs)) {
      Complain(name, "a time in ms of at most 1e15");
      return {};
    }
    return Timestamp(FromMs(ms));
  }
  std::optional<Timestamp> Sent() {
    if (std::isnan(columns_.send_ms.data()[row_])) return std::nullopt;
    return Time("send_ms", columns_.send_ms);
  }
  void Complain(const char* name, const std::string& expected) {
    if (!status_.ok()) return;
    status_ = Status(StatusCode::kInvalidArgument,
                     std::string(name) + '[' + std::to_string(row_) + "]: expected " + expected);
  }
  const Status& status() const { return status_; }

 private:
  const PacketColumns& columns_;
  size_t row_;
  Status status_;
};

Status AddPacket(const PacketColumns& columns, size_t row, sim::Trace& trace) {
  RowReader reader(columns, row);
  std::vector<std::byte> bytes;
  const uint32_t marker = columns.marker.data()[row] ? 0x80U : 0U;
  sim::AppendBigEndian(0x80, 1, bytes);
  sim::AppendBigEndian(marker | reader.Whole("payload_type", columns.payload_type, 127), 1, bytes);
  sim::AppendBigEndian(reader.Whole("sequence", columns.sequence, UINT16_MAX), 2, bytes);
  sim::AppendBigEndian(reader.Whole("timestamp", columns.timestamp, UINT32_MAX), 4, bytes);
  sim::AppendBigEndian(reader.Whole("ssrc", columns.ssrc, UINT32_MAX), 4, bytes);
  const auto payload = columns.payloads[row].cast<py::bytes>();
  const auto kept = SpanOf(payload);
  bytes.insert(bytes.end(), kept.begin(), kept.end());
  const size_t missing = reader.Whole("size", columns.missing_bytes, kMaxBytes);
  if (bytes.size() + missing > kMaxBytes) {
    reader.Complain("size", "at most 65507 bytes including the header");
  }
  const Timestamp arrival = reader.Time("arrival_ms", columns.arrival_ms);
  const auto sent = reader.Sent();
  if (!reader.status().ok()) return reader.status();
  trace.AddRtp(arrival, bytes, missing);
  trace.last().sent = sent;
  return {};
}

}  // namespace

py::array_t<PacketRow> PacketRows(const sim::Trace& trace) {
  std::vector<PacketRow> rows;
  rows.reserve(trace.packets().size());
  for (const sim::TracePacket& packet : trace.packets()) rows.push_back(RowOf(packet));
  return ArrayOf(std::move(rows));
}

Result<sim::Trace> TraceFrom(const PacketColumns& columns) {
  sim::Trace trace;
  const auto count = static_cast<size_t>(columns.arrival_ms.size());
  if (count == 0)
    return Status(StatusCode::kInvalidArgument,
                  "arrival_ms: expected at least one packet that arrives");
  for (size_t row = 0; row < count; ++row) {
    if (trace.is_full()) return Status(StatusCode::kInvalidArgument, "too many packets");
    if (Status status = AddPacket(columns, row, trace); !status.ok()) return status;
  }
  trace.SortByArrival();
  return trace;
}

py::tuple StateOf(const sim::Trace& trace) {
  py::list packets;
  for (const sim::TracePacket& packet : trace.packets()) {
    py::object sent = py::none();
    if (packet.sent) sent = py::int_(MicrosecondsOf(*packet.sent));
    packets.append(py::make_tuple(MicrosecondsOf(packet.arrival), BytesOf(packet.bytes),
                                  packet.missing_bytes, sent, trace.paths()[packet.path]));
  }
  py::list rtcp;
  for (const sim::TraceRtcp& datagram : trace.rtcp()) {
    rtcp.append(py::make_tuple(MicrosecondsOf(datagram.arrival), BytesOf(datagram.bytes)));
  }
  py::list skipped;
  ForEachLeaf(trace.skipped(), [&](auto, const auto&, int64_t count) { skipped.append(count); });
  py::list descriptions;
  for (const sim::TraceSdp& sdp : trace.sdp()) {
    descriptions.append(py::make_tuple(sdp.destination, sdp.payload_types));
  }
  py::list playouts;
  for (const Timestamp time : trace.receiver().playouts) playouts.append(MicrosecondsOf(time));
  py::list minimums;
  for (const auto& minimum : trace.receiver().minimum_delays) {
    minimums.append(py::make_tuple(MicrosecondsOf(minimum.time), minimum.delay_ms));
  }
  return py::make_tuple(packets, rtcp, skipped, descriptions, playouts, minimums);
}

sim::Trace TraceFromState(const py::tuple& state) {
  sim::Trace trace;
  for (const py::handle item : state[0]) {
    const auto packet = item.cast<py::tuple>();
    const auto bytes = packet[1].cast<py::bytes>();
    if (!trace.AddRtp(TimeOf(packet[0]), SpanOf(bytes), packet[2].cast<size_t>())) continue;
    if (!packet[3].is_none()) trace.last().sent = TimeOf(packet[3]);
    trace.last().path = trace.PathIndex(packet[4].cast<std::string>());
  }
  for (const py::handle item : state[1]) {
    const auto datagram = item.cast<py::tuple>();
    const auto bytes = datagram[1].cast<py::bytes>();
    trace.AddRtcp(TimeOf(datagram[0]), SpanOf(bytes));
  }
  size_t next = 0;
  const py::list skipped = state[2];
  ForEachLeaf(trace.skipped(), [&](auto, const auto&, int64_t& count) {
    count = skipped[next++].template cast<int64_t>();
  });
  for (const py::handle item : state[3]) {
    const auto sdp = item.cast<py::tuple>();
    trace.AddSdp({sdp[0].cast<std::string>(), sdp[1].cast<std::vector<std::string>>()});
  }
  for (const py::handle item : state[4]) trace.receiver().playouts.push_back(TimeOf(item));
  for (const py::handle item : state[5]) {
    const auto minimum = item.cast<py::tuple>();
    trace.receiver().minimum_delays.push_back({TimeOf(minimum[0]), minimum[1].cast<int>()});
  }
  return trace;
}

}  // namespace neteq::python
