// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq {

/// Output format and RTP clock rate of a decoder.
struct DecoderFormat {
  SampleRate sample_rate;
  RtpClockRate clock_rate;
  int channels;
};

/// Content of a payload, read from its header without decoding.
struct PacketInfo {
  int frame_samples = 0;  ///< per channel, at the decoder's rate; 0 = unreadable
  bool is_dtx = false;    ///< refresh of a silence period (Opus: at most 2 bytes)
  int fec_samples = 0;    ///< length of the preceding audio that the in-band FEC holds
};

/// Result of a decoding call. `frames` samples per channel are valid in the output view.
struct DecodeResult {
  enum class Code { kSpeech, kComfortNoise, kError, kUnsupported };
  Code code = Code::kUnsupported;
  int frames = 0;

  bool ok() const { return code == Code::kSpeech || code == Code::kComfortNoise; }
  static DecodeResult Speech(int frames) { return {Code::kSpeech, frames}; }
  static DecodeResult ComfortNoise(int frames) { return {Code::kComfortNoise, frames}; }
  static DecodeResult Error() { return {Code::kError, 0}; }
  static DecodeResult Unsupported() { return {Code::kUnsupported, 0}; }
};

/// Longest frame of any codec: 120 ms (Opus, RFC 6716).
inline constexpr Duration kMaxFrame = std::chrono::milliseconds(120);

/// A codec plug-in. Implement format, Inspect, Decode and Reset; the rest is optional. Objects are
/// made before the stream starts; no call below may allocate, lock or throw.
/// tests/support/decoder_contract.h checks all of it.
class AudioDecoder {
 public:
  virtual ~AudioDecoder() = default;

  /// Output format and RTP clock rate; constant for the life of the decoder.
  virtual DecoderFormat format() const noexcept = 0;
  /// Reads the header of `payload`, which may hold arbitrary bytes. Does not change state.
  virtual PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME = 0;
  /// Decodes one payload into `out` (channels as in format(), frames of at least kMaxFrame).
  virtual DecodeResult Decode(std::span<const std::byte> payload,
                              AudioView out) noexcept NETEQ_REALTIME = 0;
  /// Decodes the in-band FEC of `payload` in place of a lost packet: Inspect's fec_samples, before
  /// the Decode of the payload itself. An error for a payload without FEC.
  virtual DecodeResult DecodeFec(std::span<const std::byte> /*payload*/,
                                 AudioView /*out*/) noexcept NETEQ_REALTIME {
    return DecodeResult::Unsupported();
  }
  /// The codec's own concealment of a gap: at least `samples` per channel (positive, at most
  /// kMaxFrame), by less than 10 ms more where it comes in larger pieces.
  virtual DecodeResult DecodePlc(int /*samples*/, AudioView /*out*/) noexcept NETEQ_REALTIME {
    return DecodeResult::Unsupported();
  }
  /// Returns the piece size in bytes for splitting a payload of `payload_bytes` into packets; the
  /// remainder is the last piece. At most `payload_bytes`, and positive if `payload_bytes` is.
  /// Inspect and Decode receive the pieces. The default does not split.
  virtual size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME {
    return payload_bytes;
  }
  /// True if no payload makes samples that are not numbers or lie beyond +-16. Spares the engine its
  /// check of every decoded sample, which costs about 0.1 us per 20 ms at 48 kHz. A decoder that
  /// breaks its promise can put NaN into the audio.
  virtual bool is_output_bounded() const noexcept { return false; }
  /// Resets the decoder to its initial state.
  virtual void Reset() noexcept NETEQ_REALTIME = 0;

  /// Size of the saved state in bytes; 0 if the decoder cannot save it. Two decoders of one format
  /// that save equal bytes produce equal output from then on. The bytes are valid only in this
  /// process.
  virtual size_t StateBytes() const noexcept { return 0; }
  /// Writes the state to `state`, which holds StateBytes() bytes.
  virtual void SaveState(std::span<std::byte> /*state*/) const noexcept {}
  /// Restores a state that a decoder of the same format saved.
  virtual void RestoreState(std::span<const std::byte> /*state*/) noexcept {}

 protected:
  AudioDecoder() = default;
  AudioDecoder(const AudioDecoder&) = default;
  AudioDecoder& operator=(const AudioDecoder&) = default;
};

/// [setup] Makes a decoder for ITU-T G.711 mu-law or A-law: 8 kHz, 1 to 8 channels, interleaved as
/// RFC 3551 says. kOutOfRange names the value and its range, as for all makers below.
Result<std::unique_ptr<AudioDecoder>> MakePcmuDecoder(int channels);
Result<std::unique_ptr<AudioDecoder>> MakePcmaDecoder(int channels);

/// [setup] Makes a decoder for linear 16-bit PCM in network byte order (RFC 3551 L16), 8 to 48 kHz,
/// 1 to 8 channels.
Result<std::unique_ptr<AudioDecoder>> MakePcm16Decoder(SampleRate rate, int channels);

/// [setup] Makes a decoder for ITU-T G.722 at 64 kbit/s: mono, 16 kHz; RTP clock 8 kHz (RFC 3551
/// section 4.5.2). Stereo is not offered because no standard defines its bit order.
Result<std::unique_ptr<AudioDecoder>> MakeG722Decoder();

/// [setup] Makes a decoder for Opus (RFC 6716, RFC 7587), with output at 8, 12, 16, 24 or 48 kHz in
/// 1 or 2 channels; RTP clock 48 kHz. Payloads of 1 or 2 bytes are DTX: comfort noise. An empty
/// payload after one gives more of it, as long as the last frame. In-band FEC and concealment (in
/// pieces of 10 ms) are libopus's.
Result<std::unique_ptr<AudioDecoder>> MakeOpusDecoder(SampleRate rate, int channels);

/// How the channels of a multichannel Opus stream are coded (RFC 7845 section 5.1.1). In SDP:
/// num_streams, coupled_streams and channel_mapping of "multiopus".
struct OpusChannelMapping {
  int streams = 0;
  int coupled_streams = 0;  ///< the first ones, in stereo
  /// For each channel the decoded channel that it plays, counting coupled streams twice; 255 is
  /// silence.
  FixedVector<uint8_t, 8> channels{};
};

/// [setup] Makes a decoder for multichannel Opus, 1 to 8 channels. Like MakeOpusDecoder(), without
/// in-band FEC; DTX are payloads of at most 2 bytes per stream. kInvalidArgument when libopus
/// refuses `mapping`.
Result<std::unique_ptr<AudioDecoder>> MakeMultichannelOpusDecoder(
    SampleRate rate, const OpusChannelMapping& mapping);

}  // namespace neteq
