// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/conversation_cost.h"

#include <cmath>

namespace neteq::delay {
namespace {

constexpr double kFreeMs = 100.0;  // G.107: shorter delays from mouth to ear do not impair

double Idd(double mouth_to_ear_ms) {
  if (mouth_to_ear_ms <= kFreeMs) return 0.0;
  const double x = std::log2(mouth_to_ear_ms / kFreeMs);
  return 25.0 * (std::pow(1.0 + std::pow(x, 6.0), 1.0 / 6.0) -
                 3.0 * std::pow(1.0 + std::pow(x / 3.0, 6.0), 1.0 / 6.0) + 2.0);
}

}  // namespace

DelayImpairment::DelayImpairment() {
  for (size_t i = 0; i < kSteps; ++i) {
    const double middle_ms = (static_cast<double>(i) + 0.5) * static_cast<double>(kStepMs);
    table_[i] = static_cast<float>(Idd(kFreeMs + middle_ms));
  }
}

}  // namespace neteq::delay
