// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/run.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <limits>
#include <memory>
#include <utility>

#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/version.h"
#include "simulator/replay/npz_recorder.h"
#include "simulator/replay/recorder.h"
#include "simulator/replay/reference.h"
#include "simulator/replay/report.h"
#include "simulator/replay/tick_columns.h"
#include "simulator/trace/payload_guess.h"

namespace neteq::python {
namespace {

/// Output files written tick by tick.
struct Files {
  std::optional<sim::CsvRecorder> csv;
  std::optional<sim::NpzRecorder> npz;
  std::optional<sim::WavWriter> wav;

  Status Open(const RunOptions& options, const Config& config) {
    if (!options.csv.empty()) {
      auto file = sim::CsvRecorder::Open(options.csv);
      if (!file.ok()) return file.status();
      csv = std::move(*file);
    }
    if (!options.npz.empty()) npz.emplace(options.npz);
    if (!options.wav.empty()) {
      auto file = sim::WavWriter::Open(options.wav, SampleRate(config.output_rate_hz),
                                       config.output_channels);
      if (!file.ok()) return file.status();
      wav = std::move(*file);
    }
    return {};
  }
  void Write(const sim::TickRecord& tick) {
    if (csv) csv->Write(tick);
    if (npz) npz->Write(tick);
    if (wav) wav->Write(tick.audio);
  }
  Status Close() {
    const Status of_csv = csv ? csv->Close() : Status();
    const Status of_npz = npz ? npz->Close() : Status();
    const Status of_wav = wav ? wav->Close() : Status();
    if (!of_csv.ok()) return of_csv;
    return of_npz.ok() ? of_wav : of_npz;
  }
};

}  // namespace

Result<sim::Stream> PlayableStream(const sim::Trace& trace, const sim::PayloadTypes& types,
                                   std::optional<uint32_t> ssrc, const std::string& name) {
  auto stream = sim::SelectStream(trace, types, ssrc);
  if (!stream.ok()) return Status(stream.status().code(), name + ": " + stream.status().detail());
  const Status status = sim::CheckPlayable(*stream, types);
  if (status.code() == StatusCode::kUnreadable) {
    return Status(StatusCode::kInvalidArgument,
                  name + ": payloads were not captured; add audio with Trace.replace_audio");
  }
  if (!status.ok()) return Status(StatusCode::kInvalidArgument, name + ": " + status.detail());
  return stream;
}

Result<std::unique_ptr<Run>> Run::Make(SharedTrace trace, sim::PayloadTypes types,
                                       const Config& config, RunOptions options,
                                       sim::EngineParts parts) {
  std::unique_ptr<Run> run(
      new Run(std::move(trace), std::move(types), std::move(options), std::move(parts)));
  sim::RecognisePayloads(*run->trace_, run->types_);
  auto stream = PlayableStream(*run->trace_, run->types_, run->options_.ssrc, run->options_.name);
  if (!stream.ok()) return stream.status();
  run->stream_ = std::move(*stream);
  run->config_ = sim::WithOutputFormat(run->stream_, config);
  if (Status status = CheckConfig(run->config_); !status.ok()) return status;
  return run;
}

Status Run::Play() {
  Files files;
  if (Status status = files.Open(options_, config_); !status.ok()) return status;
  ReserveTicks();
  sim::ReferenceMeter meter;
  const sim::ReplayObserver observer{.on_tick =
                                         [&](const sim::TickRecord& tick) {
                                           Keep(tick);
                                           files.Write(tick);
                                           if (options_.reference) meter.OnTick(tick);
                                         },
                                     .on_timing_pass = [](int) {}};
  auto result = sim::Replay(stream_, types_, config_, options_.repeat, observer, parts_);
  parts_ = {};
  if (!result.ok()) return result.status();
  NETEQ_DCHECK(ticks_.kept == ticks_.capacity);
  result_ = std::move(*result);
  if (Status status = files.Close(); !status.ok()) return status;
  if (!options_.reference) return {};
  auto compared = meter.Compare(*options_.reference, sim::SpeakingTime(stream_).Begin(stream_));
  if (!compared.ok()) {
    return {compared.status().code(), "reference: " + compared.status().detail()};
  }
  quality_ = std::move(*compared);
  return {};
}

/// Allocates memory for all ticks before the replay, so that the arrays never move.
void Run::ReserveTicks() {
  constexpr Duration kTail = std::chrono::seconds(1);  // after the last arrival, see Simulation
  const Duration length = stream_.packets.back().arrival - stream_.packets.front().arrival + kTail;
  ticks_.capacity = static_cast<size_t>(length / kTick) + 1;
  ticks_.cells = LargeArray<int64_t>(ticks_.capacity * sim::TickColumns().size());
  if (!options_.keeps_audio) return;
  const auto frames = static_cast<size_t>(SampleRate(config_.output_rate_hz).tick_samples());
  audio_ =
      LargeArray<float>(ticks_.capacity * frames * static_cast<size_t>(config_.output_channels));
}

void Run::Keep(const sim::TickRecord& tick) {
  if (ticks_.kept == ticks_.capacity) return;
  const size_t index = ticks_.kept++;
  int64_t* cell = ticks_.cells.data() + index * sim::TickColumns().size();
  for (const sim::TickColumn& column : sim::TickColumns()) {
    const double value = column.read(tick);
    *cell++ = column.is_whole ? static_cast<int64_t>(value) : std::bit_cast<int64_t>(value);
  }
  if (options_.keeps_page) page_.OnTick(tick);
  if (!options_.keeps_audio) return;
  const int frames = tick.report.samples_per_channel;
  const auto samples = static_cast<int>(ticks_.capacity) * frames;
  const AudioView all(audio_.data(), tick.report.channels, samples, samples);
  dsp::FromInterleavedInt16(tick.audio, all.Slice(static_cast<int>(index) * frames, frames));
}

std::vector<ArrivalRow> Run::Arrivals() const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  sim::SendClock clock(stream_);
  const sim::TimeLines lines(stream_);
  std::vector<ArrivalRow> rows;
  rows.reserve(stream_.packets.size());
  for (size_t i = 0; i < stream_.packets.size(); ++i) {
    const sim::TracePacket& packet = stream_.packets[i];
    const sim::PacketPlace& place = lines.places()[i];
    const bool is_key = stream_.event_types.test(packet.rtp.payload_type);
    const double arrival_ms = ToMs(packet.arrival.time_since_epoch());
    const double send_ms = is_key ? kNone : clock.SendMs(packet.rtp.timestamp);
    rows.push_back(
        {.arrival_ms = arrival_ms,
         .send_ms = send_ms,
         .relative_transit_ms = is_key || place.is_stray ? kNone : arrival_ms - lines.DueMs(place),
         .timestamp = packet.rtp.timestamp.value(),
         .size = static_cast<uint32_t>(packet.full_size()),
         .sequence = packet.rtp.sequence.value(),
         .payload_type = packet.rtp.payload_type});
  }
  return rows;
}

sim::ReplayReport Run::Report() const {
  return {options_.name, options_.preset, NETEQ_VERSION, config_, *trace_,
          types_,        stream_,         result_,       quality_};
}

Result<std::string> Run::Page() const {
  if (options_.keeps_page) return sim::ReplayPage(Report(), page_);
  sim::ReplayPageRecorder page;
  const sim::ReplayObserver observer{
      .on_tick = [&](const sim::TickRecord& tick) { page.OnTick(tick); },
      .on_timing_pass = [](int) {}};
  const auto again = sim::Replay(stream_, types_, config_, 0, observer);
  return again.ok() ? sim::ReplayPage(Report(), page) : again.status();
}

std::string Run::ReportJson() const { return sim::JsonReport(Report()); }

}  // namespace neteq::python
