// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "simulator/networks/flight.h"
#include "simulator/networks/spec.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// A made-up network: models that packets pass one after the other. The same seed makes the same
/// network; every model draws numbers of its own, so that one more at the end changes nothing
/// before it.
///
/// Order   Each model lets packets leave in the order in which they enter it, and they enter it as
///         they left the one before. Only what is there to reorder does otherwise: `reorder`, the
///         copies of `duplicate`, and the models that have a switch `reorder` and are given it.
/// Time    Models that go by the clock count from the first packet that enters them.
class Network {
 public:
  /// Models and presets as spec.h has them. kInvalidArgument and kOutOfRange naming the place;
  /// kUnreadable for files of recorded delays.
  static Result<Network> Parse(std::string_view spec);

  /// What arrives, in order; equal times keep their order. The packets need not be in order.
  Flights Send(Flights packets, uint64_t seed) const;

 private:
  std::vector<NetworkStage> stages_;
};

/// `count` equal packets, one every `spacing`, from 0 on.
Flights RegularPackets(size_t count, Duration spacing, size_t bytes);

/// The delay of each packet sent. kInvalidArgument if one arrives twice, which delays cannot say.
Result<Delays> DelaysOf(const Flights& sent, const Flights& arrived);
/// As ParseDelays reads it, in steps of 1 us.
std::string FormatDelays(const Delays& delays);

/// Sends the RTP packets of a trace, which enter the network as they arrive in it; RTCP gets
/// through at once. kInvalidArgument if nothing arrives.
Result<Trace> SendOver(const Trace& trace, const Network& network, uint64_t seed);

/// What there is to make networks of.
struct ModelInfo {
  std::string_view name;
  std::string_view meaning;
  std::string_view file;  ///< what the first parameter, `path`, names; empty if there is none
  std::vector<SpecParameter> parameters;
};
std::vector<ModelInfo> NetworkModels();

}  // namespace neteq::sim
