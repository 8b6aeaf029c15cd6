// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "neteq/audio_decoder.h"
#include "neteq/c/neteq.h"

namespace neteq::c {

/// A decoder that consists of the callbacks of an application. Values that a callback returns are
/// brought into their ranges.
class CallbackDecoder final : public AudioDecoder {
 public:
  /// `callbacks` must have its required members. The destructor calls `destroy` only if `*is_owner`
  /// is then true, which lets the caller keep the state when the registration fails.
  CallbackDecoder(const neteq_decoder& callbacks, std::shared_ptr<const bool> is_owner)
      : callbacks_(callbacks), is_owner_(std::move(is_owner)) {}
  CallbackDecoder(const CallbackDecoder&) = delete;
  CallbackDecoder& operator=(const CallbackDecoder&) = delete;
  ~CallbackDecoder() override;

  DecoderFormat format() const noexcept override;
  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME override;
  DecodeResult Decode(std::span<const std::byte> payload,
                      AudioView out) noexcept NETEQ_REALTIME override;
  DecodeResult DecodeFec(std::span<const std::byte> payload,
                         AudioView out) noexcept NETEQ_REALTIME override;
  DecodeResult DecodePlc(int samples, AudioView out) noexcept NETEQ_REALTIME override;
  size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME override;
  bool is_output_bounded() const noexcept override { return callbacks_.is_output_bounded != 0; }
  void Reset() noexcept NETEQ_REALTIME override { callbacks_.reset(callbacks_.state); }

 private:
  neteq_decoder callbacks_;
  std::shared_ptr<const bool> is_owner_;
};

}  // namespace neteq::c
