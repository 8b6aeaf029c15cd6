// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/silence_encoder.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "neteq/dsp/lpc.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::sim {
namespace {

constexpr double kLowestFloorDb = -75.0;
constexpr double kHighestFloorDb = -40.0;
constexpr double kFloorRiseDbPerSecond = 3.0;
constexpr double kSpeechAboveFloorDb = 9.0;
constexpr Duration kHangover = std::chrono::milliseconds(200);
constexpr Duration kInterval = std::chrono::milliseconds(100);
constexpr double kChangeDb = 3.0;
constexpr int kOrder = 10;  // heuristic: usual for 8 kHz speech codecs; RFC 3389 leaves it open

double PowerDb(std::span<const float> x) {
  const double power = static_cast<double>(dsp::Energy(x)) / static_cast<double>(x.size());
  return 10.0 * std::log10(power + 1e-13);  // offset below the descriptor's minimum of -127 dB
}

/// RFC 3389 section 3.2: k = (byte - 127) / 128; 255 is unused.
std::byte Quantized(float reflection) {
  const auto index = std::lround(128.0F * reflection) + 127;
  return static_cast<std::byte>(std::clamp(index, 0L, 254L));
}

}  // namespace

bool SilenceEncoder::Add(std::span<const float> frame) {
  const Duration length = rate_.Length(static_cast<int64_t>(frame.size()));
  recent_.insert(recent_.end(), frame.begin(), frame.end());
  const auto kept = static_cast<size_t>(rate_.Samples(kInterval));
  if (recent_.size() > kept) {
    recent_.erase(recent_.begin(), recent_.end() - static_cast<ptrdiff_t>(kept));
  }
  const double level_db = PowerDb(frame);
  const double rise_db = kFloorRiseDbPerSecond * ToMs(length) / 1000.0;
  floor_db_ = std::clamp(std::min(floor_db_ + rise_db, level_db), kLowestFloorDb, kHighestFloorDb);
  quiet_ = level_db > floor_db_ + kSpeechAboveFloorDb ? Duration(0) : quiet_ + length;
  since_descriptor_ += length;
  if (quiet_ > kHangover) return true;
  described_db_.reset();
  return false;
}

std::vector<std::byte> SilenceEncoder::Descriptor() {
  const double level_db = PowerDb(recent_);
  if (!IsDue(level_db)) return {};
  described_db_ = level_db;
  since_descriptor_ = Duration(0);
  std::vector<std::byte> descriptor;
  const auto attenuation_db = std::clamp(std::lround(-level_db), 0L, 127L);
  descriptor.push_back(static_cast<std::byte>(attenuation_db));
  const dsp::LpcModel model = dsp::FitLpc(recent_, kOrder);
  for (size_t i = 0; i < kOrder; ++i) descriptor.push_back(Quantized(model.reflection[i]));
  return descriptor;
}

bool SilenceEncoder::IsDue(double level_db) const {
  return !described_db_ || since_descriptor_ >= kInterval ||
         std::abs(level_db - *described_db_) >= kChangeDb;
}

}  // namespace neteq::sim
