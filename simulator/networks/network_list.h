// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "simulator/support/param_io.h"

namespace neteq::sim {

/// Lists all models with their parameters, and all presets.
std::string ListNetworks(ListFormat format);

}  // namespace neteq::sim
