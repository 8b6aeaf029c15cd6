// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/delays.h"

#include "simulator/support/file_io.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {

Result<Delays> ParseDelays(std::string_view text, const std::string& name) {
  Delays delays;
  while (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view line : Split(text, '\n')) {
    const auto ms = ParseNumber<double>(line);
    if (line == "lost" || (ms && *ms == -1.0)) {
      delays.emplace_back(std::nullopt);
    } else if (ms && *ms >= 0.0 && *ms <= 3.6e6) {
      delays.emplace_back(FromMs(*ms));
    } else {
      return UnreadableLine(name, delays.size() + 1,
                            Quoted(line) + " is not a delay; expected 0 to 3600000 ms, or 'lost'");
    }
  }
  return delays;
}

Result<Delays> ReadDelays(const std::string& path) {
  const auto file = ReadFile(path);
  if (!file.ok()) return file.status();
  return ParseDelays(AsText(*file), path);
}

std::optional<Duration> DelayOf(const Delays& delays, size_t index) {
  return delays.empty() ? Duration(0) : delays[index % delays.size()];
}

}  // namespace neteq::sim
