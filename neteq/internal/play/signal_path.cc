// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/signal_path.h"

#include <algorithm>
#include <cmath>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/internal/play/convert_history.h"

namespace neteq::internal {
namespace {

// Longest history that a kernel reads: Expand::kHistoryMs, BackgroundNoise::kWindow, stretch input.
constexpr double kHistoryMs = 40.0;
// Maximum length of audio decoded in one tick. Decoding stops at 30 ms, so it yields less than 30
// ms plus one frame of 120 ms.
constexpr double kDecodedMs = 150.0;
// Maximum length of unplayed audio when decoding starts: less than the 30 ms of an operation, plus
// the overlap of half a millisecond.
constexpr double kWaitingMs = 31.0;
// Longest extension by a merge. It exceeds the longest inserted period.
constexpr double kExtensionMs = 26.0;
// Capacity for all of these, plus 230 ms so that the sync buffer moves its rows less often
// (heuristic: measured in benchmarks/README.md).
constexpr double kFutureMs = kWaitingMs + kDecodedMs + kExtensionMs + 230.0;
// Cross-fade from concealment or noise to the expected packet (NetEQ).
constexpr double kFadeInMs = 1.0;
// Cross-fade to audio that does not continue the played audio (heuristic: works at any pitch, and
// is too short to be heard as two voices).
constexpr double kJoinMs = 5.0;
// Time from silence to full level when decoded audio returns: 64 / 16384 per sample at 8 kHz
// (NetEQ).
constexpr double kUnmuteMs = 32.0;
// A merge searches for a join only if concealment has at least this periodic share and mute factor.
// Otherwise concealment sounds like noise or is hardly heard, so audio can join anywhere, and the
// earliest place needs the least concealment (heuristics).
constexpr float kPeriodic = 0.5F;
constexpr float kFaded = 0.1F;
// Length over which the level of new audio is measured: 64 samples at 8 kHz (NetEQ).
constexpr double kLevelWindowMs = 8.0;

}  // namespace

SignalPath::SignalPath(SampleRate rate, int channels, const Params& params, uint64_t seed)
    : rate_(rate),
      expand_(rate, channels, params.expand),
      sync_(channels, rate.SamplesInMs(kHistoryMs), rate.SamplesInMs(kFutureMs), expand_.overlap()),
      background_(rate, channels),
      variable_speed_(rate, channels, rate.SamplesInMs(kDecodedMs), params.stretch),
      merger_(rate),
      stretcher_(rate, params.stretch),
      comfort_noise_(rate, channels),
      random_(seed),
      made_(channels, rate.SamplesInMs(kWaitingMs)) {}

AudioView SignalPath::DecodeSpace() noexcept {
  return sync_.OpenNewest(0, static_cast<int>(rate_.Samples(kMaxFrame)));
}

void SignalPath::AppendDecoded(int samples) noexcept {
  sync_.CloseNewest(0, samples, Origin::kDecoded);
}

PlayOutcome SignalPath::Run(Operation operation, const DecodedAudio& decoded_audio) noexcept {
  // Comfort noise and the seam of a join are not stretched.
  if (IsStretch(operation) && (is_noise_on_ || is_joining_)) operation = Operation::kNormal;
  int decoded = decoded_audio.total();
  PlayOutcome outcome{.executed = operation};
  if (variable_speed_.active()) {
    decoded = variable_speed_.Process(operation, decoded, sync_);
    outcome.stretched_samples = decoded - decoded_audio.total();
  } else if (IsStretch(operation)) {
    outcome = Stretch(operation, decoded);
    if (outcome.stretched_samples != 0) background_.OnSplice();
    decoded = 0;
  }
  if (operation == Operation::kMerge && expand_.active() && decoded > 0) {
    Merge(decoded);
  } else if (decoded > 0) {
    FadeIn(decoded);
  }
  MarkNewest(decoded_audio.noise_samples, Origin::kNoise);
  if (operation == Operation::kCodecPlc) MarkNewest(decoded, Origin::kConcealed);
  FillTick(operation, decoded_audio.lost_samples, outcome);
  if (expand_.active()) outcome.lag_samples = expand_.lag_samples();
  return outcome;
}

PlayOutcome SignalPath::Stretch(Operation operation, int decoded) noexcept {
  if (operation == Operation::kPreemptiveExpand) return PreemptiveExpand(decoded);
  return Accelerate(decoded, operation == Operation::kFastAccelerate);
}

/// Generates the samples that the tick lacks, but at least the `lost` samples of an undecodable
/// packet.
void SignalPath::FillTick(Operation operation, int lost, PlayOutcome& outcome) noexcept {
  const int missing = std::max(rate_.tick_samples() - sync_.playable(), lost);
  if (missing <= 0) return;
  outcome.generated_samples = missing;
  if (operation == Operation::kComfortNoise && comfort_noise_.ready()) {
    MakeNoise(missing);
  } else {
    Conceal(missing);
    outcome.executed = Operation::kExpand;
  }
}

void SignalPath::MarkNewest(int count, Origin origin) noexcept {
  const int marked = std::min(count, sync_.future());
  if (marked > 0) sync_.MarkFuture(sync_.future() - marked, marked, origin);
}

SyncBuffer::Popped SignalPath::Pop(AudioView out) noexcept {
  const SyncBuffer::Popped popped = sync_.Pop(out);
  background_.OnPlayed(popped, sync_, rate_);
  return popped;
}

void SignalPath::Reset() noexcept {
  sync_.Reset();
  background_.Reset();
  expand_.Reset();
  comfort_noise_.Reset();
  variable_speed_.Reset();
  is_noise_on_ = false;
  is_joining_ = false;
}

void SignalPath::UpdateSid(std::span<const std::byte> payload) noexcept {
  comfort_noise_.UpdateSid(payload);
}

void SignalPath::BeginJoin() noexcept {
  if (is_noise_on_) return;  // audio after noise always fades in
  is_joining_ = true;
  if (!expand_.active()) BeginExpand();
}

void SignalPath::ContinueFrom(const SignalPath& from) noexcept {
  Reset();
  const int played = from.rate_.SamplesInMs(kHistoryMs);
  const int playable = static_cast<int>(rate_.Samples(from.rate_.Length(from.sync_.playable())));
  const HistoryPiece audio{from.sync_.Newest(played + from.sync_.future()), from.rate_};
  ConvertHistory(audio, rate_, sync_.Restart(playable + sync_.overlap(), from.sync_.next_origin()));
  BeginJoin();
}

void SignalPath::FadeIn(int decoded) noexcept {
  const AudioView audio = sync_.OpenNewest(decoded, decoded);
  if (is_noise_on_) FadeInAfterNoise(audio);
  if (expand_.active()) FadeInAfterExpand(audio);
}

void SignalPath::FadeInAfterNoise(AudioView decoded) noexcept {
  const int fade = std::min(decoded.frames(), rate_.SamplesInMs(kFadeInMs));
  const AudioView tail = made_.First(fade);
  comfort_noise_.Generate(random_, tail);
  for (int c = 0; c < decoded.channels(); ++c) {
    const auto head = decoded.Channel(c).first(static_cast<size_t>(fade));
    dsp::CrossFade(tail.Channel(c), head, head);
  }
  comfort_noise_.Reset();
  is_noise_on_ = false;
}

/// Appends comfort noise. It starts in the overlap, which is not played yet.
void SignalPath::MakeNoise(int samples) noexcept {
  if (!is_noise_on_) {
    const AudioView seam = made_.First(sync_.overlap());
    comfort_noise_.Generate(random_, seam);
    const ConstAudioView old = sync_.Newest(sync_.overlap());
    for (int c = 0; c < seam.channels(); ++c) {
      dsp::CrossFade(old.Channel(c), seam.Channel(c), seam.Channel(c));
    }
    sync_.ReplaceNewest(sync_.overlap(), seam, Origin::kNoise);
    expand_.Reset();
    variable_speed_.Reset();
    is_noise_on_ = true;
    is_joining_ = false;
  }
  comfort_noise_.Generate(random_, sync_.OpenNewest(0, samples));
  sync_.CloseNewest(0, samples, Origin::kNoise);
}

void SignalPath::FadeInAfterExpand(AudioView decoded) noexcept {
  const int fade = std::min(decoded.frames(), rate_.SamplesInMs(is_joining_ ? kJoinMs : kFadeInMs));
  const AudioView tail = made_.First(fade);
  expand_.Generate(dsp::Fading::kHeld, background_.noise(), random_, tail);
  const int window = std::min(decoded.frames(), rate_.SamplesInMs(kLevelWindowMs));
  for (int c = 0; c < decoded.channels(); ++c) {
    const auto row = decoded.Channel(c);
    const float power =
        dsp::Energy(row.first(static_cast<size_t>(window))) / static_cast<float>(window);
    // Audio that is no louder than the background may start at full level.
    const float background = background_.noise().energy(c);
    const float audible = power > background ? std::sqrt(background / power) : 1.0F;
    const float gain = std::max(expand_.mute_factor(c), audible);
    const float step = std::max(1.0F / static_cast<float>(rate_.SamplesInMs(kUnmuteMs)),
                                (1.0F - gain) / static_cast<float>(decoded.frames()));
    dsp::FadeIn(row, {gain, step});
    const auto head = row.first(static_cast<size_t>(fade));
    dsp::CrossFade(tail.Channel(c), head, head);
  }
  expand_.Reset();
  is_joining_ = false;
}

/// Searches for the join in the repeated period, and generates only the concealment that is heard.
void SignalPath::Merge(int decoded) noexcept {
  const int waiting = std::min(sync_.future() - decoded, made_.capacity() - 1);
  // The result is at least as long as appending: the next packet is due when the decoded audio
  // ends.
  const int replaced = waiting + decoded;
  Copy(sync_.Newest(replaced).First(waiting), made_.First(waiting));
  const int offset = FindJoin(sync_.Newest(decoded), waiting);
  const int joined = std::min(merger_.joined_samples(offset), made_.capacity());
  expand_.Generate(dsp::Fading::kHeld, background_.noise(), random_,
                   made_.Slice(waiting, joined - waiting));
  const AudioView audio = sync_.OpenNewest(replaced, offset + decoded);
  Copy(audio.Slice(waiting, decoded), audio.Last(decoded));
  merger_.Join(made_.First(joined), offset, expand_.mute_factor(), audio);
  sync_.CloseNewest(replaced, audio.frames(), Origin::kDecoded);
  sync_.MarkFuture(0, offset, Origin::kConcealed);
  expand_.Reset();
  is_joining_ = false;
}

/// The best place for `fresh` to join. Searches the first `waiting` samples of made_ and their
/// continuation.
int SignalPath::FindJoin(ConstAudioView fresh, int waiting) noexcept {
  const int lag = expand_.lag_samples();
  const int channel = dsp::LoudestChannel(fresh);
  const bool is_heard = expand_.mute_factor(channel) > kFaded;
  if (!is_heard || expand_.periodic_share(channel) < kPeriodic) return waiting;
  const auto searched = made_.First(merger_.extension_samples(waiting, lag)).Channel(channel);
  expand_.Repeat(channel, searched.subspan(static_cast<size_t>(waiting)));
  return merger_.FindOffset(searched, fresh.Channel(channel),
                            {.max_lag_samples = lag, .min_frames = waiting + fresh.frames()});
}

PlayOutcome SignalPath::Accelerate(int decoded, bool fast) noexcept {
  const int frames = std::min(std::max(decoded, stretcher_.min_input_samples()), sync_.future());
  const AudioView audio = sync_.OpenNewest(frames, frames);
  const dsp::StretchOutcome stretch =
      stretcher_.Accelerate(audio, fast, BackgroundEnergy(audio), audio);
  sync_.CloseNewest(frames, frames - stretch.changed_samples, Origin::kDecoded);
  return {.executed = fast ? Operation::kFastAccelerate : Operation::kAccelerate,
          .stretched_samples = -stretch.changed_samples,
          .lag_samples = stretch.changed_samples,
          .correlation = stretch.correlation};
}

PlayOutcome SignalPath::PreemptiveExpand(int decoded) noexcept {
  const int frames = std::max(decoded, stretcher_.min_input_samples());
  const int played = std::max(0, frames - sync_.future());
  const AudioView audio = sync_.OpenNewest(frames, frames + stretcher_.max_change_samples());
  const AudioView in = audio.First(frames);
  const dsp::StretchOutcome stretch =
      stretcher_.PreemptiveExpand(in, played, BackgroundEnergy(in), audio);
  const int changed = stretch.changed_samples;
  sync_.CloseNewest(frames, frames + changed, Origin::kDecoded);
  return {.executed = Operation::kPreemptiveExpand,
          .stretched_samples = changed,
          .lag_samples = changed,
          .correlation = stretch.correlation};
}

void SignalPath::BeginExpand() noexcept {
  variable_speed_.Reset();
  const AudioView seam = made_.First(sync_.overlap());
  expand_.Begin(sync_.Newest(rate_.SamplesInMs(static_cast<double>(dsp::Expand::kHistoryMs))),
                seam);
  sync_.ReplaceNewest(sync_.overlap(), seam, Origin::kDecoded);
}

void SignalPath::Conceal(int samples) noexcept {
  if (!expand_.active()) BeginExpand();
  is_noise_on_ = false;
  expand_.Generate(dsp::Fading::kOn, background_.noise(), random_, sync_.OpenNewest(0, samples));
  sync_.CloseNewest(0, samples, Origin::kConcealed);
}

float SignalPath::BackgroundEnergy(ConstAudioView audio) const noexcept {
  return background_.noise().energy(dsp::LoudestChannel(audio));
}

}  // namespace neteq::internal
