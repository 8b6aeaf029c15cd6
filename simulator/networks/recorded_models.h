// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "neteq/base/status.h"
#include "simulator/networks/flight.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/network_profile.h"
#include "simulator/trace/stream.h"

/// Models that apply recorded losses and delays to other packets.
namespace neteq::sim {

/// A file that ReadNetworkProfile reads.
struct RecordedProfile {
  bool reorder = false;
  QueueParams queue{};
};
constexpr auto FieldsOf(const RecordedProfile*) {
  using P = RecordedProfile;
  return std::tuple{MakeSwitch(&P::reorder, "reorder",
                               "Let packets overtake as recorded; otherwise keep their order."),
                    MakeGroup(&P::queue, "queue")};
}
static_assert(Declared<RecordedProfile>);
Result<NetworkStage> LoadStage(const RecordedProfile& model, const std::string& path);

/// A stream of a trace, selected by SelectStream. A packet gets the delay, above the smallest, of
/// the last recorded packet sent by that time. The recording repeats at its end.
struct RecordedTrace {
  bool reorder = false;
};
constexpr auto FieldsOf(const RecordedTrace*) {
  return std::tuple{MakeSwitch(&RecordedTrace::reorder, "reorder",
                               "Let packets overtake as recorded; otherwise keep their order.")};
}
static_assert(Declared<RecordedTrace>);
Result<NetworkStage> LoadStage(const RecordedTrace& model, const std::string& path);

/// Sending times and delays of one stream.
struct Recording {
  std::vector<Duration> sent;  ///< sorted; the first is 0
  Delays delays;               ///< one per packet; nullopt for lost packets
};
/// Derives a recording from RTP headers and arrival times. Lost packets get evenly spaced sending
/// times.
Recording RecordingOf(const Stream& stream);

}  // namespace neteq::sim
