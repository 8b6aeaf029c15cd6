// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/network.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "simulator/networks/delay_models.h"
#include "simulator/networks/loss_models.h"
#include "simulator/networks/outage_models.h"
#include "simulator/networks/packet_models.h"
#include "simulator/networks/presets.h"
#include "simulator/networks/recorded_models.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

struct CatalogueEntry {
  ModelInfo info;
  std::function<Result<NetworkStage>(const SpecTerm&)> make;
};

template <class Model>
Result<NetworkStage> MakeStage(const SpecTerm& term) {
  const auto model = ModelFrom<Model>(term);
  if (!model.ok()) return model.status();
  return NetworkStage(
      [model = *model](Flights& flights, Random& random) { Pass(model, flights, random); });
}

/// The path is the first argument or the one named "path".
template <class Model>
Result<NetworkStage> MakeFileStage(const SpecTerm& term) {
  SpecTerm rest = term;
  auto path = std::find_if(rest.arguments.begin(), rest.arguments.end(),
                           [](const SpecArgument& argument) { return argument.name == "path"; });
  if (path == rest.arguments.end()) path = rest.arguments.begin();
  if (path == rest.arguments.end() || (path->name != "path" && !path->name.empty())) {
    return SpecError(term.where, term.model + " needs the path of a file as its first parameter");
  }
  const SpecArgument file = *path;
  rest.arguments.erase(path);
  const auto model = ModelFrom<Model>(rest);
  if (!model.ok()) return model.status();
  auto stage = LoadStage(*model, file.value);
  if (stage.ok()) return stage;
  return Status(stage.status().code(), file.where + ": " + stage.status().detail());
}

template <class Model>
CatalogueEntry Entry(std::string_view name, std::string_view meaning) {
  return {{name, meaning, {}, ParametersOf(Model())}, MakeStage<Model>};
}

template <class Model>
CatalogueEntry FileEntry(std::string_view name, std::string_view file, std::string_view meaning) {
  return {{name, meaning, file, ParametersOf(Model())}, MakeFileStage<Model>};
}

const std::vector<CatalogueEntry>& Catalogue() {
  static const std::vector<CatalogueEntry> kEntries = {
      Entry<ConstantDelay>("constant", "Constant delay."),
      Entry<UniformDelay>("uniform", "Uniformly distributed delays."),
      Entry<NormalDelay>("normal", "Normally distributed delays, clipped at 0."),
      Entry<LognormalDelay>("lognormal", "Log-normally distributed delays."),
      Entry<GammaDelay>("gamma", "Gamma distributed delays."),
      Entry<ParetoDelay>("pareto", "Pareto distributed delays (Lomax: starting at 0)."),
      Entry<Bufferbloat>("bufferbloat",
                         "Delay that ramps up as a queue fills and down as it drains."),
      Entry<DelayStep>("step", "A single change of delay."),
      Entry<RouteChange>("route_change", "Repeated changes of delay."),
      Entry<ClockDrift>("drift", "A sender whose clock is fast (positive) or slow (negative)."),
      Entry<IndependentLoss>("loss", "Independent losses."),
      Entry<GilbertLoss>("gilbert", "Bursty losses: two states (Gilbert-Elliott)."),
      Entry<MarkovLoss>("markov4", "Bursty losses with gaps, and single losses: four states."),
      Entry<Freeze>("freeze", "Holds all packets, then delivers them at once."),
      Entry<Handover>("handover",
                      "Holds or loses packets, then delivers those held in quick succession."),
      Entry<WifiScan>("scan", "A series of short holds, one per scanned channel."),
      Entry<Reordering>("reorder", "Delays some packets so that others overtake them."),
      Entry<Duplication>("duplicate", "Delivers some packets twice."),
      Entry<RateLimit>("rate", "A link of limited rate behind a queue."),
      FileEntry<RecordedProfile>("file", "delays, losses or Mahimahi delivery opportunities",
                                 "A recorded network, applied packet by packet (opportunities: by "
                                 "time); it repeats at its "
                                 "end."),
      FileEntry<RecordedTrace>(
          "trace", "packets in any trace format",
          "Losses and delays (above the smallest) of a recorded trace, applied by time."),
  };
  return kEntries;
}

const NetworkPreset* FindPreset(std::string_view name) {
  const auto presets = NetworkPresets();
  const auto preset = std::find_if(presets.begin(), presets.end(),
                                   [&](const NetworkPreset& p) { return p.name == name; });
  return preset == presets.end() ? nullptr : &*preset;
}

Status UnknownModel(const SpecTerm& term) {
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : Catalogue()) names.emplace_back(entry.info.name);
  for (const NetworkPreset& preset : NetworkPresets()) names.emplace_back(preset.name);
  const std::string nearest = Nearest(term.model, names);
  const std::string hint = nearest.empty() ? std::string() : "; did you mean '" + nearest + "'?";
  return SpecError(term.where, "unknown model or network '" + term.model + '\'' + hint);
}

Result<NetworkStage> StageOf(const SpecTerm& term) {
  const auto& entries = Catalogue();
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const CatalogueEntry& e) {
    return e.info.name == term.model;
  });
  return entry == entries.end() ? UnknownModel(term) : entry->make(term);
}

/// Parses a specification and replaces presets by their models.
Result<std::vector<SpecTerm>> ExpandedSpec(std::string_view spec) {
  auto terms = ParseNetworkSpec(spec);
  if (!terms.ok()) return terms;
  std::vector<SpecTerm> expanded;
  for (const SpecTerm& term : *terms) {
    const NetworkPreset* preset = FindPreset(term.model);
    if (preset == nullptr) {
      expanded.push_back(term);
      continue;
    }
    if (!term.arguments.empty()) {
      return SpecError(term.where, "the preset " + term.model + " takes no parameters");
    }
    auto models = ParseNetworkSpec(preset->spec);
    if (!models.ok()) return models;
    expanded.insert(expanded.end(), models->begin(), models->end());
  }
  return expanded;
}

void SortByTime(Flights& flights) {
  std::stable_sort(flights.begin(), flights.end(),
                   [](const Flight& a, const Flight& b) { return a.time < b.time; });
}

}  // namespace

Result<Network> Network::Parse(std::string_view spec) {
  const auto terms = ExpandedSpec(spec);
  if (!terms.ok()) return terms.status();
  Network network;
  for (const SpecTerm& term : *terms) {
    auto stage = StageOf(term);
    if (!stage.ok()) return stage.status();
    network.stages_.push_back(std::move(*stage));
  }
  return network;
}

Flights Network::Send(Flights packets, uint64_t seed) const {
  Random seeds(seed);
  SortByTime(packets);
  for (const NetworkStage& stage : stages_) {
    const uint64_t high = seeds.Next();
    Random random(high << 32U | seeds.Next());
    stage(packets, random);
    SortByTime(packets);
  }
  return packets;
}

Flights RegularPackets(size_t count, Duration spacing, size_t bytes) {
  Flights packets;
  for (size_t i = 0; i < count; ++i) {
    packets.push_back({i, spacing * static_cast<Duration::rep>(i), bytes});
  }
  return packets;
}

Result<Delays> DelaysOf(const Flights& sent, const Flights& arrived) {
  std::map<size_t, size_t> places;
  for (const Flight& flight : sent) places.emplace(flight.packet, places.size());
  Delays delays(sent.size());
  for (const Flight& flight : arrived) {
    const size_t place = places.at(flight.packet);
    if (delays[place]) {
      return Status(StatusCode::kInvalidArgument,
                    "a list of delays cannot represent duplicates; send a trace over the network");
    }
    delays[place] = flight.time - sent[place].time;
  }
  return delays;
}

std::string FormatDelays(const Delays& delays) {
  constexpr int kDecimals = 3;
  std::string text;
  for (const auto& delay : delays) {
    text += (delay ? FormatNumber(ToMs(*delay), kDecimals) : "lost") + '\n';
  }
  return text;
}

Result<Trace> SendOver(const Trace& trace, const Network& network, uint64_t seed) {
  const auto& packets = trace.packets();
  Flights flights;
  for (const TracePacket& packet : packets) {
    flights.push_back({flights.size(), packet.arrival.time_since_epoch(), packet.full_size()});
  }
  Trace received;
  for (const Flight& flight : network.Send(std::move(flights), seed)) {
    const TracePacket& packet = packets[flight.packet];
    if (!received.AddRtp(Timestamp(flight.time), packet.bytes, packet.missing_bytes)) continue;
    received.last().sent = packet.sent;
    received.last().path = received.PathIndex(trace.paths()[packet.path]);
    received.last().rtp.metadata = packet.rtp.metadata;
  }
  if (received.packets().empty()) {
    return Status(StatusCode::kInvalidArgument,
                  "every packet is lost; use a network that delivers some");
  }
  for (const TraceRtcp& rtcp : trace.rtcp()) received.AddRtcp(rtcp.arrival, rtcp.bytes);
  for (const TraceSdp& sdp : trace.sdp()) received.AddSdp(sdp);
  received.receiver() = trace.receiver();
  received.SortByArrival();
  return received;
}

std::vector<ModelInfo> NetworkModels() {
  std::vector<ModelInfo> models;
  for (const CatalogueEntry& entry : Catalogue()) models.push_back(entry.info);
  return models;
}

}  // namespace neteq::sim
