// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "base/audio_view.h"
#include "base/random.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/background_noise.h"
#include "dsp/decimator.h"
#include "dsp/lpc.h"
#include "dsp/params.h"
#include "dsp/pitch.h"

namespace neteq::dsp {

/// Whether Generate goes on fading out, or holds its level because real audio follows (Normal,
/// Merge).
enum class Fading { kOn, kHeld };

/// Packet loss concealment: continues the last sound played as pitch cycles plus LPC-shaped noise,
/// slowly fading.
///
/// Model     y = mute * (mix * periodic + (1 - mix) * gain * noise / A(z)) + noise_gain *
/// background
///           periodic: the last pitch period (and the one before it, in turning proportions), made
///           seamlessly periodic
/// Use       Begin() once when a loss begins: analyses the history and gives the `overlap()`
/// samples that replace the
///           newest, not yet played samples. Then Generate() any number of samples that follow
///           them, again and again. The seam history -> overlap -> generated is continuous.
/// Channels  one lag for all (of the loudest channel); mix, gains and filters per channel
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
  /// Ends the concealment; mute_factor() is 1 again.
  void Reset() noexcept;

  /// Between Begin and Reset.
  bool active() const { return active_; }
  /// Gain on the concealed speech, 1 falling to 0; of the channel that is loudest now in its fade
  /// (the largest).
  float mute_factor() const;
  float mute_factor(int channel) const {
    return channels_[static_cast<size_t>(channel)].mute_factor;
  }
  /// Every channel has faded out completely (what is left is background noise or silence).
  bool muted() const { return active_ && mute_factor() == 0.0F; }
  /// Pitch period in samples found by Begin.
  int lag_samples() const { return lag_; }

 private:
  struct ChannelState {
    float mute_factor = 1.0F;
    // the implementer adds what synthesis needs
  };

  SampleRate rate_;
  ExpandParams params_;
  int overlap_;
  bool active_ = false;
  int lag_ = 0;
  Decimator decimator_;
  std::vector<ChannelState> channels_;
};

}  // namespace neteq::dsp
