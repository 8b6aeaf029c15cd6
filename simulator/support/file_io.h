// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/status.h"

namespace neteq::sim {

/// Reads a whole file of up to 1 GiB. Fails with kUnreadable, naming the file.
Result<std::vector<std::byte>> ReadFile(const std::string& path);

/// Writes a file. Fails with kInvalidArgument, naming the file: the path is the caller's choice.
Status WriteFile(const std::string& path, std::span<const std::byte> bytes);
Status WriteFile(const std::string& path, const std::string& text);

}  // namespace neteq::sim
