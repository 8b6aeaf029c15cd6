// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/packet.h"
#include "neteq/sdp.h"

namespace neteq::sim {

/// False for 64 to 95: with the marker bit such packets look like RTCP (RFC 5761 section 4).
constexpr bool IsUsable(uint8_t payload_type) {
  return payload_type < 64 || (payload_type > 95 && payload_type < 128);
}

/// Maps RTP payload type numbers to formats.
class PayloadTypes {
 public:
  /// An empty map.
  PayloadTypes() = default;
  /// The static numbers of RFC 3551, telephone events on 101, which nearly every SIP telephone uses,
  /// and as assumptions the dynamic numbers of WebRTC's tools: Opus 111, L16 93-96, 103-105, 107 and
  /// 108, comfort noise 98-100, RED 117, telephone events 106 and 114-116. RecognisePayloads checks
  /// the assumptions against the bytes of a trace.
  static PayloadTypes Defaults();

  /// Parses "NUMBER=name/rate[/channels][;parameters]" with SDP syntax (see ParseSdpFormat), or
  /// "NUMBER=none". Telephone codecs without a decoder here, such as G729 and AMR, are accepted too.
  /// Fails with kInvalidArgument, naming the option.
  Status Set(std::string_view assignment);
  /// Set for an assignment that a session description makes; one of Set takes precedence. Formats
  /// that are not known are ignored.
  void SetFromSdp(std::string_view assignment);
  /// Replaces an assumption by what the bytes of a trace say; nullopt removes the number.
  void Replace(uint8_t payload_type, const std::optional<SdpFormat>& format);
  /// Adds an encoding under a free dynamic number, unless it has one.
  void Ensure(std::string_view encoding);

  /// Whether the format of a dynamic number is an assumption, or unknown.
  bool IsOpen(uint8_t payload_type) const;

  const std::optional<SdpFormat>& Find(uint8_t payload_type) const {
    return formats_[payload_type & 0x7FU];
  }
  PayloadRole RoleOf(uint8_t payload_type) const;
  /// Lowest number of an encoding such as "opus/48000/2" that a sender may use (see IsUsable);
  /// nullopt if there is none.
  std::optional<uint8_t> NumberOf(std::string_view encoding) const;
  /// For people: "111 opus/48000/2", "12 not registered".
  std::string Label(uint8_t payload_type) const;

  /// Payload types in a packet: its own, or those of its RED blocks, primary first. Empty for a
  /// malformed RED payload.
  std::vector<uint8_t> TypesIn(const RtpPacketView& packet) const;

 private:
  std::array<std::optional<SdpFormat>, 128> formats_;
  std::bitset<128> by_user_;
  std::bitset<128> by_sdp_;
};

}  // namespace neteq::sim
