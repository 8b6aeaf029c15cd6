// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/audio_file.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include <sndfile.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/vector_ops.h"
#include "simulator/support/pending_file.h"

namespace neteq::sim {
namespace {

constexpr int kMaxChannels = 8;
constexpr sf_count_t kMaxSeconds = 3600;

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, Close>;

/// A file in memory behind libsndfile's virtual I/O callbacks.
struct MemoryFile {
  std::vector<std::byte> bytes;
  sf_count_t position = 0;

  static MemoryFile& Of(void* user) { return *static_cast<MemoryFile*>(user); }
  static sf_count_t Length(void* user) { return static_cast<sf_count_t>(Of(user).bytes.size()); }
  static sf_count_t Tell(void* user) { return Of(user).position; }
  static sf_count_t Seek(sf_count_t offset, int whence, void* user) {
    const sf_count_t from = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? Of(user).position
                                                 : Length(user);
    return Of(user).position = from + offset;
  }
  static sf_count_t Read(void* to, sf_count_t count, void* user) {
    const sf_count_t available = std::clamp<sf_count_t>(Length(user) - Of(user).position, 0, count);
    std::memcpy(to, Of(user).bytes.data() + Of(user).position, static_cast<size_t>(available));
    Of(user).position += available;
    return available;
  }
  static sf_count_t Write(const void* from, sf_count_t count, void* user) {
    const sf_count_t end = Of(user).position + count;
    if (end > Length(user)) Of(user).bytes.resize(static_cast<size_t>(end));
    std::memcpy(Of(user).bytes.data() + Of(user).position, from, static_cast<size_t>(count));
    Of(user).position = end;
    return count;
  }
};

}  // namespace

Result<AudioFile> ReadAudioFile(const std::string& path) {
  SF_INFO info{};
  const File file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) return Status(StatusCode::kUnreadable, path + ": " + sf_strerror(nullptr));
  if (info.channels > kMaxChannels || info.frames > kMaxSeconds * info.samplerate) {
    return Status(StatusCode::kUnreadable,
                  path + ": " + std::to_string(info.channels) + " channels, " +
                      std::to_string(info.frames / std::max(info.samplerate, 1)) +
                      " s; expected at most 8 channels and 3600 s");
  }
  std::vector<float> interleaved(static_cast<size_t>(info.frames * info.channels));
  if (sf_readf_float(file.get(), interleaved.data(), info.frames) != info.frames) {
    return Status(StatusCode::kUnreadable, path + ": truncated: " + sf_strerror(file.get()));
  }
  const auto frames = static_cast<int>(info.frames);
  AudioFile result{SampleRate(info.samplerate), AudioBuffer(info.channels, frames)};
  dsp::FromInterleaved(interleaved, result.audio.First(frames));
  return result;
}

Result<std::vector<std::byte>> EncodeFlac(std::span<const int16_t> samples, SampleRate rate,
                                          int channels) {
  SF_INFO info{};
  info.samplerate = rate.hz();
  info.channels = channels;
  info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  SF_VIRTUAL_IO io{MemoryFile::Length, MemoryFile::Seek, MemoryFile::Read, MemoryFile::Write,
                   MemoryFile::Tell};
  MemoryFile memory;
  File file(sf_open_virtual(&io, SFM_WRITE, &info, &memory));
  const auto frames = static_cast<sf_count_t>(samples.size()) / channels;
  const bool is_written = file && sf_writef_short(file.get(), samples.data(), frames) == frames;
  if (!is_written || sf_close(file.release()) != 0) {
    return Status(StatusCode::kInvalidArgument, std::string("FLAC: ") + sf_strerror(nullptr));
  }
  return std::move(memory.bytes);
}

struct WavWriter::Impl {
  PendingFile pending;
  File file;
  int channels;
  bool has_failed = false;
};

WavWriter::WavWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WavWriter::~WavWriter() = default;
WavWriter::WavWriter(WavWriter&&) noexcept = default;
WavWriter& WavWriter::operator=(WavWriter&&) noexcept = default;

Result<WavWriter> WavWriter::Open(const std::string& path, SampleRate rate, int channels) {
  SF_INFO info{};
  info.samplerate = rate.hz();
  info.channels = channels;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  PendingFile pending(path);
  File file(sf_open(pending.temporary().c_str(), SFM_WRITE, &info));
  if (!file) return Status(StatusCode::kInvalidArgument, path + ": " + sf_strerror(nullptr));
  return WavWriter(std::make_unique<Impl>(Impl{std::move(pending), std::move(file), channels}));
}

void WavWriter::Write(std::span<const int16_t> samples) {
  const auto frames = static_cast<sf_count_t>(samples.size()) / impl_->channels;
  if (sf_writef_short(impl_->file.get(), samples.data(), frames) != frames) {
    impl_->has_failed = true;
  }
}

Status WavWriter::Close() {
  const bool is_closed = sf_close(impl_->file.release()) == 0;
  if (is_closed && !impl_->has_failed) return impl_->pending.Commit();
  return {StatusCode::kInvalidArgument,
          impl_->pending.path() + ": cannot write the whole file; check the free disk space"};
}

}  // namespace neteq::sim
