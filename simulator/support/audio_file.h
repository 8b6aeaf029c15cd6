// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// The whole of an audio file.
struct AudioFile {
  SampleRate rate;
  AudioBuffer audio;

  int frames() const { return audio.capacity(); }
};

/// Any format that libsndfile reads, up to 8 channels and an hour. kUnreadable naming the file.
Result<AudioFile> ReadAudioFile(const std::string& path);

/// 16-bit PCM, interleaved, as the bytes of a FLAC file; always the same ones. kInvalidArgument if
/// the format is none that FLAC has.
Result<std::vector<std::byte>> EncodeFlac(std::span<const int16_t> samples, SampleRate rate,
                                          int channels);

/// Writes 16-bit PCM as a WAV file, block by block.
class WavWriter {
 public:
  /// kInvalidArgument naming the file.
  static Result<WavWriter> Open(const std::string& path, SampleRate rate, int channels);
  ~WavWriter();
  WavWriter(WavWriter&&) noexcept;
  WavWriter& operator=(WavWriter&&) noexcept;

  /// Interleaved. Errors show when the file is closed.
  void Write(std::span<const int16_t> samples);
  /// kInvalidArgument when not everything could be written.
  Status Close();

 private:
  struct Impl;
  explicit WavWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace neteq::sim
