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
  kTimer,   ///< after two newer packets, so that mere reordering costs no request (NetEQ 2018)
};
template <>
struct EnumNames<NackMode> {
  static constexpr std::array<std::string_view, 2> kNames = {"packet", "timer"};
};

/// Requests for retransmission, and the delay that is kept for their answers.
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
      MakeSwitch(&P::enabled, "enabled", "Keep a list of packets worth asking for again."),
      MakeChoice(&P::mode, "mode",
                 "Ask as soon as a newer packet arrives, or after two newer packets and again "
                 "after each round trip."),
      MakeField(&P::max_list, "max_list", Unit::kPackets, 1, 500,
                "How far behind the newest packet a request may lie (NetEQ: 500)."),
      MakeField(&P::default_rtt_ms, "default_rtt_ms", Unit::kMilliseconds, 1, 10'000,
                "Round-trip time while none is known (NetEQ: 100)."),
      MakeSwitch(&P::require_valid_rtt, "require_valid_rtt",
                 "Ask for nothing while no round-trip time is known."),
      MakeSwitch(&P::never_nack_twice, "never_nack_twice", "Ask once for each packet at most."),
      MakeField(&P::max_loss_rate, "max_loss_rate", Unit::kRatio, 0.0, 1.0,
                "Ask for nothing while more packets than this are missing (NetEQ: 1)."),
      MakeField(&P::loss_forget_factor, "loss_forget_factor", Unit::kRatio, 0.0, 1.0,
                "Share of the loss rate kept at each packet (NetEQ: 0.996, about 5 s)."),
      MakeField(&P::ms_per_loss_percent, "ms_per_loss_percent", Unit::kMilliseconds, 0, 1000,
                "Delay that one percent of lost packets is worth: a retransmission may be asked "
                "for that comes too late now but within this delay (NetEQ: 20)."),
      MakeSwitch(&P::reserve_enabled, "reserve_enabled",
                 "Keep room for one retransmission in the target delay while packets get lost."),
      MakeField(&P::reserve_margin_ms, "reserve_margin_ms", Unit::kMilliseconds, 0, 1000,
                "Room beyond the round-trip time: a gap shows one packet late (heuristic: the "
                "usual packet, 20)."),
      MakeField(&P::reserve_hold_ms, "reserve_hold_ms", Unit::kMilliseconds, 0, 600'000,
                "How long after the last loss, and after the last request with a known round-trip "
                "time, the room is kept (heuristic: 10000)."),
      MakeField(&P::reserve_max_ms, "reserve_max_ms", Unit::kMilliseconds, 0, 10'000,
                "No room at all is kept when more than this is needed (ITU-T G.114: 400 ms is the "
                "limit for conversation)."),
      MakeField(&P::reserve_min_loss_rate, "reserve_min_loss_rate", Unit::kRatio, 0.0, 1.0,
                "A smaller share of missing packets is not worth the delay (heuristic: 0.005, two "
                "packets in five seconds)."),
  };
}
static_assert(Declared<NackParams>);

}  // namespace neteq
