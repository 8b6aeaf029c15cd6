// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/seq_lock.h"
#include "neteq/base/spsc_queue.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/neteq.h"
#include "neteq/packet.h"
#include "neteq/reports.h"
#include "neteq/statistics.h"

namespace neteq {

/// Room between the threads of a ThreadedNetEq.
struct ThreadedOptions {
  /// Packets between two pulls, 1 to 10000. The network may deliver a second at once after a stall:
  /// 50 packets of 20 ms.
  int max_packets = 64;
  /// Bytes of a payload, 1 to 65535: what fits into an Ethernet frame.
  int max_payload_bytes = 1500;
};

/// What a ThreadedNetEq tells to any thread: the state after the last pull.
struct ThreadedReport {
  Statistics statistics{};
  TickReport last_tick{};
  int64_t pulls = 0;
  /// Packets that never reached the engine: no room in the queue, or too long a payload.
  uint64_t packets_not_queued = 0;
};

/// A NetEq between a network thread and an audio thread, neither of which ever waits for the other.
///
/// Threads   [network] one thread, [audio] one thread, [any] any number; the functions of one tag
///           must not overlap among themselves, but for [any].
/// Model     Packets go through a bounded queue. Each pull first inserts what is there, with the
///           times at which it came, then plays: if the calls do not overlap, the output is that of
///           NetEq called the same way, bit for bit.
/// Cost      Nothing allocates, locks or makes a system call once it is made. An insertion costs
///           one copy of the packet more; a pull inserts at most ThreadedOptions::max_packets.
class ThreadedNetEq {
 public:
  /// [setup] `engine` with its payload types registered. kOutOfRange naming the option,
  /// kInvalidArgument without an engine.
  static Result<std::unique_ptr<ThreadedNetEq>> Create(std::unique_ptr<NetEq> engine,
                                                       const ThreadedOptions& options = {});

  /// [network] False, and the packet counts as not queued, when the queue is full or the payload
  /// too long. What becomes of a queued packet is in the statistics. Copies the payload. Wait-free.
  bool InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [audio] One tick, see NetEq::GetAudio. Wait-free.
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;
  /// [audio] For delays, overrides, NACK lists and the like.
  NetEq& engine() noexcept { return *engine_; }

  /// [any but audio] The state after the last pull, all of one moment.
  ThreadedReport report() const noexcept;

 private:
  struct Queued {
    RtpPacketView packet;
    Timestamp now{};
    std::vector<std::byte> payload;  // of max_payload_bytes
  };

  ThreadedNetEq(std::unique_ptr<NetEq> engine, const ThreadedOptions& options);
  void InsertQueued() noexcept NETEQ_REALTIME;
  void Publish() noexcept NETEQ_REALTIME;

  std::unique_ptr<NetEq> engine_;
  SpscQueue<Queued> queue_;
  std::atomic<uint64_t> not_queued_ = 0;  // written by the network thread
  SeqLock<ThreadedReport> published_;     // written by the audio thread
  int64_t pulls_ = 0;
};

}  // namespace neteq
