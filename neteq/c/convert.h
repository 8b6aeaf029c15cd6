// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/c/neteq.h"
#include "neteq/packet.h"
#include "neteq/reports.h"
#include "neteq/snapshot.h"

/// Conversions between C++ structs and their C counterparts, without the size.
namespace neteq::c {

neteq_arrival_report ToC(const ArrivalReport& report) noexcept;
neteq_tick_report ToC(const TickReport& report) noexcept;
neteq_packet_info ToC(const RtpPacketInfo& info) noexcept;
neteq_rtp_packet ToC(const RtpPacketView& packet) noexcept;
neteq_snapshot ToC(const Snapshot& snapshot) noexcept;
neteq_service_report ToC(const delay::ServiceReport& report) noexcept;

/// Converts `packet`. Fails if a member is out of its range or the payload is null.
neteq_status FromC(const neteq_rtp_packet& packet, RtpPacketView& view) noexcept;

}  // namespace neteq::c
