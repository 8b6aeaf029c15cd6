// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#if __cplusplus < 201709L
#error "neteq needs C++20: compile with -std=c++20, or link neteq::neteq in CMake"
#endif

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
  bool is_dtx = false;    ///< refreshes a silence period (Opus: at most 2 bytes)
  int fec_samples = 0;    ///< preceding audio that the in-band FEC holds, per channel; 0: none
};

/// Result of a decoding call.
struct DecodeResult {
  enum class Code { kSpeech, kComfortNoise, kError, kUnsupported };
  Code code = Code::kUnsupported;
  int frames = 0;  ///< samples per channel written to the output

  bool ok() const { return code == Code::kSpeech || code == Code::kComfortNoise; }
  static DecodeResult Speech(int frames) { return {Code::kSpeech, frames}; }
  static DecodeResult ComfortNoise(int frames) { return {Code::kComfortNoise, frames}; }
  static DecodeResult Error() { return {Code::kError, 0}; }
  static DecodeResult Unsupported() { return {Code::kUnsupported, 0}; }
};

/// Longest frame of any codec: 120 ms (Opus, RFC 6716).
inline constexpr Duration kMaxFrame = std::chrono::milliseconds(120);

/// A codec plug-in. Implement format, Inspect, Decode and Reset; the other functions are optional.
/// The constructor may allocate. The functions below must not allocate, lock or throw.
/// tests/support/decoder_contract.h tests these requirements.
class AudioDecoder {
 public:
  virtual ~AudioDecoder() = default;

  /// Returns the output format and RTP clock rate. Must always return the same values: the engine
  /// reads them only at registration.
  virtual DecoderFormat format() const noexcept = 0;
  /// Reads the header of `payload`, which may hold arbitrary bytes. Does not change state.
  virtual PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME = 0;
  /// Decodes one payload into `out` (channels as in format(), frames of at least kMaxFrame).
  virtual DecodeResult Decode(std::span<const std::byte> payload,
                              AudioView out) noexcept NETEQ_REALTIME = 0;
  /// Decodes the in-band FEC of `payload` instead of a lost packet: fec_samples of Inspect().
  /// Called before Decode() of the same payload. Returns an error if the payload has no FEC.
  virtual DecodeResult DecodeFec(std::span<const std::byte> /*payload*/,
                                 AudioView /*out*/) noexcept NETEQ_REALTIME {
    return DecodeResult::Unsupported();
  }
  /// Conceals a gap by the codec's own method: at least `samples` per channel (positive, at most
  /// kMaxFrame). A codec that conceals in pieces of fixed length may return more, by less than 10
  /// ms.
  virtual DecodeResult DecodePlc(int /*samples*/, AudioView /*out*/) noexcept NETEQ_REALTIME {
    return DecodeResult::Unsupported();
  }
  /// Returns the size in bytes of the pieces into which the engine splits a payload of
  /// `payload_bytes`: 1 to `payload_bytes`, or 0 for an empty payload. The last piece takes the
  /// remainder. Inspect and Decode receive the pieces. The default does not split.
  virtual size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME {
    return payload_bytes;
  }
  /// Returns true if every decoded sample is finite and within +-16. The engine then skips its
  /// check of each sample (about 0.1 us per 20 ms at 48 kHz). A decoder that breaks this promise
  /// can put NaN into the audio.
  virtual bool is_output_bounded() const noexcept { return false; }
  /// Resets the decoder to its initial state.
  virtual void Reset() noexcept NETEQ_REALTIME = 0;

  /// Returns the size of the saved state in bytes; 0 if the decoder cannot save its state. Decoders
  /// of one format with equal saved states produce equal output. The bytes are valid only in this
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
/// RFC 3551 says. Like all functions below, returns kOutOfRange with the value and its range.
Result<std::unique_ptr<AudioDecoder>> MakePcmuDecoder(int channels);
Result<std::unique_ptr<AudioDecoder>> MakePcmaDecoder(int channels);

/// [setup] Makes a decoder for linear 16-bit PCM in network byte order (RFC 3551 L16), 8 to 48 kHz,
/// 1 to 8 channels.
Result<std::unique_ptr<AudioDecoder>> MakePcm16Decoder(SampleRate rate, int channels);

/// [setup] Makes a decoder for Opus (RFC 6716, RFC 7587), with output at 8, 12, 16, 24 or 48 kHz in
/// 1 or 2 channels; RTP clock 48 kHz. Payloads of 1 or 2 bytes are DTX and decode to comfort noise;
/// an empty payload then decodes to another frame of it. libopus provides in-band FEC and
/// concealment (in pieces of 10 ms).
Result<std::unique_ptr<AudioDecoder>> MakeOpusDecoder(SampleRate rate, int channels);

/// How the channels of a multichannel Opus stream are coded (RFC 7845 section 5.1.1). In SDP:
/// num_streams, coupled_streams and channel_mapping of "multiopus".
struct OpusChannelMapping {
  int streams = 0;
  int coupled_streams = 0;  ///< streams in stereo; they come first
  /// Decoded channel of each output channel; a coupled stream has two. 255 is silence.
  FixedVector<uint8_t, 8> channels{};
};

/// [setup] Makes a decoder for multichannel Opus, 1 to 8 channels. Like MakeOpusDecoder(), without
/// in-band FEC. A payload of at most 2 bytes per stream is DTX. Returns kInvalidArgument if libopus
/// rejects `mapping`.
Result<std::unique_ptr<AudioDecoder>> MakeMultichannelOpusDecoder(
    SampleRate rate, const OpusChannelMapping& mapping);

}  // namespace neteq
