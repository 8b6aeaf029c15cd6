// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "neteq/base/audio_view.h"

/// Conversions between NumPy arrays and the library's views, without copying where possible.
namespace neteq::python {

/// Moves a vector into a one-dimensional array that owns it.
template <class T>
pybind11::array_t<T> ArrayOf(std::vector<T> values) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  T* data = owned->data();
  const size_t size = owned->size();
  const pybind11::capsule owner(owned.release(),
                                [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return pybind11::array_t<T>(size, data, owner);
}

template <class T>
using InputArray = pybind11::array_t<T, pybind11::array::c_style>;

template <class T>
std::span<const T> SpanOf(const InputArray<T>& array) {
  return {array.data(), static_cast<size_t>(array.size())};
}

/// A view of an array (channels, samples). The samples of a channel must be contiguous; the Python
/// modules ensure this. ValueError if the array is not two-dimensional.
inline ConstAudioView ViewOf(const InputArray<float>& audio) {
  if (audio.ndim() != 2) throw pybind11::value_error("audio: expected (channels, samples)");
  const auto frames = static_cast<int>(audio.shape(1));
  return {audio.data(), static_cast<int>(audio.shape(0)), frames, frames};
}

/// A writable view of a new array (channels, samples).
inline AudioView WritableViewOf(pybind11::array_t<float>& audio) {
  const auto frames = static_cast<int>(audio.shape(1));
  return {audio.mutable_data(), static_cast<int>(audio.shape(0)), frames, frames};
}

/// An uninitialized array (channels, samples).
inline pybind11::array_t<float> NewAudio(int channels, int frames) {
  return pybind11::array_t<float>({static_cast<size_t>(channels), static_cast<size_t>(frames)});
}

inline pybind11::bytes BytesOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A view of the bytes, valid while `bytes` is alive.
inline std::span<const std::byte> SpanOf(const pybind11::bytes& bytes) {
  const std::string_view view(bytes);
  return std::as_bytes(std::span(view.data(), view.size()));
}

}  // namespace neteq::python
