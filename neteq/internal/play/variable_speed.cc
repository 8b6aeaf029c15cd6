// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/variable_speed.h"

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {

VariableSpeed::VariableSpeed(SampleRate rate, int channels, int max_decoded,
                             const dsp::StretchParams& params)
    : speed_change_(params.speed_change) {
  if (params.method != dsp::StretchMethod::kResample) return;
  varispeed_ = std::make_unique<dsp::Varispeed>(rate, channels);
  resampled_ = AudioBuffer(channels, dsp::Varispeed::MaxOutput(max_decoded));
}

int VariableSpeed::Process(Operation operation, int decoded, SyncBuffer& sync) noexcept {
  double speed = 1.0;
  if (IsAccelerate(operation)) speed += speed_change_;
  if (operation == Operation::kPreemptiveExpand) speed -= speed_change_;
  const AudioView out = resampled_.First(resampled_.capacity());
  const int frames = varispeed_->Process(sync.Newest(decoded), speed, out);
  sync.ReplaceNewest(decoded, out.First(frames), Origin::kDecoded);
  return frames;
}

}  // namespace neteq::internal
