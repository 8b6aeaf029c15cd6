// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// A complete audio file.
struct AudioFile {
  SampleRate rate;
  AudioBuffer audio;

  int frames() const { return audio.capacity(); }
};

/// Reads any format that libsndfile supports, up to 8 channels and one hour. Fails with
/// kUnreadable, naming the file.
Result<AudioFile> ReadAudioFile(const std::string& path);

/// Encodes interleaved 16-bit PCM as a FLAC file, deterministically. Fails with kInvalidArgument if
/// FLAC does not support the rate or the number of channels.
Result<std::vector<std::byte>> EncodeFlac(std::span<const int16_t> samples, SampleRate rate,
                                          int channels);

/// Writes 16-bit PCM to a WAV file, block by block.
class WavWriter {
 public:
  /// Creates the file; it replaces an older one on Close. Fails with kInvalidArgument, naming the
  /// file.
  static Result<WavWriter> Open(const std::string& path, SampleRate rate, int channels);
  ~WavWriter();
  WavWriter(WavWriter&&) noexcept;
  WavWriter& operator=(WavWriter&&) noexcept;

  /// Appends interleaved samples. Close() reports errors.
  void Write(std::span<const int16_t> samples);
  /// Finishes the file. Fails with kInvalidArgument if not everything could be written.
  Status Close();

 private:
  struct Impl;
  explicit WavWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace neteq::sim
