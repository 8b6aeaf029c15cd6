// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

// The second header needs the first.
// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/g722.h>
// clang-format on

#include "neteq/base/range.h"
#include "neteq/codecs/split.h"
#include "neteq/g722.h"

namespace neteq {
namespace {

struct FreeG722 {
  void operator()(g722_decode_state_t* state) const { g722_decode_free(state); }
};
using G722State = std::unique_ptr<g722_decode_state_t, FreeG722>;

constexpr SampleRate kRate(16'000);
constexpr int kBitRate = 64'000;
constexpr size_t kSamplesPerByte = 2;
constexpr size_t kMaxBytes = static_cast<size_t>(kRate.Samples(kMaxFrame)) / kSamplesPerByte;
constexpr size_t kBytesIn20Ms = static_cast<size_t>(kRate.SamplesInMs(20)) / kSamplesPerByte;

class G722Decoder final : public AudioDecoder {
 public:
  explicit G722Decoder(G722State state) : state_(std::move(state)) {}

  /// The RTP clock is 8 kHz because of an error in RFC 1890, kept for compatibility (RFC 3551
  /// section 4.5.2).
  DecoderFormat format() const noexcept override { return {kRate, RtpClockRate(8000), 1}; }

  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME override {
    if (payload.size() > kMaxBytes) return {};
    return {.frame_samples = static_cast<int>(payload.size() * kSamplesPerByte)};
  }

  DecodeResult Decode(std::span<const std::byte> payload,
                      AudioView out) noexcept NETEQ_REALTIME override {
    const int frames = Inspect(payload).frame_samples;
    if (frames == 0 || frames > out.frames() || out.channels() != 1) return DecodeResult::Error();
    const int decoded =
        g722_decode(state_.get(), pcm_.data(), reinterpret_cast<const uint8_t*>(payload.data()),
                    static_cast<int>(payload.size()));
    if (decoded != frames) return DecodeResult::Error();
    const auto row = out.First(frames).Channel(0);
    for (size_t i = 0; i < row.size(); ++i) row[i] = static_cast<float>(pcm_[i]) / 32768.0F;
    return DecodeResult::Speech(frames);
  }

  bool is_output_bounded() const noexcept override { return true; }

  size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME override {
    return BytesOfPiece(payload_bytes, kBytesIn20Ms, 1);
  }

  void Reset() noexcept NETEQ_REALTIME override { g722_decode_init(state_.get(), kBitRate, 0); }

 private:
  G722State state_;
  std::array<int16_t, kMaxBytes * kSamplesPerByte> pcm_{};
};

Result<std::unique_ptr<AudioDecoder>> MakeFromSdp(const SdpFormat& format) {
  const int clock_hz = format.clock_rate.hz();
  if (clock_hz != 8000) {
    return Status(StatusCode::kUnsupported,
                  "rtpmap: the clock rate of G722 is 8000, not " + std::to_string(clock_hz));
  }
  Status status = CheckRange("rtpmap: G722: channels", format.channels, 1, 1);
  if (!status.ok()) return Status(StatusCode::kUnsupported, status.detail());
  return MakeG722Decoder();
}

}  // namespace

SdpCodec G722Codec() { return {"G722", MakeFromSdp}; }

Result<std::unique_ptr<AudioDecoder>> MakeG722Decoder() {
  G722State state(g722_decode_init(nullptr, kBitRate, 0));
  if (state == nullptr)
    return Status(StatusCode::kUnsupported, "G722: SpanDSP cannot make a decoder (out of memory)");
  return std::unique_ptr<AudioDecoder>(std::make_unique<G722Decoder>(std::move(state)));
}

}  // namespace neteq
