// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "simulator/quality/e_model.h"
#include "simulator/quality/voip_metrics.h"
#include "simulator/replay/report.h"

namespace neteq::sim {

/// What a replay would have been worth as a conversation.
struct CallAssessment {
  EModelParams params;
  EModelFigures figures;
  VoipMetrics voip;
};

/// By the E-model, for the stream's codec at its bitrate: delay is the mean playout delay above the
/// fastest packet, loss is what was concealed, its burstiness that of the packets not played.
CallAssessment AssessCall(const ReplayReport& report);

/// Sections "e_model", "stalls" and "voip_metrics", the last also as the bytes of the RTCP block.
nlohmann::ordered_json CallQualityJson(const ReplayReport& report);

}  // namespace neteq::sim
