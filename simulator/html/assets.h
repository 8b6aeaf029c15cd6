// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

/// Files that make up the pages. assets.cc.in is filled in when the build is configured. The
/// dygraphs files come from its Debian package.
namespace neteq::sim {

extern const std::string_view kDygraphsScript;
extern const std::string_view kDygraphsNotice;
extern const std::string_view kDygraphsStyle;
extern const std::string_view kPageStyle;
extern const std::string_view kCommonScript;
extern const std::string_view kReplayScript;
extern const std::string_view kCompareScript;
extern const std::string_view kSweepScript;

}  // namespace neteq::sim
