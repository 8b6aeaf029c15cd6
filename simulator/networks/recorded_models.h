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

/// What real networks did, done to other packets.
namespace neteq::sim {

/// A file as ReadNetworkProfile takes it.
struct RecordedProfile {
  bool reorder = false;
  QueueParams queue{};
};
constexpr auto FieldsOf(const RecordedProfile*) {
  using P = RecordedProfile;
  return std::tuple{
      MakeSwitch(&P::reorder, "reorder", "Let packets overtake as recorded; otherwise they wait."),
      MakeGroup(&P::queue, "queue")};
}
static_assert(Declared<RecordedProfile>);
Result<NetworkStage> LoadStage(const RecordedProfile& model, const std::string& path);

/// The stream of a trace, as SelectStream chooses it: a packet gets the delay above the smallest
/// that the recorded one had which was sent last at that time. Starts again after its end.
struct RecordedTrace {
  bool reorder = false;
};
constexpr auto FieldsOf(const RecordedTrace*) {
  return std::tuple{MakeSwitch(&RecordedTrace::reorder, "reorder",
                               "Let packets overtake as recorded; otherwise they wait.")};
}
static_assert(Declared<RecordedTrace>);
Result<NetworkStage> LoadStage(const RecordedTrace& model, const std::string& path);

/// What became of the packets of one stream.
struct Recording {
  std::vector<Duration> sent;  ///< in order; the first at 0
  Delays delays;               ///< of each; nullopt where a sequence number never came
};
/// From RTP headers and times of arrival; lost packets are taken to be sent at even distances.
Recording RecordingOf(const Stream& stream);

}  // namespace neteq::sim
