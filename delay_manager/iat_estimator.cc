// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/iat_estimator.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace neteq::delay {
namespace {

/// Up to this many consecutive reordered packets (retransmissions) are compared with the newest
/// packet seen; one more means that the sender has jumped back (NetEQ 2019).
constexpr int kMaxReorderedRun = 10;
constexpr double kStreamingQuantile = 1.0 - 1.0 / 2000;  // NetEQ 2018

double Ratio(Duration numerator, Duration denominator) {
  return static_cast<double>(numerator.count()) / static_cast<double>(denominator.count());
}

}  // namespace

IatEstimator::IatEstimator(const DelayConfig& config)
    : start_delay_(std::chrono::milliseconds(config.delay.start_delay_ms)),
      quantile_(config.iat.streaming ? kStreamingQuantile : config.iat.quantile),
      histogram_(kMostPackets + 1, {.final_factor = config.iat.forget_factor}),
      peak_detector_(config.peak),
      is_streaming_(config.iat.streaming) {}

void IatEstimator::Reset() noexcept {
  histogram_.Reset();
  peak_detector_.Reset();
  streaming_delay_.Reset();
  packet_length_ = Duration::zero();
  quantile_packets_ = 0;
  OnStreamChange();
}

void IatEstimator::OnStreamChange() noexcept {
  reference_.reset();
  reordered_run_ = 0;
}

void IatEstimator::OnArrival(const Arrival& arrival) noexcept {
  if (arrival.is_redundant) return;
  if (!arrival.is_speech) {
    reference_.reset();
    return;
  }
  const bool is_reordered = IsReordered(arrival);
  if (!is_reordered && arrival.frame_length > Duration::zero() &&
      arrival.frame_length != packet_length_) {
    ChangePacketLength(arrival.frame_length);
  }
  if (!reference_ || packet_length_ == Duration::zero()) {
    Prime(arrival);
    return;
  }
  const Duration send_interval = SendInterval(arrival);
  if (send_interval > Duration::zero() && send_interval <= kMaxPacketLength) {
    Learn(arrival, InterArrivalPackets(arrival, send_interval));
  }
  if (is_reordered && reordered_run_ < kMaxReorderedRun) {
    ++reordered_run_;
    return;
  }
  Prime(arrival);
}

void IatEstimator::OnEmptyPacket(int64_t sequence) noexcept {
  // Increments instead of using `sequence`: a packet lost before the padding is still missing.
  if (reference_ && sequence > reference_->sequence) ++reference_->sequence;
}

bool IatEstimator::IsReordered(const Arrival& arrival) const noexcept {
  return reference_ && arrival.sequence <= reference_->sequence;
}

void IatEstimator::ChangePacketLength(Duration length) noexcept {
  if (quantile_packets_ > 0) {
    histogram_.Rescale(Ratio(packet_length_, length));
    quantile_packets_ = histogram_.Quantile(quantile_, 1);
  }
  packet_length_ = length;
  reference_.reset();
}

void IatEstimator::Prime(const Arrival& arrival) noexcept {
  reference_ = Reference{
      .sequence = arrival.sequence, .media_time = arrival.media_time, .time = arrival.time};
  reordered_run_ = 0;
}

/// Media time between consecutive packets, as estimated from the reference and this packet.
Duration IatEstimator::SendInterval(const Arrival& arrival) const noexcept {
  if (IsReordered(arrival)) return packet_length_;
  return (arrival.media_time - reference_->media_time) / (arrival.sequence - reference_->sequence);
}

int IatEstimator::InterArrivalPackets(const Arrival& arrival,
                                      Duration send_interval) const noexcept {
  const Duration elapsed = arrival.time - reference_->time;
  // Missing packets also took their time; a reordered packet was due earlier.
  const int64_t packets = elapsed / send_interval + (reference_->sequence + 1 - arrival.sequence);
  return static_cast<int>(std::clamp<int64_t>(packets, 0, kMostPackets));
}

void IatEstimator::Learn(const Arrival& arrival, int packets) noexcept {
  histogram_.Add(packets);
  quantile_packets_ = histogram_.Quantile(quantile_, 1);
  if (IsReordered(arrival)) return;  // a single late packet is not a delay peak (NetEQ 2019)
  peak_detector_.Update(arrival.time, packets * packet_length_, quantile_packets_ * packet_length_);
  if (!is_streaming_) return;
  streaming_delay_.Update(arrival.time, arrival.time - reference_->time,
                          arrival.media_time - reference_->media_time, packet_length_);
}

Duration IatEstimator::target() const noexcept {
  if (quantile_packets_ == 0) return start_delay_;
  return std::max(
      {quantile_packets_ * packet_length_, peak_detector_.height(), streaming_delay_.highest()});
}

EstimatorReport IatEstimator::report() const noexcept {
  return {
      .quantile_delay = quantile_packets_ * packet_length_,
      .peak_delay = peak_detector_.height(),
      .peak_mode = peak_detector_.active(),
      .clock_drift_ppm = (histogram_.Mean() - 1.0) * 1e6,
  };
}

}  // namespace neteq::delay
