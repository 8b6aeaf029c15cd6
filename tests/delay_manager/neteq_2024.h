// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// Parameters of the relative estimator in NetEQ 2024.
inline RelativeParams NetEq2024() {
  return {.quantile = 0.95,
          .long_delay_quantile = 0.95,
          .start_weight = 2.0,
          .resample_interval_ms = 500,
          .bucket_ms = 20,
          .ms_per_loss_percent = 20.0};
}

}  // namespace neteq::delay
