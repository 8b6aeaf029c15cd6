// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/page.h"

#include <algorithm>
#include <array>
#include <bit>

#include <nlohmann/json.hpp>

#include "simulator/html/assets.h"

namespace neteq::sim {
namespace {

static_assert(std::endian::native == std::endian::little, "the scripts read little-endian numbers");

std::string_view ScriptOf(PageKind kind) {
  switch (kind) {
    case PageKind::kReplay:
      return kReplayScript;
    case PageKind::kCompare:
      return kCompareScript;
    case PageKind::kSweep:
      return kSweepScript;
  }
  return {};
}

std::string ReplaceAll(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string Escaped(std::string_view text) {
  std::string escaped = ReplaceAll(std::string(text), "&", "&amp;");
  escaped = ReplaceAll(std::move(escaped), "<", "&lt;");
  return ReplaceAll(std::move(escaped), ">", "&gt;");
}

std::string Script(std::string_view code) {
  std::string element = "<script>\n";
  element += code;
  return element + "\n</script>\n";
}

/// Formats JSON without '<', so it cannot end the script element. Invalid UTF-8, as in file names,
/// becomes U+FFFD.
std::string JsonForScript(const nlohmann::ordered_json& data) {
  return ReplaceAll(data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
                    "<", "\\u003c");
}

}  // namespace

std::string HtmlPage(PageKind kind, std::string_view title, const nlohmann::ordered_json& data) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; media-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>";
  page += Escaped(title) + "</title>\n<style>\n";
  if (kind == PageKind::kReplay) page += kDygraphsStyle;
  page += kPageStyle;
  page +=
      "</style>\n</head>\n<body>\n<main id=\"page\"><noscript>This report needs JavaScript. It "
      "loads nothing from the network.</noscript></main>\n";
  page += "<script type=\"application/json\" id=\"data\">" + JsonForScript(data) + "</script>\n";
  if (kind == PageKind::kReplay) {
    page += Script("/*!\n" + std::string(kDygraphsNotice) + "*/\n" + std::string(kDygraphsScript));
  }
  page += Script(kCommonScript);
  page += Script(ScriptOf(kind));
  return page + "</body>\n</html>\n";
}

std::string Base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? std::to_integer<uint32_t>(bytes[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) {
      text += k <= count ? kDigits[group >> (18U - 6U * k) & 63U] : '=';
    }
  }
  return text;
}

}  // namespace neteq::sim
