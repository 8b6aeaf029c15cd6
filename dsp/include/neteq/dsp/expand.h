// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/params.h"
#include "neteq/dsp/pitch.h"
#include "neteq/dsp/shaped_noise.h"

namespace neteq::dsp {

/// Whether Generate goes on fading out, or holds its level because real audio follows (Normal,
/// Merge) and fades over it: then the noise heard last goes back and forth instead of new one being
/// made, which takes half of such a tick and sounds the same for some milliseconds.
enum class Fading { kOn, kHeld };

/// Packet loss concealment: continues the last sound played as pitch cycles plus LPC-shaped noise,
/// slowly fading.
///
/// Model     y = mute (mix periodic + (1 - mix) gain noise / A(z)) + sqrt(1 - mute^2) background
///           periodic: the last pitch cycle, made seamlessly periodic, in which the cycle before it
///           takes part with 0, 1/4, 1/2, 1/4, 0, ... at the starts of cycles, linear in between
/// Use       Begin() once when a loss begins: analyses the history and gives the overlap() samples
///           that replace the newest, not yet played samples. Then Generate() any number of samples
///           that follow them, again and again: while it fades, the same samples however they are
///           asked for. The seam history -> overlap -> generated is continuous.
/// Channels  one lag for all (of the loudest channel) and one noise; mix, gains and filters per
///           channel; a silent channel fades with the loudest
/// Source    WebRTC NetEQ behaviour; structure after ITU-T G.711 Appendix I
class Expand {
 public:
  /// History needed by Begin, and the longest pitch period.
  static constexpr float kHistoryMs = 33.0F;
  static constexpr float kMaxLagMs = 15.0F;

  /// [setup] Allocates.
  Expand(SampleRate rate, int channels, const ExpandParams& params);

  /// Samples held back unplayed so that concealment can start smoothly: 0.625 ms.
  int overlap() const { return overlap_; }

  /// Starts a concealment after `history`, whose last overlap() samples are not played yet.
  /// `history` has at least kHistoryMs. Writes `overlap_out` (overlap() samples).
  void Begin(ConstAudioView history, AudioView overlap_out) noexcept NETEQ_REALTIME;
  /// The next out.frames() samples (any number from 1). Background noise comes from `noise`.
  void Generate(Fading fading, BackgroundNoise& noise, Random& random,
                AudioView out) noexcept NETEQ_REALTIME;
  /// Share of what repeats in the samples that Generate would give next of a channel; the rest is
  /// noise.
  float periodic_share(int channel) const;
  /// What repeats in them: at full level, without noise.
  void Repeat(int channel, std::span<float> out) const noexcept NETEQ_REALTIME;
  /// Ends the concealment; mute_factor() is 1 again.
  void Reset() noexcept;

  /// Between Begin and Reset.
  bool active() const { return active_; }
  /// Gain on the concealed speech, 1 falling to 0; of the channel that is loudest now in its fade
  /// (the largest).
  float mute_factor() const;
  float mute_factor(int channel) const { return channels_[static_cast<size_t>(channel)].fade.mute; }
  /// Every channel has faded out completely (what is left is background noise or silence).
  bool muted() const { return active_ && mute_factor() == 0.0F; }
  /// Pitch period in samples found by Begin.
  int lag_samples() const { return lag_; }

 private:
  /// Gain on concealed speech: a line from `from` to `to` over each segment of 5 ms.
  struct Fade {
    float decay_db_per_ms = 0.0F;
    bool is_onset = false;
    float from = 1.0F;
    float to = 1.0F;
    float mute = 1.0F;   // now
    float floor = 0.0F;  // at or below, it is over
  };
  /// What Begin finds out about a channel.
  struct ChannelState {
    Fade fade;
    float energy = 0.0F;      // a sample of the last cycle, mean square
    float mix_target = 1.0F;  // 1: the unvoiced part is never needed
  };
  /// Samples since Begin.
  struct Clock {
    int64_t generated = 0;
    int64_t faded = 0;   // without those while fading was held
    int in_segment = 0;  // of them, in the current segment
    int cycle = 0;       // pitch cycles completed, modulo 4
    int in_cycle = 0;    // position in the current one
  };
  /// Of a segment, in every channel.
  struct Noise {
    AudioBuffer unvoiced;
    AudioBuffer background;
    int used = 0;  // samples of it; 0 = none is made yet
  };

  void AnalyzeChannel(std::span<const float> history, int channel) noexcept NETEQ_REALTIME;
  void FitNoise(std::span<const float> history, int channel) noexcept NETEQ_REALTIME;
  void SetFloors(const BackgroundNoise& noise) noexcept NETEQ_REALTIME;
  void MakeNoise(bool is_fading, BackgroundNoise& noise, Random& random) noexcept NETEQ_REALTIME;
  void TurnNoise() noexcept NETEQ_REALTIME;
  void GeneratePiece(bool is_fading, AudioView out) noexcept NETEQ_REALTIME;
  bool IsBackgroundHeard(bool is_fading) const noexcept NETEQ_REALTIME;
  bool IsUnvoicedHeard() const noexcept NETEQ_REALTIME;
  void RenderBackground(BackgroundNoise& noise, Random& random,
                        AudioView out) noexcept NETEQ_REALTIME;
  void RenderSpeech(int channel, std::span<float> out) noexcept NETEQ_REALTIME;
  void MixUnvoiced(int channel, std::span<float> out) noexcept NETEQ_REALTIME;
  void FadeOver(int channel, bool is_fading, std::span<float> out) noexcept NETEQ_REALTIME;
  void PlanSegment(Fade& fade) const noexcept NETEQ_REALTIME;
  void Advance(bool is_fading, int count) noexcept NETEQ_REALTIME;

  SampleRate rate_;
  ExpandParams params_;
  float late_db_per_ms_;
  float fade_floor_;
  int overlap_;
  int segment_;  // samples in 5 ms
  bool active_ = false;
  int lag_ = 0;
  Decimator decimator_;
  std::vector<ChannelState> channels_;
  AudioBuffer cycles_;   // the last pitch cycle, periodic
  AudioBuffer earlier_;  // the cycle before it, likewise, at the level of the last
  Clock clock_;
  ShapedNoise unvoiced_;  // anew for each loss
  Noise segment_noise_;
};

}  // namespace neteq::dsp
