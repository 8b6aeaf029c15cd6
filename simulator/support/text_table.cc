// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/text_table.h"

#include <algorithm>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr size_t kLabelWidth = 16;
constexpr size_t kColumnWidth = 9;

std::string PadRight(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string PadLeft(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

}  // namespace

std::string LabelLine(std::string_view label, const std::string& text) {
  return PadRight(std::string(label), kLabelWidth) + text + '\n';
}

std::string JoinCounts(const std::vector<std::pair<std::string, std::string_view>>& items) {
  std::string text;
  for (const auto& [value, what] : items) {
    if (!text.empty()) text += ", ";
    text += value + ' ' + std::string(what);
  }
  return text;
}

std::string PercentText(double percent) { return FormatFixed(percent, 2) + " %"; }

std::string SummaryHead(std::string_view label) {
  std::string line = PadRight(std::string(label), kLabelWidth);
  for (const std::string_view name : {"mean", "min", "p50", "p95", "p99", "max"}) {
    line += PadLeft(std::string(name), kColumnWidth);
  }
  return line + '\n';
}

std::string SummaryRow(std::string_view label, const Summary& summary) {
  std::string line = PadRight(std::string(label), kLabelWidth);
  for (const double value :
       {summary.mean, summary.min, summary.p50, summary.p95, summary.p99, summary.max}) {
    line += PadLeft(FormatFixed(value, 1), kColumnWidth);
  }
  return line + '\n';
}

}  // namespace neteq::sim
