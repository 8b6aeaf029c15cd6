// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/params.h"
#include "neteq/dsp/varispeed.h"
#include "neteq/internal/play/sync_buffer.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Executes stretch operations by resampling (stretch.method=resample) instead of splicing.
class VariableSpeed {
 public:
  /// [setup] Inactive unless `params` selects resampling. `max_decoded`: maximum samples per tick.
  VariableSpeed(SampleRate rate, int channels, int max_decoded, const dsp::StretchParams& params);

  bool active() const { return varispeed_ != nullptr; }
  /// [stream] Resamples the newest `decoded` samples of `sync` at the speed of `operation`. Returns
  /// the new number of samples. Call it in every tick while active, because the resampler has
  /// memory.
  int Process(Operation operation, int decoded, SyncBuffer& sync) noexcept NETEQ_REALTIME;
  /// [stream] Clears the memory, because the next samples do not continue the last ones.
  void Reset() noexcept NETEQ_REALTIME {
    if (varispeed_) varispeed_->Reset();
  }

 private:
  std::unique_ptr<dsp::Varispeed> varispeed_;
  double speed_change_;
  AudioBuffer resampled_;
};

}  // namespace neteq::internal
