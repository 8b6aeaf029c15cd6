// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "simulator/explain/explain.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/seconds.h"
#include "simulator/support/text.h"
#include "simulator/support/text_table.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;
using Fate = MissingPacket::Fate;

/// Indexed by Reason.
constexpr std::array<std::string_view, 19> kWhy = {
    "nothing has arrived yet",
    "the packet that continues the sound was available",
    "enough decoded sound was left",
    "the buffer was empty",
    "a later packet was available, but the missing one could still arrive",
    "after a long concealment the buffer fills up first",
    "the gap was bridged, or the wait was long enough: playout resumed with a later packet",
    "the delay was above the target",
    "the delay was so far above the target that several periods could be removed",
    "the delay was below the target",
    "a stretch was due, but there was too little sound for it",
    "a new stream or codec began, or the timestamps jumped",
    "the concealment was so long that decoding restarted",
    "the decoder rejected the packet",
    "a comfort-noise packet was due",
    "the sender paused",
    "speech was available after a pause, but it was too early to play it",
    "a telephone event was played",
    "the caller chose the operation",
};
static_assert(kWhy.size() == EnumNames<Reason>::kNames.size());

std::string_view WhyOf(Reason reason) { return kWhy[static_cast<size_t>(reason)]; }
std::string Seconds(double seconds) { return FormatFixed(seconds, 2) + " s"; }
std::string Ms(double ms) { return FormatFixed(ms, 1) + " ms"; }

/// Selects the half of "if positive; negative: if negative" that applies.
std::string Meaning(std::string_view description, double value) {
  constexpr std::string_view kNegative = "; negative: ";
  const size_t split = description.find(kNegative);
  if (split == std::string_view::npos) return std::string(description);
  return std::string(value < 0.0 ? description.substr(split + kNegative.size())
                                 : description.substr(0, split));
}

std::string StagesText(const DelayStages& stages) {
  std::string text;
  ForEachLeaf(stages, [&](std::string_view, const auto& field, double value) {
    if (std::abs(value) < 0.05) return;
    const std::string digits = FormatFixed(value, 1);
    text += std::string(10 - std::min<size_t>(9, digits.size()), ' ') + digits + " ms  " +
            Meaning(field.description, value) + '\n';
  });
  return text;
}

/// The decision, where another operation was executed.
std::string DecisionText(const TickNote& tick) {
  if (tick.decided_operation == tick.operation) return "";
  return LabelLine("Decided", std::string(NameOf(tick.decided_operation)) + ": " +
                                  std::string(WhyOf(tick.decided_reason)));
}

std::string DelayText(const Explanation& explanation) {
  const TickNote& tick = explanation.sounding;
  std::string text =
      "Playout delay   " + Ms(*tick.playout_delay_ms) + " behind the fastest packet of the trace";
  if (tick.time_s < explanation.tick.time_s) {
    text += ", at " + Seconds(tick.time_s) + ", the last tick with decoded sound";
  }
  return text + ":\n" + StagesText(tick.stages);
}

/// Target and mixed cost of a candidate: "48 ms costs 3.21".
std::string CostText(const delay::CandidateCost& candidate, double fast_weight) {
  const double cost =
      candidate.slow_cost + fast_weight * (candidate.fast_cost - candidate.slow_cost);
  return FormatFixed(ToMs(candidate.target), 0) + " ms costs " + FormatFixed(cost, 2);
}

/// The candidate nearest to `target`, and the two next to it on either side.
std::string CandidatesText(std::span<const delay::CandidateCost> candidates, Duration target,
                           double fast_weight) {
  const auto nearest =
      std::min_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
        return std::chrono::abs(a.target - target) < std::chrono::abs(b.target - target);
      });
  constexpr ptrdiff_t kNeighbours = 2;
  const auto begin = nearest - std::min(kNeighbours, nearest - candidates.begin());
  const auto end = nearest + std::min(kNeighbours + 1, candidates.end() - nearest);
  std::string text;
  for (auto candidate = begin; candidate != end; ++candidate)
    text += (text.empty() ? "" : ", ") + CostText(*candidate, fast_weight);
  return text + " points of R";
}

/// State of the adaptive estimator; empty for others.
std::string EstimatorText(const Explanation& explanation) {
  if (explanation.candidates.empty()) return "";
  const delay::EstimatorReport& report = explanation.tick.estimator;
  const double fast = report.fast_weight;
  std::string text =
      LabelLine("Memories", "fast " + Ms(ToMs(report.fast_delay)) + ", slow " +
                                Ms(ToMs(report.slow_delay)) + "; the " +
                                (fast > 0.5 ? "fast" : "slow") + " one leads with " +
                                FormatFixed(100.0 * std::max(fast, 1.0 - fast), 0) + " %") +
      LabelLine("Candidates", CandidatesText(explanation.candidates, report.quantile_delay, fast));
  if (report.queue_height > Duration::zero())
    text += LabelLine("Queue", "the fastest packets are " + Ms(ToMs(report.queue_height)) +
                                   " slower than before");
  if (report.peak_mode)
    text += LabelLine("Spikes", report.peak_delay > Duration::zero()
                                    ? "one of " + Ms(ToMs(report.peak_delay)) + " is due"
                                    : std::string("they recur, none is due"));
  const delay::ServiceReport& service = report.service;
  if (service.late_since) text += LabelLine("Service level", "the late share cannot be kept");
  if (service.slow_since) text += LabelLine("Service level", "the delay limit cannot be kept");
  return text;
}

Json EstimatorJson(const Explanation& explanation) {
  if (explanation.candidates.empty()) return {};
  const delay::EstimatorReport& report = explanation.tick.estimator;
  Json candidates = Json::array();
  for (const delay::CandidateCost& candidate : explanation.candidates) {
    candidates.push_back({{"target_ms", Rounded(ToMs(candidate.target))},
                          {"fast_cost", Rounded(candidate.fast_cost)},
                          {"slow_cost", Rounded(candidate.slow_cost)}});
  }
  return {{"fast_delay_ms", Rounded(ToMs(report.fast_delay))},
          {"slow_delay_ms", Rounded(ToMs(report.slow_delay))},
          {"fast_weight", Rounded(report.fast_weight)},
          {"queue_height_ms", Rounded(ToMs(report.queue_height))},
          {"spikes_recur", report.peak_mode},
          {"spike_target_ms", Rounded(ToMs(report.peak_delay))},
          {"late_share_is_kept", !report.service.late_since},
          {"delay_is_kept", !report.service.slow_since},
          {"candidates", candidates}};
}

std::string OperationsText(const CountByName<Operation>& counts) {
  std::vector<std::pair<std::string, std::string_view>> items;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0)
      items.emplace_back(std::to_string(counts[i]), EnumNames<Operation>::kNames[i]);
  }
  return JoinCounts(items) + " ticks";
}

std::string MissingText(const MissingPacket& packet) {
  const std::string name = "  packet " + std::to_string(packet.sequence);
  if (packet.fate == Fate::kLost) return name + " never arrived\n";
  if (packet.fate == Fate::kNotPlayed) return name + " arrived in time, but was not played\n";
  return name + " arrived " + Ms(packet.late_ms) + " after it was due (" + Ms(packet.transit_ms) +
         " slower than the fastest)" +
         (packet.fate == Fate::kTooLate ? ", too late to be played\n"
                                        : " and ended the concealment\n");
}

/// Tells which delay was needed to avoid the concealment, and why it was not reached.
std::string DelayBeforeText(const ConcealmentStory& story) {
  if (!story.before) return "";
  const TickNote& before = *story.before;
  double slowest_ms = 0.0;
  for (const MissingPacket& packet : story.missing) {
    slowest_ms = std::max(slowest_ms, packet.fate == Fate::kLost ? 0.0 : packet.transit_ms);
  }
  std::string text = "  the delay before it was " + Ms(*before.playout_delay_ms) + ", the target " +
                     Ms(before.target_ms) + '\n';
  if (slowest_ms <= *before.playout_delay_ms) return text;
  text += "  a delay of " + Ms(slowest_ms) + " was needed to play all packets";
  if (before.stages.maximum_ms < 0.0) {
    text += "; the maximum delay lowered the target by " + Ms(-before.stages.maximum_ms);
  }
  if (before.stages.draining_ms < 0.0) {
    text += "; playout was " + Ms(-before.stages.draining_ms) + " below the target";
  }
  return text + '\n';
}

std::string StoryText(const ConcealmentStory& story) {
  std::string text = "Concealment     from " + Seconds(story.begin_s) + " to " +
                     Seconds(story.end_s) + ": " + std::string(WhyOf(story.first_reason)) + '\n';
  for (const MissingPacket& packet : story.missing) text += MissingText(packet);
  text += DelayBeforeText(story);
  if (story.is_at_the_end) return text + "  no packet arrived after it\n";
  return text + "  it ended because " + std::string(WhyOf(story.last_reason)) + '\n';
}

Json TickJson(const TickNote& tick) {
  Json json = {{"time_s", Rounded(tick.time_s)},
               {"operation", NameOf(tick.operation)},
               {"reason", NameOf(tick.reason)},
               {"decided_operation", NameOf(tick.decided_operation)},
               {"decided_reason", NameOf(tick.decided_reason)},
               {"is_concealed", tick.is_concealed},
               {"target_ms", Rounded(tick.target_ms)},
               {"buffer_ms", Rounded(tick.buffer_ms)},
               {"packets_in_buffer", tick.packets_in_buffer}};
  if (!tick.playout_delay_ms) return json;
  json["playout_delay_ms"] = Rounded(*tick.playout_delay_ms);
  json["stages"] = FiguresToJson(tick.stages);
  return json;
}

Json StoryJson(const ConcealmentStory& story) {
  Json missing = Json::array();
  for (const MissingPacket& packet : story.missing) {
    Json json = {{"sequence", packet.sequence}, {"fate", NameOf(packet.fate)}};
    if (packet.fate != Fate::kLost) {
      json["late_ms"] = Rounded(packet.late_ms);
      json["transit_ms"] = Rounded(packet.transit_ms);
    }
    missing.push_back(json);
  }
  return {{"begin_s", Rounded(story.begin_s)},
          {"end_s", Rounded(story.end_s)},
          {"first_reason", NameOf(story.first_reason)},
          {"last_reason", NameOf(story.last_reason)},
          {"is_at_the_end", story.is_at_the_end},
          {"missing", missing},
          {"before", story.before ? TickJson(*story.before) : Json()}};
}

}  // namespace

std::string ConcealmentsText(const std::vector<ConcealmentStory>& concealments) {
  if (concealments.empty()) return "No concealment.\n";
  std::string text;
  for (const ConcealmentStory& story : concealments) {
    text += FormatFixed((story.end_s - story.begin_s) * 1000.0, 0) + " ms at " +
            FormatTime(story.begin_s) + '\n' + StoryText(story) + '\n';
  }
  return text;
}

std::string ConcealmentsJson(const std::vector<ConcealmentStory>& concealments) {
  Json stories = Json::array();
  for (const ConcealmentStory& story : concealments) stories.push_back(StoryJson(story));
  const Json json = {{"tool", "neteq explain"}, {"concealments", stories}};
  return json.dump(2) + '\n';
}

std::string ExplanationText(const Explanation& explanation) {
  const TickNote& tick = explanation.tick;
  std::string text =
      LabelLine("At " + Seconds(tick.time_s),
                std::string(NameOf(tick.operation)) + ": " + std::string(WhyOf(tick.reason))) +
      DecisionText(tick) + DelayText(explanation) +
      LabelLine("Target", Ms(explanation.sounding.stages.target_ms())) +
      EstimatorText(explanation) +
      LabelLine("Buffer",
                Ms(tick.buffer_ms) + ", packets: " + std::to_string(tick.packets_in_buffer)) +
      LabelLine("Second before", OperationsText(explanation.last_second));
  if (explanation.concealments.empty()) {
    return text + LabelLine("Concealment", "none within a second");
  }
  for (const ConcealmentStory& story : explanation.concealments) text += StoryText(story);
  return text;
}

std::string ExplanationJson(const Explanation& explanation) {
  Json operations = Json::object();
  for (size_t i = 0; i < explanation.last_second.size(); ++i) {
    operations[std::string(EnumNames<Operation>::kNames[i])] = explanation.last_second[i];
  }
  Json stories = Json::array();
  for (const ConcealmentStory& story : explanation.concealments)
    stories.push_back(StoryJson(story));
  const Json json = {{"tool", "neteq explain"},
                     {"tick", TickJson(explanation.tick)},
                     {"sounding", TickJson(explanation.sounding)},
                     {"estimator", EstimatorJson(explanation)},
                     {"last_second", operations},
                     {"concealments", stories}};
  return json.dump(2) + '\n';
}

}  // namespace neteq::sim
