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

/// Capacity of the queue between the threads of a ThreadedNetEq.
struct ThreadedOptions {
  /// Packets that may arrive between two calls of GetAudio(), 1 to 10000. Heuristic: after a stall,
  /// the network may deliver one second at once, which is 50 packets of 20 ms.
  int max_packets = 64;
  /// Largest payload in bytes, 1 to 65535. The default is the MTU of Ethernet, which no packet
  /// exceeds without IP fragmentation.
  int max_payload_bytes = 1500;
};

/// State of a ThreadedNetEq after the last call of GetAudio().
struct ThreadedReport {
  Statistics statistics{};
  TickReport last_tick{};
  int64_t pulls = 0;  ///< calls of GetAudio()
  /// Packets that did not reach the engine: the queue was full or the payload too long.
  uint64_t packets_not_queued = 0;
};

/// A NetEq between a network thread and an audio thread. Neither thread waits for the other.
///
/// - Threads: the tag of a function names its thread. Functions with the same tag must not overlap,
///   except report(), which any number of threads may call.
/// - Model: packets pass through a bounded queue. GetAudio() inserts all queued packets with their
///   arrival times and then plays. If the calls do not overlap, the output is identical, bit for
///   bit, to that of a NetEq with the same calls.
/// - Cost: after creation, no function allocates, locks or makes a system call. Each packet is
///   copied once more than by a NetEq. GetAudio() inserts at most ThreadedOptions::max_packets
///   packets.
class ThreadedNetEq {
 public:
  /// [setup] Creates the queue around `engine`, whose payload types are already registered. Errors:
  /// kOutOfRange names the option; kInvalidArgument when `engine` is null.
  static Result<std::unique_ptr<ThreadedNetEq>> Create(std::unique_ptr<NetEq> engine,
                                                       const ThreadedOptions& options = {});

  /// [network] Queues one RTP packet that arrived at `now`, see NetEq::InsertPacket(). Copies the
  /// payload. Returns false and counts the packet in packets_not_queued when the queue is full or
  /// the payload too long. The statistics count discarded packets among the queued ones. Wait-free.
  bool InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [audio] Produces the next 10 ms as planar float, see NetEq::GetAudio(). The report is valid
  /// until the next call. Wait-free.
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  /// [audio] Produces the next 10 ms as interleaved 16-bit PCM, see NetEq::GetAudio(). The report
  /// is valid until the next call. Wait-free.
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;
  /// [audio] Returns the engine, for example for SetDelayBounds(), NackList() or Inspect().
  NetEq& engine() noexcept { return *engine_; }

  /// [any thread but audio] Returns the state after the last call of GetAudio(). All values belong
  /// to the same tick.
  ThreadedReport report() const noexcept;

 private:
  struct Queued {
    RtpPacketView packet;
    Timestamp now{};
    std::vector<std::byte> payload;  // max_payload_bytes long
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
