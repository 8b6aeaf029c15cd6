// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/play/output_stage.h"
#include "neteq/internal/play/signal_path.h"
#include "neteq/internal/play/sync_buffer.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/internal/receive/stream_tracker.h"
#include "neteq/policy.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// The audio that a tick played.
struct Playout {
  MediaTime first_sample{};     ///< read position of the sync buffer before the tick
  MediaTime playout_time{};     ///< end of the played audio
  MediaClock clock{};           ///< clock of the timeline
  SyncBuffer::Popped popped{};  ///< numbers of concealed and noise samples
  bool has_tone = false;
  bool begins_with_codec_noise = false;  ///< the first sample is noise of the decoder
  bool is_faded_out = false;             ///< concealment has faded out completely
};

/// Delays after a tick.
struct Delays {
  Duration target{0};
  Duration unlimited_target{0};
  Duration level{0};     ///< smoothed buffer level
  Duration unplayed{0};  ///< length of the decoded, unplayed audio
  Duration waiting{0};   ///< length of the audio in waiting packets
  int packets_in_buffer = 0;
};

/// Packets discarded before the decision.
struct Discarded {
  DropCount late{};
  Inbox::Skipped backlog{};
};

/// Input of MakeReport: the observation, the decision and the outcome of a tick. `playout` is empty
/// before the first packet.
struct TickFacts {
  Discarded discarded{};
  PolicyInput input{};
  Decision decision{};
  bool decode_error = false;
  int packets_decoded = 0;
  PlayOutcome outcome{};
  std::optional<Playout> playout{};
  TickFormat output{};
  bool output_too_small = false;
};

/// Makes the report of a tick. A pure function.
TickReport MakeReport(const TickFacts& facts, const Delays& delays) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
