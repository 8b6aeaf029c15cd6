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

/// Arrays of NumPy to and from ours, without a copy where that can be.
namespace neteq::python {

/// A one-dimensional array that owns the vector.
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

/// A view of an array (channels, samples), samples apart by their own size; the modules in Python
/// see to that.
inline ConstAudioView ViewOf(const InputArray<float>& audio) {
  if (audio.ndim() != 2) throw pybind11::value_error("audio: expected (channels, samples)");
  const auto frames = static_cast<int>(audio.shape(1));
  return {audio.data(), static_cast<int>(audio.shape(0)), frames, frames};
}

/// The same of an array that was just made, to be filled.
inline AudioView WritableViewOf(pybind11::array_t<float>& audio) {
  const auto frames = static_cast<int>(audio.shape(1));
  return {audio.mutable_data(), static_cast<int>(audio.shape(0)), frames, frames};
}

/// A new array (channels, samples).
inline pybind11::array_t<float> NewAudio(int channels, int frames) {
  return pybind11::array_t<float>({static_cast<size_t>(channels), static_cast<size_t>(frames)});
}

inline pybind11::bytes BytesOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The bytes of a buffer that Python keeps alive during the call.
inline std::span<const std::byte> SpanOf(const pybind11::bytes& bytes) {
  const std::string_view view(bytes);
  return std::as_bytes(std::span(view.data(), view.size()));
}

}  // namespace neteq::python
