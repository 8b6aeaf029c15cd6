// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/decode_memory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "neteq/base/audio_buffer.h"

namespace neteq::sim {
namespace {

/// One state in this many is saved (heuristic). Returning to a state costs at most as many calls,
/// and memory is dominated by sound, not by states (18 kB each for mono Opus).
constexpr int kStepsBetweenSaved = 16;

/// Overhead of a map entry in addition to its content (libstdc++: a node and a bucket).
constexpr size_t kEntryBytes = 64;

/// Bijective mixing: the finalizer of MurmurHash3 (Appleby, public domain).
uint64_t Mixed(uint64_t word) {
  word = (word ^ (word >> 33U)) * 0xFF51AFD7ED558CCDULL;
  word = (word ^ (word >> 33U)) * 0xC4CEB9FE1A85EC53ULL;
  return word ^ (word >> 33U);
}

}  // namespace

Digest DigestOf(std::span<const std::byte> bytes, uint64_t seed) {
  // Odd numbers with about half of their bits set: 2^64 times the golden ratio and sqrt(3) - 1.
  constexpr uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
  constexpr uint64_t kSqrt3 = 0xBB67AE8584CAA73BULL;
  Digest digest{Mixed(seed ^ kGolden), Mixed(bytes.size() ^ kSqrt3)};
  for (size_t i = 0; i < bytes.size(); i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof(word), bytes.size() - i));
    digest.high = std::rotl((digest.high ^ word) * kGolden, 29);
    digest.low = std::rotl((digest.low + word) * kSqrt3, 31) ^ word;
  }
  const uint64_t low = Mixed(digest.low + digest.high);
  return {Mixed(digest.high ^ std::rotl(low, 17)), low};
}

DecodeResult DecoderCall::Perform(AudioDecoder& decoder, AudioView out) const noexcept {
  switch (kind) {
    case Kind::kDecode:
      return decoder.Decode(payload, out);
    case Kind::kDecodeFec:
      return decoder.DecodeFec(payload, out);
    case Kind::kDecodePlc:
      return decoder.DecodePlc(samples, out);
    case Kind::kReset:
      break;
  }
  decoder.Reset();
  return DecodeResult::Speech(0);
}

DecodeMemory::StepKey DecodeMemory::KeyOf(const DecoderState& state, const DecoderCall& call) {
  const auto seed = (static_cast<uint64_t>(call.samples) << 8U) | static_cast<uint64_t>(call.kind);
  return {&state, DigestOf(call.payload, seed)};
}

const DecoderState* DecodeMemory::Start(std::span<const std::byte> state, uint64_t format) {
  const Digest digest = DigestOf(state, format);
  const std::unique_lock lock(mutex_);
  auto& known = states_[digest];
  if (known == nullptr) {
    known = std::make_unique<DecoderState>();
    known->digest = digest;
    known->saved.assign(state.begin(), state.end());
    bytes_ += state.size();
  }
  return known.get();
}

const DecoderStep* DecodeMemory::Find(const DecoderState& state, const DecoderCall& call) const {
  const StepKey key = KeyOf(state, call);
  const std::shared_lock lock(mutex_);
  const auto step = steps_.find(key);
  return step == steps_.end() ? nullptr : step->second.get();
}

const DecoderState* DecodeMemory::Keep(const DecoderState* before, const DecoderCall& call,
                                       const DecodeResult& result, ConstAudioView audio,
                                       std::span<const std::byte> after, uint64_t format) {
  const Digest digest = DigestOf(after, format);
  auto step = std::make_unique<DecoderStep>();
  *step = {.before = before,
           .kind = call.kind,
           .samples = call.samples,
           .payload = {call.payload.begin(), call.payload.end()},
           .result = result,
           .audio = AudioBuffer(audio.channels(), audio.frames())};
  Copy(audio, step->audio.First(audio.frames()));

  const std::unique_lock lock(mutex_);
  const auto known = states_.find(digest);
  const DecoderState* const state = known == states_.end() ? nullptr : known->second.get();
  if (before == nullptr || bytes_ >= max_bytes_) return state;
  const auto [entry, is_new] = steps_.try_emplace(KeyOf(*before, call));
  if (!is_new) return entry->second->after;  // another thread added it first
  entry->second = std::move(step);
  DecoderStep& kept = *entry->second;
  kept.after = state != nullptr ? state : AddState(digest, kept, after);
  bytes_ += kEntryBytes + sizeof(DecoderStep) + kept.payload.size() +
            static_cast<size_t>(audio.channels() * audio.frames()) * sizeof(float);
  return kept.after;
}

const DecoderState* DecodeMemory::AddState(const Digest& digest, const DecoderStep& from,
                                           std::span<const std::byte> bytes) {
  auto& state = states_[digest];
  state = std::make_unique<DecoderState>();
  state->digest = digest;
  state->from = &from;
  state->since_saved = from.before->since_saved + 1;
  if (state->since_saved >= kStepsBetweenSaved) {
    state->saved.assign(bytes.begin(), bytes.end());
    state->since_saved = 0;
  }
  bytes_ += kEntryBytes + sizeof(DecoderState) + state->saved.size();
  return state.get();
}

}  // namespace neteq::sim
