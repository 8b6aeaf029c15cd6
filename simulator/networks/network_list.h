// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "simulator/support/param_io.h"

namespace neteq::sim {

/// Every model with its parameters, and every network that has a name.
std::string ListNetworks(ListFormat format);

}  // namespace neteq::sim
