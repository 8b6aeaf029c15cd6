// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/decision_params.h"
#include "neteq/reports.h"

/// What is decided in each tick, and on what grounds: the seam for a policy of one's own.
namespace neteq {

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
  bool is_comfort_noise = false;  ///< a silence descriptor (RFC 3389)
  /// If it were played in this tick: how far that is behind the fastest packet of the last seconds.
  Duration recent_playout_delay{0};
};

/// Noise that fills a pause of the sender.
enum class PauseNoise : uint8_t {
  kNone,
  kRfc3389,
  kCodec,  ///< the decoder's
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
  Duration waiting_span{
      0};  ///< the same, with the time that the last one has waited for its length
  bool dtx_in_buffer = false;
  int concealed_ticks = 0;   ///< length of the concealment going on
  float mute_factor = 1.0F;  ///< of that concealment
  PauseNoise pause_noise = PauseNoise::kNone;
  Duration noise_length{0};  ///< generated after end_time
  bool dtmf_active = false;  ///< a telephone key sounds in this tick
  bool has_codec_plc = false;
  Duration target{0};
  Duration filtered_level{0};  ///< smoothed span
  Duration recent_playout_delay{
      0};  ///< of the first sample of this tick, as NextPacket::recent_playout_delay
  Duration max_arrival_delay{0};  ///< of the slowest packet of the last seconds, likewise
  PreviousTick previous{};
};

/// What to do in this tick. Final: nothing overrides it; what goes differently is reported as
/// outcome.
struct Decision {
  Operation operation = Operation::kNormal;
  Reason reason = Reason::kBufferedAudio;
  /// Decode waiting packets, in order and without a gap, until this many samples are there; 0:
  /// decode nothing. Comfort noise: not 0 takes the silence descriptor that waits.
  int64_t decode_samples = 0;
  bool reset_decoder = false;
  /// Lets the smoothed level start anew from the present one: the delay has jumped.
  bool relevel = false;
};

/// Decides what to do in each tick. Implement it to try a policy of your own; the one built in is
/// made by MakeNetEqPolicy.
///
/// Threads   called from GetAudio only. Must not allocate, lock, throw or read a clock.
class DecisionPolicy {
 public:
  virtual ~DecisionPolicy() = default;
  virtual Decision Decide(const PolicyInput& input) noexcept NETEQ_REALTIME = 0;
  /// Another stream begins, or decoding starts afresh.
  virtual void Reset() noexcept NETEQ_REALTIME {}

 protected:
  DecisionPolicy() = default;
  DecisionPolicy(const DecisionPolicy&) = default;
  DecisionPolicy& operator=(const DecisionPolicy&) = default;
};

/// [setup] The rules of NetEQ, as `params` choose among its generations.
std::unique_ptr<DecisionPolicy> MakeNetEqPolicy(const DecisionParams& params);

/// The decision that carries out `operation` with what is there; what cannot be done turns into the
/// nearest thing: a stretch without enough audio into normal playout, all but noise without a
/// packet into concealment.
Decision DecisionFor(Operation operation, const PolicyInput& input) noexcept NETEQ_REALTIME;

}  // namespace neteq
