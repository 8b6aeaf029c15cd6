// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/npz_recorder.h"

#include <cstdint>
#include <string_view>

#include "simulator/replay/tick_columns.h"
#include "simulator/support/file_io.h"
#include "simulator/support/npz.h"

namespace neteq::sim {
namespace {

template <class Enum>
NpzArray NamesOf(std::string_view name) {
  constexpr auto& kNames = EnumNames<Enum>::kNames;
  return {std::string(name), std::vector<std::string>(kNames.begin(), kNames.end())};
}

}  // namespace

NpzRecorder::NpzRecorder(std::string path)
    : path_(std::move(path)), columns_(TickColumns().size()) {}

void NpzRecorder::Write(const TickRecord& tick) {
  for (size_t i = 0; i < TickColumns().size(); ++i)
    columns_[i].push_back(TickColumns()[i].read(tick));
}

Status NpzRecorder::Close() {
  std::vector<NpzArray> arrays;
  for (size_t i = 0; i < TickColumns().size(); ++i) {
    NpzArray array{std::string(TickColumns()[i].name), columns_[i]};
    if (TickColumns()[i].is_whole) {
      array.values = std::vector<int64_t>(columns_[i].begin(), columns_[i].end());
    }
    arrays.push_back(std::move(array));
  }
  arrays.push_back(NamesOf<Operation>("operation_names"));
  arrays.push_back(NamesOf<Reason>("reason_names"));
  const auto bytes = NpzBytes(arrays);
  if (!bytes.ok()) return {bytes.status().code(), path_ + ": " + bytes.status().detail()};
  return WriteFile(path_, *bytes);
}

}  // namespace neteq::sim
