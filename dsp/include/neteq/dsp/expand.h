// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/params.h"
#include "neteq/dsp/pitch.h"
#include "neteq/dsp/segment_noise.h"

namespace neteq::dsp {

/// Whether Generate() fades. kHeld keeps the level while real audio follows and is cross-faded in
/// (Normal, Merge); its noise is replayed (see SegmentNoise).
enum class Fading { kOn, kHeld };

/// Packet loss concealment: extrapolates the last played audio as repeated pitch cycles plus
/// LPC-shaped noise, slowly fading out.
///
/// - Model: y = mute (mix periodic + (1 - mix) gain noise / A(z)) + sqrt(1 - mute^2) background.
///   `periodic` is the last pitch cycle, made seamlessly periodic and blended with the cycle before
///   it. The share of the earlier cycle is 0, 1/4, 1/2, 1/4, 0, ... at successive cycle starts and
///   linear in between.
/// - Use: call Begin() once per loss. It analyses the history and returns overlap() samples that
///   replace the newest, not yet played samples. Then call Generate() any number of times for the
///   samples that follow; while fading, they do not depend on block lengths. The signal is
///   continuous from history through overlap to generated samples.
/// - Channels: one lag (that of the loudest channel) and one noise source for all; mix, gains and
///   filters per channel. A silent channel fades with the loudest.
/// - Source: WebRTC NetEQ behaviour; structure after ITU-T G.711 Appendix I.
class Expand {
 public:
  /// History that Begin() needs, and the longest pitch period.
  static constexpr float kHistoryMs = 33.0F;
  static constexpr float kMaxLagMs = 15.0F;

  /// [setup] Allocates.
  Expand(SampleRate rate, int channels, const ExpandParams& params);

  /// Number of samples held back unplayed for a smooth start of concealment: 0.625 ms.
  int overlap() const { return overlap_; }

  /// Starts concealment after `history` (at least kHistoryMs), whose last overlap() samples are not
  /// played yet. Writes their replacement to `overlap_out` (overlap() samples).
  void Begin(ConstAudioView history, AudioView overlap_out) noexcept NETEQ_REALTIME;
  /// Writes the next out.frames() samples (any number from 1). Takes background noise from `noise`.
  void Generate(Fading fading, BackgroundNoise& noise, Random& random,
                AudioView out) noexcept NETEQ_REALTIME;
  /// Share of the periodic part in the next samples of a channel, in [0, 1]; the rest is noise.
  float periodic_share(int channel) const;
  /// Writes the periodic part of the next samples of a channel, at full level and without noise.
  void Repeat(int channel, std::span<float> out) const noexcept NETEQ_REALTIME;
  /// Ends concealment; mute_factor() returns to 1.
  void Reset() noexcept;

  /// True between Begin() and Reset().
  bool active() const { return active_; }
  /// Gain of the concealed speech, falling from 1 to 0; the largest over all channels.
  float mute_factor() const;
  float mute_factor(int channel) const { return channels_[static_cast<size_t>(channel)].fade.mute; }
  /// True once every channel has faded out and only background noise or silence remains.
  bool muted() const { return active_ && mute_factor() == 0.0F; }
  /// Pitch period in samples, as found by Begin().
  int lag_samples() const { return cycles_.lag; }

 private:
  /// Gain of the concealed speech: linear from `from` to `to` within each segment of 5 ms.
  struct Fade {
    float decay_db_per_ms = 0.0F;
    bool is_onset = false;
    float from = 1.0F;
    float to = 1.0F;
    float mute = 1.0F;   // current gain
    float floor = 0.0F;  // the fade ends at or below this gain
  };
  /// Analysis results of one channel.
  struct ChannelState {
    Fade fade;
    float energy = 0.0F;      // mean square of the last cycle
    float mix_target = 1.0F;  // 1: no noise part needed
  };
  /// Positions since Begin(), in samples.
  struct Clock {
    int64_t generated = 0;
    int64_t faded = 0;   // without samples generated while the fade was held
    int in_segment = 0;  // position in the current segment
    int cycle = 0;       // pitch cycles completed, modulo 4
    int in_cycle = 0;    // position in the current cycle
  };
  /// Pitch cycles before the loss, made periodic.
  struct Cycles {
    int lag = 0;          // length in samples
    AudioBuffer latest;   // the last cycle
    AudioBuffer earlier;  // the cycle before it, scaled to the level of the last
  };
  /// How concealed speech fades late in a loss.
  struct FadeLaw {
    float late_db_per_ms = 0.0F;
    float floor = 0.0F;  // the fade ends at or below this gain
  };

  void AnalyzeChannel(std::span<const float> history, int channel) noexcept NETEQ_REALTIME;
  void FitNoise(std::span<const float> history, int channel) noexcept NETEQ_REALTIME;
  void SetFloors(const BackgroundNoise& noise) noexcept NETEQ_REALTIME;
  SegmentNoise::Heard HeardNoise(bool is_fading) const noexcept NETEQ_REALTIME;
  float BackgroundGain() const noexcept NETEQ_REALTIME;
  void GeneratePiece(bool is_fading, AudioView out) noexcept NETEQ_REALTIME;
  bool IsBackgroundHeard(bool is_fading) const noexcept NETEQ_REALTIME;
  bool IsUnvoicedHeard() const noexcept NETEQ_REALTIME;
  void RenderSpeech(int channel, std::span<float> out) noexcept NETEQ_REALTIME;
  void MixUnvoiced(int channel, std::span<float> out) noexcept NETEQ_REALTIME;
  void FadeOver(int channel, bool is_fading, std::span<float> out) noexcept NETEQ_REALTIME;
  void PlanSegment(Fade& fade) const noexcept NETEQ_REALTIME;
  void Advance(bool is_fading, int count) noexcept NETEQ_REALTIME;

  SampleRate rate_;
  ExpandParams params_;
  FadeLaw fade_law_;
  int overlap_;
  int segment_;  // samples in 5 ms
  bool active_ = false;
  Decimator decimator_;
  std::vector<ChannelState> channels_;
  Cycles cycles_;
  Clock clock_;
  SegmentNoise noise_;
};

}  // namespace neteq::dsp
