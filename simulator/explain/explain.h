// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "simulator/explain/history.h"
#include "simulator/trace/stream.h"

/// Explains the delay and the concealment of a replay at a given time.
namespace neteq {
namespace sim {

/// A packet that was concealed.
struct MissingPacket {
  enum class Fate : uint8_t {
    kLost,        ///< never arrived
    kTooLate,     ///< arrived too late to be played
    kPlayedLate,  ///< arrived late and ended the concealment
    kNotPlayed,   ///< arrived in time, but was never played
  };

  uint16_t sequence = 0;
  Fate fate = Fate::kLost;
  /// Arrival after the packet was due; negative: before. Only for packets that arrived.
  double late_ms = 0.0;
  double transit_ms = 0.0;  ///< above the fastest packet of the trace
};

/// A run of ticks with concealment between two ticks with decoded sound.
struct ConcealmentStory {
  double begin_s = 0.0;
  double end_s = 0.0;
  bool is_at_the_end = false;  ///< no packet ended it
  Reason first_reason = Reason::kNoPacket;
  Reason last_reason = Reason::kNoPacket;  ///< reason of the tick that ended it
  std::vector<MissingPacket> missing{};    ///< by sequence number
  std::optional<TickNote> before{};        ///< the last tick with decoded sound
};

/// State of the replay around one point in time.
struct Explanation {
  TickNote tick;                         ///< the tick at that time
  TickNote sounding;                     ///< last tick until then with decoded sound; has a delay
  CountByName<Operation> last_second{};  ///< operations of the second before it
  std::vector<ConcealmentStory> concealments{};    ///< overlapping the second before or after
  std::vector<delay::CandidateCost> candidates{};  ///< targets of the adaptive estimator, at `tick`
};

/// Explains the tick `at_s` seconds after the first packet's arrival. kInvalidArgument if the
/// replay has no tick at that time, or no decoded sound until then.
Result<Explanation> Explain(const Stream& stream, const History& history, double at_s);

/// The longest concealments of a replay, longest first, without the one after the last packet.
std::vector<ConcealmentStory> WorstConcealments(const Stream& stream, const History& history,
                                                size_t most);

/// Formats concealments as text and as JSON.
std::string ConcealmentsText(const std::vector<ConcealmentStory>& concealments);
std::string ConcealmentsJson(const std::vector<ConcealmentStory>& concealments);

/// Formats the explanation as text.
std::string ExplanationText(const Explanation& explanation);
/// Formats the explanation as JSON.
std::string ExplanationJson(const Explanation& explanation);

}  // namespace sim

template <>
struct EnumNames<sim::MissingPacket::Fate> {
  static constexpr std::array<std::string_view, 4> kNames = {"lost", "too_late", "played_late",
                                                             "not_played"};
};

}  // namespace neteq
