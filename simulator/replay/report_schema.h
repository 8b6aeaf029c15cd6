// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace neteq::sim {

/// JSON Schema (draft 2020-12) of JsonReport. Sections of statistics come from their declarations.
std::string ReportSchema();

}  // namespace neteq::sim
