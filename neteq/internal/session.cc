// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/session.h"

#include <algorithm>
#include <utility>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/internal/receive/insertion.h"
#include "neteq/internal/tick.h"

namespace neteq::internal {

Session::Session(const Config& config, Controllers controllers)
    : stream_(config, std::move(controllers.delay_estimator), std::move(controllers.policy)),
      retransmission_(config.params.nack) {}

// -------------------------------------------------------------------------------------------------
// payload types

Status Session::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  Status status = stream_.decoders.Check(payload_type, decoder.get());
  if (!status.ok()) return status;
  const DecoderFormat format = decoder->format();
  return stream_.decoders.Register(
      payload_type, std::move(decoder),
      stream_.chains.FindOrMake(format.sample_rate, format.channels, stream_.config));
}

Status Session::RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) {
  Status status = stream_.decoders.CheckRole(payload_type, role, clock_rate);
  if (!status.ok()) return status;
  FormatChain* chain = stream_.decoders.ChainOfClock(clock_rate);
  if (role == PayloadRole::kComfortNoise && chain == nullptr)
    chain = stream_.chains.FindOrMake(SampleRate(clock_rate.hz()), 1, stream_.config);
  return stream_.decoders.RegisterRole(payload_type, role, clock_rate, chain);
}

void Session::RemovePayloadType(uint8_t payload_type) {
  accounting_.OnDropped(stream_.inbox.buffer.Discard(payload_type), 0);
  stream_.decoders.Remove(payload_type);
  if (stream_.position.decoder.payload_type == payload_type)
    stream_.position.decoder.payload_type = -1;
}

// -------------------------------------------------------------------------------------------------
// the path of a packet

ArrivalReport Session::InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept {
  const PlayoutState playout{
      .decoded_until = stream_.position.timeline.decoded_until,
      .ticks = stream_.position.ticks,
      .is_comfort_noise = stream_.position.timeline.pause == PauseNoise::kRfc3389};
  arrival_.Clear();
  Insertion(rtp, now, playout, stream_.decoders, stream_.inbox, arrival_).Run();
  Learn(rtp, now);
  return {.result = arrival_.summary.result,
          .timeline_changed = arrival_.timeline_changed(),
          .target_delay = stream_.delay_manager.target()};
}

void Session::Learn(const RtpPacketView& rtp, Timestamp now) noexcept {
  const ArrivalEvents& events = arrival_;
  const ArrivalEvents::Summary& packet = events.summary;
  accounting_.OnArrival(packet);
  if (packet.change == StreamTracker::Change::kNewSsrc) receiver_statistics_.Reset();
  if (packet.takes_no_time) {
    receiver_statistics_.OnPacketWithoutTiming(rtp.sequence);
  } else if (packet.is_in_timeline) {
    receiver_statistics_.OnPacket(rtp.sequence, rtp.timestamp, now,
                                  RtpClockRate(packet.clock.clock_hz));
  }
  retransmission_.OnArrival(events, stream_.position.ticks);
  if (events.timeline_changed()) stream_.delay_manager.OnStreamChange();
  if (packet.takes_no_time) stream_.delay_manager.OnEmptyPacket(packet.sequence);
  for (const delay::Arrival& arrival : events.arrivals) {
    stream_.delay_manager.OnArrival(arrival);
    if (!arrival.is_redundant)
      accounting_.OnArrivalDelay(stream_.delay_manager.last_arrival_delay());
  }
  accounting_.OnRouteChanges(stream_.delay_manager.route_changes());
}

std::span<std::byte> Session::ReserveSlot(size_t bytes) noexcept {
  return stream_.inbox.buffer.ReserveSlot(bytes);
}

int Session::NackList(Duration rtt, std::span<uint16_t> out) noexcept {
  return retransmission_.List(rtt, out, stream_.position.ticks);
}

void Session::Flush() noexcept {
  accounting_.OnDropped(stream_.inbox.Flush(), 1);
  retransmission_.Reset();
  if (stream_.chains.active() != nullptr) stream_.chains.active()->path.Reset();
}

// -------------------------------------------------------------------------------------------------
// the path of a tick

const TickReport& Session::GetAudio(AudioView out) noexcept {
  Pull({.audio = out});
  if (report_.output_too_small) return report_;
  // Decoders, comfort noise and resampling overshoot full scale.
  dsp::ClampToFullScale({out.data(), report_.channels, report_.samples_per_channel, out.stride()});
  return report_;
}

const TickReport& Session::GetAudio(std::span<int16_t> out) noexcept {
  AudioBuffer& scratch = stream_.chains.scratch();
  const AudioView audio = scratch.First(scratch.capacity());
  Pull({.audio = audio, .interleaved_room = out.size()});
  if (report_.output_too_small) {
    std::fill(out.begin(), out.end(), int16_t{0});
    return report_;
  }
  const ConstAudioView tick(audio.data(), report_.channels, report_.samples_per_channel,
                            audio.stride());
  dsp::ToInterleavedInt16(tick, out.first(static_cast<size_t>(tick.channels() * tick.frames())));
  return report_;
}

const TickReport& Session::Pull(const TickOutput& out) noexcept {
  ++stream_.position.ticks;
  stream_.delay_manager.OnTick();
  decoding_.Clear();
  Account(Tick(stream_, decoding_).Run(out));
  return report_;
}

Delays Session::DelaysNow() const noexcept {
  Delays delays{.target = stream_.delay_manager.target(),
                .unlimited_target = stream_.delay_manager.unlimited_target()};
  const FormatChain* const chain = stream_.chains.active();
  if (chain == nullptr) return delays;
  const PacketBuffer& buffer = stream_.inbox.buffer;
  delays.level = stream_.decider.level();
  delays.unplayed = unplayed();
  delays.waiting =
      chain->path.rate().Length(buffer.total_samples(stream_.position.decoder.last_frame_samples));
  delays.packets_in_buffer = buffer.size();
  return delays;
}

void Session::Account(const TickFacts& facts) noexcept {
  accounting_.OnLatePackets(facts.discarded.late);
  accounting_.OnDropped(facts.discarded.backlog.dropped, 0);
  accounting_.OnBacklogSkipped(facts.discarded.backlog.samples);
  const Delays delays = DelaysNow();
  for (const DecodedPacket& packet : decoding_.packets)
    accounting_.OnDecoded(packet, delays.target, delays.unlimited_target);
  const auto& first = decoding_.summary.first;
  if (first) retransmission_.OnDecoded(first->sequence, first->media_time);
  report_ = MakeReport(facts, delays);
  accounting_.OnTick(report_, counter_rate(), first && first->follows_pause);
  if (const auto reserve = retransmission_.OnTick(stream_.position.ticks))
    stream_.delay_manager.SetReserve(*reserve);
}

// -------------------------------------------------------------------------------------------------
// reading

NetworkStatistics Session::TakeNetworkStatistics() noexcept {
  NetworkStatistics result = accounting_.CloseInterval();
  const auto whole_ms = [](Duration duration) { return static_cast<int>(ToMs(duration)); };
  result.current_buffer_size_ms = whole_ms(report_.current_buffer_size);
  result.preferred_buffer_size_ms = whole_ms(stream_.delay_manager.target());
  result.jitter_peaks_found = stream_.delay_manager.report().peak_mode;
  result.packet_loss_rate = receiver_statistics_.report().fraction_lost / 256.0;
  result.clock_drift_ppm = receiver_statistics_.clock_drift().ppm;
  return result;
}

std::span<const RtpPacketInfo> Session::packet_infos() const {
  return {decoding_.infos.begin(), decoding_.infos.size()};
}

Duration Session::unplayed() const {
  const FormatChain* const chain = stream_.chains.active();
  return chain == nullptr ? Duration(0) : chain->path.rate().Length(chain->path.sync().future());
}

/// Sample rate of the statistics: the rate of the active chain, or before the first packet the rate
/// of the first chain.
SampleRate Session::counter_rate() const {
  const FormatChain* const active = stream_.chains.active();
  const FormatChain* const chain = active != nullptr ? active : stream_.chains.first();
  return chain != nullptr ? chain->path.rate() : SampleRate(report_.sample_rate_hz);
}

}  // namespace neteq::internal
