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

/// A synthetic network: a chain of models that packets pass one after another. The same seed gives
/// the same network. Each model has its own random numbers, so appending a model does not change
/// the earlier ones.
///
/// Order: each model keeps the order of its input, except those meant to reorder: `reorder`, the
/// copies of `duplicate`, and models with the switch `reorder` set.
///
/// Time: models that depend on time count from their first packet.
class Network {
 public:
  /// Parses models and presets, see spec.h. Fails with kInvalidArgument or kOutOfRange, naming the
  /// position, or with kUnreadable for files of recorded delays.
  static Result<Network> Parse(std::string_view spec);

  /// Returns the arriving packets in order; equal times keep their order. `packets` may be
  /// unsorted.
  Flights Send(Flights packets, uint64_t seed) const;

 private:
  std::vector<NetworkStage> stages_;
};

/// `count` packets of equal size, one every `spacing`, starting at 0.
Flights RegularPackets(size_t count, Duration spacing, size_t bytes);

/// Delay of each sent packet. Fails with kInvalidArgument if one arrives twice.
Result<Delays> DelaysOf(const Flights& sent, const Flights& arrived);
/// Formats delays for ParseDelays, in steps of 1 us.
std::string FormatDelays(const Delays& delays);

/// Sends the RTP packets of a trace; they enter the network at their arrival times. RTCP passes
/// without delay. Fails with kInvalidArgument if no packet arrives.
Result<Trace> SendOver(const Trace& trace, const Network& network, uint64_t seed);

/// Description of a model.
struct ModelInfo {
  std::string_view name;
  std::string_view meaning;
  std::string_view file;  ///< content of the file that `path` names; empty without that parameter
  std::vector<SpecParameter> parameters;
};
std::vector<ModelInfo> NetworkModels();

}  // namespace neteq::sim
