// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/errors.h"

#include "neteq/base/status.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"
#include "simulator/trace/trace.h"

namespace neteq::python {

/// A trace shared by several Python objects. Never modified after construction.
using SharedTrace = std::shared_ptr<sim::Trace>;

inline SharedTrace Share(sim::Trace trace) {
  return std::make_shared<sim::Trace>(std::move(trace));
}

/// The default payload types plus assignments such as "96=opus/48000/2". ValueError for a malformed
/// or unknown format.
inline sim::PayloadTypes PayloadTypesOf(const std::vector<std::string>& assignments) {
  auto types = sim::PayloadTypes::Defaults();
  for (const std::string& assignment : assignments) RaiseUnlessOk(types.Set(assignment));
  return types;
}

/// The stream with this SSRC, or the first with speech. kInvalidArgument naming the trace if there
/// is no such stream or its payloads were not captured.
Result<sim::Stream> PlayableStream(const sim::Trace& trace, const sim::PayloadTypes& types,
                                   std::optional<uint32_t> ssrc, const std::string& name);

}  // namespace neteq::python
