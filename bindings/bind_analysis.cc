// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/declared.h"
#include "bindings/errors.h"
#include "bindings/sounds.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/pitch.h"
#include "simulator/bound/bound.h"
#include "simulator/quality/e_model.h"
#include "simulator/quality/quality.h"
#include "simulator/support/resample.h"

/// Signal analysis and quality measures. The Python modules check shapes and ranges.
namespace py = pybind11;

namespace neteq::python {
namespace {

using Input = InputArray<float>;

py::tuple FindPitch(const Input& samples, int rate_hz, double window_ms, double min_lag_ms,
                    double max_lag_ms) {
  const dsp::Decimator decimator{SampleRate(rate_hz)};
  const dsp::PitchSearch search{static_cast<float>(window_ms), static_cast<float>(min_lag_ms),
                                static_cast<float>(max_lag_ms)};
  const dsp::Pitch pitch = dsp::FindPitch(SpanOf(samples), decimator, search);
  return py::make_tuple(pitch.lag_samples, pitch.correlation);
}

py::tuple FitLpc(const Input& samples, int order) {
  const dsp::LpcModel model = dsp::FitLpc(SpanOf(samples), order);
  return py::make_tuple(
      ArrayOf(std::vector<float>(model.a.begin(), model.a.begin() + order + 1)),
      ArrayOf(std::vector<float>(model.reflection.begin(), model.reflection.begin() + order)),
      model.prediction_gain, model.stable);
}

py::array_t<float> Resample(const Input& audio, int from_hz, int to_hz) {
  const ConstAudioView in = ViewOf(audio);
  const AudioBuffer out =
      Unlocked([&] { return sim::Resampled(in, SampleRate(from_hz), SampleRate(to_hz)); });
  auto result = NewAudio(out.channels(), out.capacity());
  Copy(out.First(out.capacity()), WritableViewOf(result));
  return result;
}

py::tuple Compare(const Input& reference, int reference_hz, const Input& output, int output_hz,
                  double begin_ms) {
  const auto clean = SoundOf(reference, reference_hz);
  const auto heard = SoundOf(output, output_hz);
  const auto report =
      ValueOf(Unlocked([&] { return sim::CompareWithReference(clean, heard, begin_ms, {}); }));
  std::vector<double> at_ms;
  std::vector<double> delay_ms;
  for (const sim::DelayAt& delay : report.delays) {
    at_ms.push_back(delay.reference_ms);
    delay_ms.push_back(delay.delay_ms);
  }
  return py::make_tuple(DictOf(report.figures), ArrayOf(std::move(at_ms)),
                        ArrayOf(std::move(delay_ms)));
}

template <double (*Measure)(std::span<const float>, std::span<const float>, SampleRate)>
double Figure(const Input& reference, const Input& output, int rate_hz) {
  const auto clean = SpanOf(reference);
  const auto heard = SpanOf(output);
  return Unlocked([&] { return Measure(clean, heard, SampleRate(rate_hz)); });
}

/// The JSON text of `neteq bound --json`.
std::string BoundOf(const SharedTrace& trace, std::optional<uint32_t> ssrc,
                    const std::vector<std::string>& payload_types, double max_stretch_pct,
                    double grid_ms, double max_delay_ms, int points, const std::string& name) {
  const sim::BoundParams params{.max_stretch_pct = max_stretch_pct,
                                .grid_ms = grid_ms,
                                .max_delay_ms = max_delay_ms,
                                .points = points};
  RaiseUnlessOk(CheckRanges(params));
  const auto stream = ValueOf(sim::SelectStream(*trace, PayloadTypesOf(payload_types), ssrc));
  const auto packets = sim::BoundPackets(stream);
  const auto is_in_time = [&](const sim::BoundPacket& packet) {
    return packet.delay_ms && *packet.delay_ms <= max_delay_ms;
  };
  if (std::none_of(packets.begin(), packets.end(), is_in_time)) {
    throw py::value_error("max_delay_ms: no audio packet arrives within this delay");
  }
  return Unlocked([&] { return sim::BoundJson(sim::FindBound(packets, params), params, name); });
}

py::dict EModel(double playout_delay_ms, double concealed_pct, double burst_ratio,
                const py::dict& values) {
  sim::EModelParams params;
  AssignFrom(values, params);
  return DictOf(sim::EstimateQuality(params, {.playout_delay_ms = playout_delay_ms,
                                              .concealed_pct = concealed_pct,
                                              .burst_ratio = burst_ratio}));
}

}  // namespace

void BindAnalysis(py::module_& module) {
  module.def("find_pitch", &FindPitch, py::arg("samples"), py::arg("rate_hz"), py::arg("window_ms"),
             py::arg("min_lag_ms"), py::arg("max_lag_ms"),
             "Returns lag in samples and correlation.");
  module.def("fit_lpc", &FitLpc, py::arg("samples"), py::arg("order"),
             "Returns coefficients, reflection coefficients, prediction gain and stability.");
  module.def("resample", &Resample, py::arg("audio"), py::arg("from_hz"), py::arg("to_hz"),
             "Resamples a whole signal.");
  module.def("compare", &Compare, py::arg("reference"), py::arg("reference_hz"), py::arg("output"),
             py::arg("output_hz"), py::arg("begin_ms"),
             "Returns quality figures and the delay over time.");
  module.def("estoi", &Figure<sim::Estoi>, py::arg("reference"), py::arg("output"),
             py::arg("rate_hz"), "ESTOI.");
  module.def("log_spectral_distance_db", &Figure<sim::LogSpectralDistanceDb>, py::arg("reference"),
             py::arg("output"), py::arg("rate_hz"), "Log-spectral distance, dB.");
  module.def("segmental_snr_db", &Figure<sim::SegmentalSnrDb>, py::arg("reference"),
             py::arg("output"), py::arg("rate_hz"), "Segmental signal-to-noise ratio, dB.");
  module.def("e_model", &EModel, py::arg("playout_delay_ms"), py::arg("concealed_pct"),
             py::arg("burst_ratio"), py::arg("params"), "Returns the figures of the E-model.");
  module.def("bound_json", &BoundOf, py::arg("trace"), py::arg("ssrc"), py::arg("payload_types"),
             py::arg("max_stretch_pct"), py::arg("grid_ms"), py::arg("max_delay_ms"),
             py::arg("points"), py::arg("name"), "Returns the offline bound as JSON.");
}

}  // namespace neteq::python
