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
#include "neteq/base/audio_view.h"

/// The parts of DecodeCache: states of decoders and the calls between them.
namespace neteq::sim {

/// 128 bits that stand for any bytes. Not for use against an adversary.
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
  int samples = 0;  ///< of kDecodePlc

  DecodeResult Perform(AudioDecoder& decoder, AudioView out) const noexcept;
};

struct DecoderStep;

/// A state that decoders have been in.
struct DecoderState {
  Digest digest;
  const DecoderStep* from = nullptr;  ///< what led here first; null for the state at the start
  std::vector<std::byte> saved;       ///< not of every state
  int since_saved = 0;                ///< steps back to one that has it
};

/// A call in a state, and what it gave.
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

/// States and steps, which stay where they are and as they are once they are in. Thread-safe.
class DecodeMemory {
 public:
  explicit DecodeMemory(size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The state with these bytes, from now on if not before, whatever room there is.
  const DecoderState* Start(std::span<const std::byte> state, uint64_t format);
  /// What the call gives in the state; null if that is not known.
  const DecoderStep* Find(const DecoderState& state, const DecoderCall& call) const;
  /// Keeps what a call gave, and the state after it. Returns that state; null if it is not known
  /// and there is no room. `before` null: it was not known either.
  const DecoderState* Keep(const DecoderState* before, const DecoderCall& call,
                           const DecodeResult& result, ConstAudioView audio,
                           std::span<const std::byte> after, uint64_t format);

 private:
  /// To find a step by.
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
