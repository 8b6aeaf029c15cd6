// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"

/// Implementation of DecodeCache: decoder states and the calls between them.
namespace neteq::sim {

/// 128-bit digest of bytes. Not cryptographic.
struct Digest {
  uint64_t high = 0;
  uint64_t low = 0;

  friend auto operator<=>(const Digest&, const Digest&) = default;
};
Digest DigestOf(std::span<const std::byte> bytes, uint64_t seed);

/// One call to a decoder.
struct DecoderCall {
  enum class Kind : uint8_t { kReset, kDecode, kDecodeFec, kDecodePlc };

  Kind kind = Kind::kReset;
  std::span<const std::byte> payload{};
  int samples = 0;  ///< kDecodePlc only

  DecodeResult Perform(AudioDecoder& decoder, AudioView out) const noexcept;
};

struct DecoderStep;

/// A state that a decoder has had.
struct DecoderState {
  Digest digest;
  const DecoderStep* from = nullptr;  ///< first step that led here; null for the initial state
  std::vector<std::byte> saved;       ///< empty for most states
  int since_saved = 0;                ///< steps back to a saved state
};

/// A call in a state, with its output and next state.
struct DecoderStep {
  const DecoderState* before = nullptr;
  const DecoderState* after = nullptr;
  DecoderCall::Kind kind = DecoderCall::Kind::kReset;
  int samples = 0;
  std::vector<std::byte> payload;
  DecodeResult result;
  AudioBuffer audio;

  DecoderCall call() const { return {.kind = kind, .payload = payload, .samples = samples}; }
};

/// States and steps. Entries never move or change. Thread-safe.
class DecodeMemory {
 public:
  explicit DecodeMemory(size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Finds or adds the state with these bytes, ignoring the memory limit.
  const DecoderState* Start(std::span<const std::byte> state, uint64_t format);
  /// The step of a call in a state; null if unknown.
  const DecoderStep* Find(const DecoderState& state, const DecoderCall& call) const;
  /// Stores the output of a call and the state after it. Returns that state, or null if it is new
  /// and the memory limit is reached. `before` is null for an unknown state.
  const DecoderState* Keep(const DecoderState* before, const DecoderCall& call,
                           const DecodeResult& result, ConstAudioView audio,
                           std::span<const std::byte> after, uint64_t format);

 private:
  /// Key of a step.
  struct StepKey {
    const DecoderState* state;
    Digest call;

    friend bool operator==(const StepKey&, const StepKey&) = default;
  };
  struct Hash {
    size_t operator()(const Digest& digest) const { return digest.low; }
    size_t operator()(const StepKey& key) const {
      return key.call.low ^ (key.state->digest.low << 1U);
    }
  };
  const DecoderState* AddState(const Digest& digest, const DecoderStep& from,
                               std::span<const std::byte> bytes);
  static StepKey KeyOf(const DecoderState& state, const DecoderCall& call);

  mutable std::shared_mutex mutex_;
  size_t max_bytes_;
  size_t bytes_ = 0;
  std::unordered_map<Digest, std::unique_ptr<DecoderState>, Hash> states_;
  std::unordered_map<StepKey, std::unique_ptr<DecoderStep>, Hash> steps_;
};

}  // namespace neteq::sim
