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

/// Why a replay did what it did at a moment.
namespace neteq {
namespace sim {

/// A packet whose sound a concealment took the place of.
struct MissingPacket {
  enum class Fate : uint8_t {
    kLost,        ///< it never came
    kTooLate,     ///< it came when its time was over
    kPlayedLate,  ///< it came late and ended the concealment
    kNotPlayed,   ///< it was there in time, but what it held was never played
  };

  uint16_t sequence = 0;
  Fate fate = Fate::kLost;
  /// Of packets that came: after their sound was due; negative: before.
  double late_ms = 0.0;
  double transit_ms = 0.0;  ///< above that of the fastest packet of the trace
};

/// A run of ticks with concealment between two with decoded sound.
struct ConcealmentStory {
  double begin_s = 0.0;
  double end_s = 0.0;
  bool is_at_the_end = false;  ///< no packet ended it
  Reason first_reason = Reason::kNoPacket;
  Reason last_reason = Reason::kNoPacket;  ///< of the tick that ended it
  std::vector<MissingPacket> missing{};    ///< in order of sequence
  std::optional<TickNote> before{};        ///< the last tick with decoded sound
};

/// What went on around a moment.
struct Explanation {
  TickNote tick;      ///< at that moment
  TickNote sounding;  ///< the same, or the last before it with decoded sound: has the delay
  CountByName<Operation> last_second{};          ///< operations of the second up to it
  std::vector<ConcealmentStory> concealments{};  ///< that touch the second before or the one after
};

/// `at_s` in seconds after the first packet's arrival. kInvalidArgument if the replay has no tick
/// then, or no sound up to then.
Result<Explanation> Explain(const Stream& stream, const History& history, double at_s);

/// In words.
std::string ExplanationText(const Explanation& explanation);
/// For programs.
std::string ExplanationJson(const Explanation& explanation);

}  // namespace sim

template <>
struct EnumNames<sim::MissingPacket::Fate> {
  static constexpr std::array<std::string_view, 4> kNames = {"lost", "too_late", "played_late",
                                                             "not_played"};
};

}  // namespace neteq
