// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/audio_view.h"
#include "base/realtime.h"
#include "base/status.h"
#include "base/units.h"
#include "neteq/audio_decoder.h"
#include "neteq/config.h"
#include "neteq/packet.h"
#include "neteq/reports.h"
#include "neteq/statistics.h"

namespace neteq {

namespace internal {
class Engine;
}

/// An audio jitter buffer with packet loss concealment.
///
/// Driving contract
///  1. Create, then RegisterDecoder for every payload type to come. [setup]
///  2. Insert packets as they arrive, with a `now` that does not go back. [stream]
///  3. Pull exactly one tick for each 10 ms of device time. [stream]
///  4. Read statistics(), last_frame() or what the calls return, whenever wanted, between calls.
///  [stream]
///
/// Tags      [setup] may allocate. [stream] never allocates, locks, throws, reads a clock or does
/// unbounded work. Threads   none inside; calls on one object must not overlap. Time      `now` is
/// on the caller's clock, any origin; it is used for nothing but arrival statistics and waiting
///           times. The playout clock is the number of pulls.
class NetEq {
 public:
  /// [setup] kOutOfRange naming the parameter; kInvalidArgument for a maximum delay below the
  /// minimum.
  static Result<std::unique_ptr<NetEq>> Create(const Config& config);
  ~NetEq();
  NetEq(const NetEq&) = delete;
  NetEq& operator=(const NetEq&) = delete;

  /// [setup] kOutOfRange for a payload type above 127 or a format outside 8 to 48 kHz and 1 to 8
  /// channels; kInvalidArgument when the payload type is taken or `decoder` is null.
  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);

  /// [stream] Takes one RTP packet that arrived at `now`. Any bytes, any header.
  ArrivalReport InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [stream] Produces the next 10 ms. `out` has room for the output format: output_channels (or
  /// the most channels of any decoder) rows of 10 ms at output_rate (or at the highest decoder
  /// rate). What is valid: report.channels rows of report.frames samples. Silence before the first
  /// packet.
  const FrameReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  /// [stream] The same as interleaved 16-bit PCM, channels x frames.
  const FrameReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Throws away waiting packets and unplayed audio; the next packet is treated as the
  /// first.
  void Flush() noexcept NETEQ_REALTIME;

  /// [stream] Bounds of the target delay, in effect at once. False, and nothing changed, when
  /// refused: outside [0, 10 s], minimum above maximum, minimum above 75 % of the packet buffer.
  /// Zero removes a bound.
  bool SetMinimumDelay(Duration minimum) noexcept;
  bool SetMaximumDelay(Duration maximum) noexcept;
  /// The application's own floor; kept as given, applied as far as the other bounds allow.
  bool SetBaseMinimumDelay(Duration base_minimum) noexcept;

  /// [stream]
  Duration target_delay() const noexcept;
  const Statistics& statistics() const noexcept;
  const FrameReport& last_frame() const noexcept;
  /// Most samples per channel and most channels that GetAudio can write.
  int max_output_frames() const noexcept;
  int max_output_channels() const noexcept;

 private:
  explicit NetEq(std::unique_ptr<internal::Engine> engine);
  std::unique_ptr<internal::Engine> engine_;
};

}  // namespace neteq
