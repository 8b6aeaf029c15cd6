// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/sounds.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/sender/sender.h"
#include "simulator/support/audio_file.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

/// Converts to 16 bits. Restores the exact value of a sample that was converted from 16 bits.
int16_t PcmOf(float sample) {
  const float scaled = std::isnan(sample) ? 0.0F : std::round(sample * 32768.0F);
  return static_cast<int16_t>(std::clamp(scaled, -32768.0F, 32767.0F));
}

py::tuple Encode(const InputArray<float>& audio, int rate_hz, const std::string& codec,
                 sim::SenderOptions options) {
  const sim::AudioFile sound = SoundOf(audio, rate_hz);
  options.encoder.codec = ValueOf(sim::ParseCodec(codec));
  auto sent = ValueOf(Unlocked([&] { return sim::Send(sound, options, {}); }));
  return py::make_tuple(Share(std::move(sent.trace)), sent.payload_type, sent.format.Encoding());
}

py::tuple ReadAudio(const std::string& path) {
  const auto file = ValueOf(Unlocked([&] { return sim::ReadAudioFile(path); }));
  auto audio = NewAudio(file.audio.channels(), file.frames());
  Copy(file.audio.First(file.frames()), WritableViewOf(audio));
  return py::make_tuple(audio, file.rate.hz());
}

void WriteWav(const std::string& path, const InputArray<float>& audio, int rate_hz) {
  const sim::AudioFile sound = SoundOf(audio, rate_hz);
  const ConstAudioView view = sound.audio.First(sound.frames());
  RaiseUnlessOk(Unlocked([&]() -> Status {
    auto file = sim::WavWriter::Open(path, sound.rate, view.channels());
    if (!file.ok()) return file.status();
    std::vector<int16_t> samples;
    for (int frame = 0; frame < view.frames(); ++frame) {
      for (int channel = 0; channel < view.channels(); ++channel) {
        samples.push_back(PcmOf(view.Channel(channel)[static_cast<size_t>(frame)]));
      }
    }
    file->Write(samples);
    return file->Close();
  }));
}

}  // namespace

void BindSender(py::module_& module) {
  using Encoder = sim::EncoderOptions;
  py::class_<Encoder>(module, "EncoderOptions", "Options of the encoder.")
      .def_readwrite("channels", &Encoder::channels)
      .def_readwrite("frame_ms", &Encoder::frame_ms)
      .def_readwrite("rate_hz", &Encoder::rate_hz)
      .def_readwrite("bitrate_bps", &Encoder::bitrate_bps)
      .def_readwrite("complexity", &Encoder::complexity)
      .def_readwrite("expected_loss_pct", &Encoder::expected_loss_pct)
      .def_readwrite("fec", &Encoder::fec)
      .def_readwrite("dtx", &Encoder::dtx);
  using Options = sim::SenderOptions;
  py::class_<Options>(module, "SenderOptions", "Options of the sender.")
      .def(py::init<>())
      .def_readwrite("encoder", &Options::encoder)
      .def_readwrite("payload_type", &Options::payload_type)
      .def_readwrite("comfort_noise", &Options::comfort_noise)
      .def_readwrite("red_distance", &Options::red_distance)
      .def_readwrite("red_payload_type", &Options::red_payload_type)
      .def_readwrite("keys", &Options::keys)
      .def_readwrite("first_sequence", &Options::first_sequence)
      .def_readwrite("first_timestamp", &Options::first_timestamp)
      .def_readwrite("ssrc", &Options::ssrc);
  module.def("encode", &Encode, py::arg("audio"), py::arg("rate_hz"), py::arg("codec"),
             py::arg("options"), "Encodes audio; returns trace, payload type and encoding.");
  module.def("read_audio", &ReadAudio, py::arg("path"),
             "Returns samples (channels, samples) and rate.");
  module.def("write_wav", &WriteWav, py::arg("path"), py::arg("audio"), py::arg("rate_hz"),
             "Writes a 16-bit WAV file.");
}

}  // namespace neteq::python
