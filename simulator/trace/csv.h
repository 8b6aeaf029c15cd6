// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// CSV traces, one row per packet:
///
///     seq,timestamp,send_ms,arrival_ms,size,payload_type,marker,ssrc
///
/// The header line names the columns, in any order. Columns with other names are ignored. Only seq,
/// timestamp and arrival_ms are required.
///
/// - seq, timestamp: fields of the RTP header.
/// - arrival_ms: arrival time; empty or "lost" for a lost packet, which is left out of the trace.
/// - send_ms: sending time; its clock may have any offset to that of arrival_ms.
/// - size: bytes of the RTP packet including a 12-byte header. Default 72 (20 ms of Opus at
///   24 kb/s).
/// - payload_type: default 111, WebRTC's number for Opus.
/// - marker: 0 (default) or 1.
/// - ssrc: decimal or 0x hexadecimal.
///
/// The table has no payloads: every packet is marked as captured without its payload.
namespace neteq::sim {

/// True if the first line names the required columns.
bool LooksLikeCsv(std::string_view file);

/// Parses a CSV trace and sorts it by arrival. Fails with kUnreadable, naming `name` and the line.
Result<Trace> ParseCsv(std::string_view file, const std::string& name);

/// Writes all columns. Times are in ms with three decimals; send_ms is empty if unknown. RTCP is
/// omitted.
std::string FormatCsv(const Trace& trace);

}  // namespace neteq::sim
