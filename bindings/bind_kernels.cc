// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include <pybind11/pybind11.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/dtmf_tone.h"
#include "neteq/dsp/expand.h"
#include "neteq/dsp/merge.h"
#include "neteq/dsp/time_stretch.h"
#include "neteq/dsp/varispeed.h"

/// The kernels that generate or modify audio. The Python modules check shapes, rates and ranges.
namespace py = pybind11;

namespace neteq::python {
namespace {

using Input = InputArray<float>;

/// Copies the first `frames` samples per channel to an array.
py::array_t<float> ArrayOf(const AudioBuffer& buffer, int frames) {
  auto audio = NewAudio(buffer.channels(), frames);
  Copy(buffer.First(frames), WritableViewOf(audio));
  return audio;
}

py::tuple Stretch(const Input& audio, int rate_hz, bool is_faster, bool fast, int old_samples,
                  double background_energy, double min_correlation) {
  const ConstAudioView in = ViewOf(audio);
  dsp::StretchParams params;
  params.min_correlation = min_correlation;
  params.min_correlation_fast = min_correlation;
  dsp::TimeStretcher stretcher(SampleRate(rate_hz), params);
  const int room = in.frames() + stretcher.max_change_samples();
  AudioBuffer out(in.channels(), room);
  const auto energy = static_cast<float>(background_energy);
  const dsp::StretchOutcome outcome = Unlocked([&] {
    return is_faster ? stretcher.Accelerate(in, fast, energy, out.First(in.frames()))
                     : stretcher.PreemptiveExpand(in, old_samples, energy, out.First(room));
  });
  const int change = is_faster ? -outcome.changed_samples : outcome.changed_samples;
  return py::make_tuple(ArrayOf(out, in.frames() + change), static_cast<int>(outcome.result),
                        change, outcome.correlation);
}

py::array_t<float> Varispeed(const Input& audio, int rate_hz, double speed) {
  const ConstAudioView in = ViewOf(audio);
  dsp::Varispeed varispeed(SampleRate(rate_hz), in.channels());
  AudioBuffer out(in.channels(), dsp::Varispeed::MaxOutput(in.frames()));
  const int frames =
      Unlocked([&] { return varispeed.Process(in, speed, out.First(out.capacity())); });
  return ArrayOf(out, frames);
}

py::tuple Expand(const Input& history, int rate_hz, int samples, const std::string& background,
                 double fade_db_per_ms, double fade_end_db, uint64_t seed) {
  const ConstAudioView in = ViewOf(history);
  const SampleRate rate(rate_hz);
  dsp::ExpandParams params{.fade_db_per_ms = fade_db_per_ms, .fade_end_db = fade_end_db};
  constexpr auto& kNames = EnumNames<dsp::BackgroundNoiseMode>::kNames;
  const auto mode = std::find(kNames.begin(), kNames.end(), background);
  params.background_noise = static_cast<dsp::BackgroundNoiseMode>(mode - kNames.begin());
  dsp::Expand expand(rate, in.channels(), params);
  dsp::BackgroundNoise noise(rate, in.channels());
  Random random(seed);
  auto overlap = NewAudio(in.channels(), expand.overlap());
  auto generated = NewAudio(in.channels(), samples);
  const AudioView first = WritableViewOf(overlap);
  const AudioView rest = WritableViewOf(generated);
  Unlocked([&] {
    noise.Update(in);
    expand.Begin(in, first);
    if (!rest.empty()) expand.Generate(dsp::Fading::kOn, noise, random, rest);
    return 0;
  });
  return py::make_tuple(overlap, generated, expand.lag_samples(), expand.mute_factor());
}

py::tuple Merge(const Input& extension, const Input& decoded, int rate_hz, double mute_factor,
                int max_lag_samples, int min_samples) {
  const ConstAudioView before = ViewOf(extension);
  const ConstAudioView after = ViewOf(decoded);
  dsp::Merger merger{SampleRate(rate_hz)};
  AudioBuffer out(before.channels(), before.frames() + after.frames());
  const dsp::MergeOutcome outcome = Unlocked([&] {
    return merger.Merge(before, after, static_cast<float>(mute_factor),
                        {max_lag_samples, min_samples}, out.First(out.capacity()));
  });
  return py::make_tuple(ArrayOf(out, outcome.frames), outcome.offset_samples, outcome.fade_samples);
}

py::array_t<float> ComfortNoise(const py::bytes& descriptor, int rate_hz, int samples, int channels,
                                uint64_t seed) {
  const auto payload = SpanOf(descriptor);
  auto audio = NewAudio(channels, samples);
  const AudioView out = WritableViewOf(audio);
  Unlocked([&] {
    dsp::ComfortNoise noise(SampleRate(rate_hz), channels);
    noise.UpdateSid(payload);
    Random random(seed);
    noise.Generate(random, out);
    return 0;
  });
  return audio;
}

py::array_t<float> Dtmf(int event, int rate_hz, int samples, int attenuation_db) {
  auto audio = NewAudio(1, samples);
  dsp::DtmfTone tone{SampleRate(rate_hz)};
  tone.Start(event, attenuation_db);
  tone.Generate(WritableViewOf(audio).Channel(0));
  return audio;
}

}  // namespace

void BindKernels(py::module_& module) {
  module.attr("BACKGROUND_ENERGY") = static_cast<double>(dsp::BackgroundNoise::kDefaultEnergy);
  module.def("stretch", &Stretch, py::arg("audio"), py::arg("rate_hz"), py::arg("is_faster"),
             py::arg("fast"), py::arg("old_samples"), py::arg("background_energy"),
             py::arg("min_correlation"),
             "Returns audio, result, change in samples and correlation.");
  module.def("varispeed", &Varispeed, py::arg("audio"), py::arg("rate_hz"), py::arg("speed"),
             "Changes speed and pitch.");
  module.def("expand", &Expand, py::arg("history"), py::arg("rate_hz"), py::arg("samples"),
             py::arg("background"), py::arg("fade_db_per_ms"), py::arg("fade_end_db"),
             py::arg("seed"), "Returns overlap, concealment, lag and final gain.");
  module.def("merge", &Merge, py::arg("extension"), py::arg("decoded"), py::arg("rate_hz"),
             py::arg("mute_factor"), py::arg("max_lag_samples"), py::arg("min_samples"),
             "Returns audio, offset and length of the cross-fade.");
  module.def("comfort_noise", &ComfortNoise, py::arg("descriptor"), py::arg("rate_hz"),
             py::arg("samples"), py::arg("channels"), py::arg("seed"),
             "Generates comfort noise (RFC 3389).");
  module.def("dtmf", &Dtmf, py::arg("event"), py::arg("rate_hz"), py::arg("samples"),
             py::arg("attenuation_db"), "Generates a DTMF tone pair.");
}

}  // namespace neteq::python
