// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/file.h"
#include "simulator/trace/info.h"
#include "simulator/trace/payload_types.h"

namespace neteq::sim {

/// Inspects the streams of a file in bounded memory. A large capture is read in several passes, each
/// for a part of its streams and without most payloads; lip sync then compares the streams of a part.
/// `types` are adapted to the file, and `notes` gets a sentence about each change (see
/// RecognisePayloads). Fails as ReadTrace does.
Result<TraceInfo> InspectFile(const std::string& path, const ReadTraceOptions& options,
                              PayloadTypes& types, std::vector<std::string>& notes);

}  // namespace neteq::sim
