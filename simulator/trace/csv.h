// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// Packets as a table, one a row:
///
///   seq,timestamp,send_ms,arrival_ms,size,payload_type,marker,ssrc
///
/// The header line says which columns there are, in any order; columns of other names are ignored.
///
///   seq, timestamp   of the RTP header; required, and so is ...
///   arrival_ms       empty or "lost" for packets that never came: they are left out
///   send_ms          on a clock with any offset to that of arrival_ms
///   size             bytes of the RTP packet with a header of 12 bytes (72: Opus at 24 kb/s)
///   payload_type     111 unless given, WebRTC's number for Opus
///   marker           0 (unless given) or 1
///   ssrc             decimal or 0x hexadecimal
///
/// Payloads are not in the table: all packets have missing bytes.
namespace neteq::sim {

/// The first line names the required columns.
bool LooksLikeCsv(std::string_view file);

/// kUnreadable naming `name` and the line. Packets come in order of arrival.
Result<Trace> ParseCsv(std::string_view file, const std::string& name);

/// All columns, times in ms with three digits; send_ms is empty where it is not known. RTCP is left
/// out.
std::string FormatCsv(const Trace& trace);

}  // namespace neteq::sim
