// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "simulator/quality/e_model.h"
#include "simulator/quality/voip_metrics.h"
#include "simulator/replay/report.h"

namespace neteq::sim {

/// E-model assessment of a replay as a conversation.
struct CallAssessment {
  EModelParams params;
  EModelFigures figures;
  VoipMetrics voip;
};

/// Applies the E-model for the stream's codec and bitrate. Delay is the mean playout delay above
/// the fastest packet, loss is the share concealed, and burstiness is that of the packets not
/// played.
CallAssessment AssessCall(const Stream& stream, const Config& config, const ReplayResult& result);

/// Sections "e_model", "stalls" and "voip_metrics"; the last includes the RTCP block's bytes. Null if
/// no packet could be decoded.
nlohmann::ordered_json CallQualityJson(const ReplayReport& report);

}  // namespace neteq::sim
