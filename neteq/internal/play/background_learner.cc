// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/background_learner.h"

namespace neteq::internal {

void BackgroundLearner::OnPlayed(const SyncBuffer::Popped& popped, const SyncBuffer& sync,
                                 SampleRate rate) noexcept {
  clean_ticks_ = popped.concealed > 0 ? 0 : clean_ticks_ + 1;
  if (clean_ticks_ < dsp::BackgroundNoise::kWindow) {
    noise_.Skip();
  } else {
    noise_.Update(sync.Played(dsp::BackgroundNoise::kWindow * rate.tick_samples()));
  }
}

void BackgroundLearner::Reset() noexcept {
  noise_.Skip();
  clean_ticks_ = 0;
}

}  // namespace neteq::internal
