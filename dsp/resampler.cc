// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/resampler.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include <speex/speex_resampler.h>

#include "neteq/base/check.h"

namespace neteq::dsp {

struct Resampler::Impl {
  struct Destroy {
    void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
  };
  std::unique_ptr<SpeexResamplerState, Destroy> speex;  ///< null if the rates are equal
};

namespace {

/// Speex reads input in pieces and stops after the last output, which may leave a short piece that
/// produces no output. Passing capacity for one more output makes Speex consume it.
void ConsumeRest(SpeexResamplerState* state, int channel, std::span<const float> rest) {
  if (rest.empty()) return;
  auto consumed = static_cast<spx_uint32_t>(rest.size());
  spx_uint32_t produced = 1;
  float none = 0.0F;
  speex_resampler_process_float(state, static_cast<spx_uint32_t>(channel), rest.data(), &consumed,
                                &none, &produced);
  NETEQ_DCHECK(consumed == rest.size() && produced == 0);
}

}  // namespace

Resampler::Resampler(SampleRate in, SampleRate out, int channels)
    : impl_(std::make_unique<Impl>()) {
  NETEQ_DCHECK(channels > 0);
  if (in == out) return;
  impl_->speex.reset(speex_resampler_init(
      static_cast<spx_uint32_t>(channels), static_cast<spx_uint32_t>(in.hz()),
      static_cast<spx_uint32_t>(out.hz()), SPEEX_RESAMPLER_QUALITY_DESKTOP, nullptr));
  NETEQ_DCHECK(impl_->speex);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::Process(ConstAudioView in, AudioView out) noexcept {
  NETEQ_DCHECK(in.channels() == out.channels());
  if (!impl_->speex) {
    Copy(in, out);
    return;
  }
  for (int c = 0; c < in.channels(); ++c) {
    auto consumed = static_cast<spx_uint32_t>(in.frames());
    auto produced = static_cast<spx_uint32_t>(out.frames());
    speex_resampler_process_float(impl_->speex.get(), static_cast<spx_uint32_t>(c),
                                  in.Channel(c).data(), &consumed, out.Channel(c).data(),
                                  &produced);
    ConsumeRest(impl_->speex.get(), c, in.Channel(c).subspan(consumed));
    NETEQ_DCHECK(produced == static_cast<spx_uint32_t>(out.frames()));
  }
}

void Resampler::Reset() noexcept {
  if (impl_->speex) speex_resampler_reset_mem(impl_->speex.get());
}

int Resampler::latency_samples() const {
  return impl_->speex ? speex_resampler_get_output_latency(impl_->speex.get()) : 0;
}

}  // namespace neteq::dsp
