// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "base/realtime.h"
#include "base/units.h"
#include "neteq/config.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// How the operation of the tick before went.
struct PreviousTick {
  Operation operation = Operation::kNormal;
  int stretched_samples = 0;  ///< > 0 inserted, < 0 removed, 0: no stretch or a failed one
  bool decode_error = false;
};

/// The packet that would be decoded next.
struct NextPacket {
  bool present = false;
  MediaTime media_time{};
  bool is_dtx = false;
};

/// Everything a decision depends on; plain numbers, no pointers. Lengths in samples per channel at
/// `rate`.
struct PolicyInput {
  SampleRate rate{48000};
  bool stream_starts = false;  ///< the next packet begins a new time line
  NextPacket next{};
  MediaTime
      end_time{};  ///< just after the newest decoded audio: where the next packet should start
  int playable_samples = 0;        ///< decoded, unplayed, without the overlap
  int last_frame_samples = 0;      ///< length of the frame decoded last
  int64_t contiguous_samples = 0;  ///< decodable in one run from the next packet on
  int64_t span_samples =
      0;  ///< media time between the first and the end of the last waiting packet
  bool dtx_in_buffer = false;
  int concealed_ticks = 0;   ///< length of the concealment going on
  float mute_factor = 1.0F;  ///< of that concealment
  Duration target{0};
  Duration filtered_level{0};  ///< smoothed span
  PreviousTick previous{};
};

/// What to do in this tick. Final: nothing overrides it; what goes differently is reported as
/// outcome.
struct Decision {
  Operation operation = Operation::kNormal;
  Reason reason = Reason::kBufferedAudio;
  /// Decode waiting packets, in order and without a gap, until this many samples are there; 0:
  /// decode nothing.
  int64_t decode_samples = 0;
  bool reset_decoder = false;
};

/// What decisions remember. A value: copy it, print it, rewind it.
struct PolicyState {
  int stretch_hold_off_ticks = 0;  ///< no stretch before this many ticks have passed
};

/// Policy in one pure function: numbers in, decision out.
///
/// Source: WebRTC NetEQ's decision logic of early 2023 (smoothed level, separate rules for
/// concealment).
Decision Decide(const PolicyInput& input, const DecisionParams& params,
                PolicyState& state) noexcept NETEQ_REALTIME;

/// State after a stream reset: the first stretch waits a little longer.
PolicyState InitialPolicyState(const DecisionParams& params) noexcept;

}  // namespace neteq::internal
