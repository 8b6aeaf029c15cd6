// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/decode_cache.h"

#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "simulator/study/decode_memory.h"
#include "simulator/support/codecs.h"

namespace neteq::sim {

class DecodeCache::Memory {
 public:
  explicit Memory(size_t max_bytes) : steps_(max_bytes) {}

  DecodeMemory& steps() { return steps_; }
  std::atomic<size_t>& calls_made() { return calls_made_; }

 private:
  DecodeMemory steps_;
  std::atomic<size_t> calls_made_ = 0;
};

namespace {

using Bytes = std::span<const std::byte>;
using Kind = DecoderCall::Kind;

/// Seed of digests: states of different formats never match.
uint64_t NumberOf(const SdpFormat& format) {
  const std::string text = format.Encoding() + ' ' + format.parameters;
  return DigestOf(std::as_bytes(std::span(text)), 0).low;
}

/// A decoder that follows known calls from state to state and decodes only unknown ones.
class SharedDecoder final : public AudioDecoder {
 public:
  SharedDecoder(std::unique_ptr<AudioDecoder> decoder, uint64_t format, DecodeMemory& memory,
                std::atomic<size_t>& calls_made, std::shared_ptr<void> owner)
      : decoder_(std::move(decoder)),
        format_(format),
        memory_(memory),
        calls_made_(calls_made),
        owner_(std::move(owner)),
        bytes_(decoder_->StateBytes()),
        scratch_(decoder_->format().channels,
                 static_cast<int>(decoder_->format().sample_rate.Samples(kMaxFrame))) {
    decoder_->SaveState(bytes_);
    state_ = decoder_state_ = memory_.Start(bytes_, format_);
  }

  DecoderFormat format() const noexcept override { return decoder_->format(); }
  PacketInfo Inspect(Bytes payload) const noexcept NETEQ_REALTIME override {
    return decoder_->Inspect(payload);
  }
  bool is_output_bounded() const noexcept override { return decoder_->is_output_bounded(); }
  size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME override {
    return decoder_->SplitBytes(payload_bytes);
  }
  DecodeResult Decode(Bytes payload, AudioView out) noexcept NETEQ_REALTIME override {
    return Do({.kind = Kind::kDecode, .payload = payload}, out);
  }
  DecodeResult DecodeFec(Bytes payload, AudioView out) noexcept NETEQ_REALTIME override {
    return Do({.kind = Kind::kDecodeFec, .payload = payload}, out);
  }
  DecodeResult DecodePlc(int samples, AudioView out) noexcept NETEQ_REALTIME override {
    return Do({.kind = Kind::kDecodePlc, .samples = samples}, out);
  }
  void Reset() noexcept NETEQ_REALTIME override { Do({.kind = Kind::kReset}, {}); }

 private:
  DecodeResult Do(const DecoderCall& call, AudioView out) noexcept {
    if (state_ != nullptr) {
      if (const DecoderStep* step = memory_.Find(*state_, call); step != nullptr) {
        state_ = step->after;
        const int frames = step->audio.capacity();
        Copy(step->audio.First(frames), out.First(frames));
        return step->result;
      }
      CatchUp();
    }
    return DoForTheFirstTime(call, out);
  }

  DecodeResult DoForTheFirstTime(const DecoderCall& call, AudioView out) noexcept {
    ++calls_made_;
    const DecodeResult result = call.Perform(*decoder_, out);
    decoder_->SaveState(bytes_);
    const ConstAudioView audio = out.First(result.ok() ? result.frames : 0);
    state_ = memory_.Keep(state_, call, result, audio, bytes_, format_);
    decoder_state_ = state_;
    return result;
  }

  /// Brings the decoder to state_, from its current state or from a saved one.
  void CatchUp() noexcept {
    std::vector<const DecoderStep*> steps;
    const DecoderState* from = state_;
    for (; from != decoder_state_ && from->saved.empty(); from = from->from->before) {
      steps.push_back(from->from);
    }
    if (from != decoder_state_) decoder_->RestoreState(from->saved);
    for (; !steps.empty(); steps.pop_back()) {
      ++calls_made_;
      steps.back()->call().Perform(*decoder_, scratch_.First(scratch_.capacity()));
    }
    decoder_state_ = state_;
  }

  std::unique_ptr<AudioDecoder> decoder_;
  uint64_t format_;
  DecodeMemory& memory_;
  std::atomic<size_t>& calls_made_;
  std::shared_ptr<void> owner_;  // owner of memory_ and calls_made_
  std::vector<std::byte> bytes_;
  AudioBuffer scratch_;
  const DecoderState* state_ = nullptr;          // null: unknown, equal to that of decoder_
  const DecoderState* decoder_state_ = nullptr;  // state of decoder_; null: unknown
};

}  // namespace

DecodeCache::DecodeCache(size_t max_bytes) : memory_(std::make_shared<Memory>(max_bytes)) {}
DecodeCache::~DecodeCache() = default;
DecodeCache::DecodeCache(DecodeCache&&) noexcept = default;
DecodeCache& DecodeCache::operator=(DecodeCache&&) noexcept = default;

Result<std::unique_ptr<AudioDecoder>> DecodeCache::MakeDecoder(const SdpFormat& format) {
  auto decoder = MakeToolDecoder(format);
  if (!decoder.ok() || *decoder == nullptr || (*decoder)->StateBytes() == 0) return decoder;
  std::unique_ptr<AudioDecoder> shared = std::make_unique<SharedDecoder>(
      std::move(*decoder), NumberOf(format), memory_->steps(), memory_->calls_made(), memory_);
  return shared;
}

size_t DecodeCache::calls_made() const { return memory_->calls_made(); }

}  // namespace neteq::sim
