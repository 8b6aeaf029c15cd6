// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/threaded.h"

#include <algorithm>
#include <utility>

#include "neteq/base/range.h"

namespace neteq {

Result<std::unique_ptr<ThreadedNetEq>> ThreadedNetEq::Create(std::unique_ptr<NetEq> engine,
                                                             const ThreadedOptions& options) {
  if (engine == nullptr) return Status(StatusCode::kInvalidArgument, "engine is null");
  Status status = CheckRange("max_packets", options.max_packets, 1, 10'000);
  if (status.ok()) status = CheckRange("max_payload_bytes", options.max_payload_bytes, 1, 65'535);
  if (!status.ok()) return status;
  return std::unique_ptr<ThreadedNetEq>(new ThreadedNetEq(std::move(engine), options));
}

ThreadedNetEq::ThreadedNetEq(std::unique_ptr<NetEq> engine, const ThreadedOptions& options)
    : engine_(std::move(engine)),
      queue_(static_cast<size_t>(options.max_packets),
             {.packet = {},
              .payload = std::vector<std::byte>(static_cast<size_t>(options.max_payload_bytes))}) {}

bool ThreadedNetEq::InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept {
  Queued* const queued = queue_.BeginPush();
  if (queued == nullptr || packet.payload.size() > queued->payload.size()) {
    not_queued_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  queued->packet = packet;
  queued->now = now;
  std::copy(packet.payload.begin(), packet.payload.end(), queued->payload.begin());
  queued->packet.payload = std::span(queued->payload).first(packet.payload.size());
  queue_.EndPush();
  return true;
}

/// Inserts at most one queue length of packets, so that a network thread that keeps inserting
/// cannot delay the audio thread.
void ThreadedNetEq::InsertQueued() noexcept {
  for (size_t i = 0; i < queue_.capacity(); ++i) {
    const Queued* const queued = queue_.Front();
    if (queued == nullptr) return;
    engine_->InsertPacket(queued->packet, queued->now);
    queue_.Pop();
  }
}

void ThreadedNetEq::Publish() noexcept {
  published_.Store(
      {.statistics = engine_->statistics(), .last_tick = engine_->last_tick(), .pulls = ++pulls_});
}

const TickReport& ThreadedNetEq::GetAudio(AudioView out) noexcept {
  InsertQueued();
  engine_->GetAudio(out);
  Publish();
  return engine_->last_tick();
}

const TickReport& ThreadedNetEq::GetAudio(std::span<int16_t> out) noexcept {
  InsertQueued();
  engine_->GetAudio(out);
  Publish();
  return engine_->last_tick();
}

ThreadedReport ThreadedNetEq::report() const noexcept {
  ThreadedReport report = published_.Load();
  report.packets_not_queued = not_queued_.load(std::memory_order_relaxed);
  return report;
}

}  // namespace neteq
