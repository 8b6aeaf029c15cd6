// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// When a missing packet may be requested.
enum class NackMode {
  kPacket,  ///< as soon as a newer packet shows the gap (NetEQ since 2021)
  kTimer,   ///< after two newer packets, so that reordering alone costs no request (NetEQ 2018)
};
template <>
struct EnumNames<NackMode> {
  static constexpr std::array<std::string_view, 2> kNames = {"packet", "timer"};
};

/// Parameters of requests for retransmission and of the delay reserved for the retransmissions.
struct NackParams {
  bool enabled = false;
  NackMode mode = NackMode::kPacket;
  int max_list = 500;
  int default_rtt_ms = 100;
  bool require_valid_rtt = false;
  bool never_nack_twice = false;
  double max_loss_rate = 1.0;
  double loss_forget_factor = 0.996;
  int ms_per_loss_percent = 20;
  bool reserve_enabled = true;
  int reserve_margin_ms = 20;
  int reserve_hold_ms = 10'000;
  int reserve_max_ms = 400;
  double reserve_min_loss_rate = 0.005;
};
constexpr auto FieldsOf(const NackParams*) {
  using P = NackParams;
  return std::tuple{
      MakeSwitch(&P::enabled, "enabled",
                 "List missing packets that a retransmission can still bring in time."),
      MakeChoice(
          &P::mode, "mode",
          "packet: request a missing packet as soon as a newer one arrives. timer: after two "
          "newer packets, and again after each round trip."),
      MakeField(&P::max_list, "max_list", Unit::kPackets, 1, 500,
                "Largest distance of a requested packet behind the newest one (NetEQ: 500)."),
      MakeField(&P::default_rtt_ms, "default_rtt_ms", Unit::kMilliseconds, 1, 10'000,
                "Round-trip time assumed while it is unknown (NetEQ: 100)."),
      MakeSwitch(&P::require_valid_rtt, "require_valid_rtt",
                 "Request nothing while the round-trip time is unknown."),
      MakeSwitch(&P::never_nack_twice, "never_nack_twice", "Request each packet at most once."),
      MakeField(&P::max_loss_rate, "max_loss_rate", Unit::kRatio, 0.0, 1.0,
                "Request nothing while the loss rate exceeds this (NetEQ: 1)."),
      MakeField(&P::loss_forget_factor, "loss_forget_factor", Unit::kRatio, 0.0, 1.0,
                "Share of the loss rate that is kept at each packet (NetEQ: 0.996, about 5 s)."),
      MakeField(&P::ms_per_loss_percent, "ms_per_loss_percent", Unit::kMilliseconds, 0, 1000,
                "Delay that one percent of lost packets justifies: packet mode also requests a "
                "packet that is already too late if its age plus the round-trip time is less "
                "(NetEQ: 20)."),
      MakeSwitch(&P::reserve_enabled, "reserve_enabled",
                 "Add the time of one retransmission to the target delay while packets get lost."),
      MakeField(&P::reserve_margin_ms, "reserve_margin_ms", Unit::kMilliseconds, 0, 1000,
                "Reserved delay in addition to the round-trip time, because a gap is detected one "
                "packet late (heuristic: 20, the usual packet)."),
      MakeField(&P::reserve_hold_ms, "reserve_hold_ms", Unit::kMilliseconds, 0, 600'000,
                "Time that the reserve lasts after the last loss, or after the last request with a "
                "known round-trip time if that is earlier (heuristic: 10000)."),
      MakeField(&P::reserve_max_ms, "reserve_max_ms", Unit::kMilliseconds, 0, 10'000,
                "No delay is reserved if one retransmission needs more than this (ITU-T G.114: "
                "400 ms is the limit for conversation)."),
      MakeField(&P::reserve_min_loss_rate, "reserve_min_loss_rate", Unit::kRatio, 0.0, 1.0,
                "No delay is reserved at a lower loss rate (heuristic: 0.005, two packets in five "
                "seconds)."),
  };
}
static_assert(Declared<NackParams>);

}  // namespace neteq
