// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/presets.h"

#include <array>

namespace neteq::sim {
namespace {

constexpr std::string_view kG1050 =
    "ITU-T G.1050 (TIA-921), regional core network: delay, peak jitter, loss, route flaps and link "
    "failures of this severity; jitter uniform up to its peak. Without access links and LANs.";

constexpr std::array kPresets = {
    NetworkPreset{"clean", "constant(40ms)", "Constant delay, no loss.",
                  "Design of the bundled trace clean."},
    NetworkPreset{"internet", "constant(89ms) + gamma(mean=10.8ms, shape=2) + loss(0.1%)",
                  "A managed path at the limits of its class.",
                  "ITU-T Y.1541 class 0: mean delay 100 ms, delay variation 50 ms (the 99.9 % "
                  "quantile, 9.23 scales of the gamma distribution), loss 0.1 %."},
    NetworkPreset{"wifi_good",
                  "constant(20ms) + lognormal(mean=3ms, sd=4ms, correlation=50%) + "
                  "scan(every=5min, channels=10, dwell=40ms, home=100ms) + loss(0.1%)",
                  "Home Wi-Fi with little traffic; a scan every five minutes.",
                  "Heuristic; a few ms of queueing and contention."},
    NetworkPreset{
        "wifi_busy",
        "constant(20ms) + lognormal(mean=16.8ms, sd=311ms, max=500ms, correlation=90%) + "
        "gilbert(loss=1%, burst=2)",
        "Crowded Wi-Fi: usually fast, with a very long tail.",
        "Sui et al., \"Characterizing and improving WiFi latency in large-scale "
        "operational networks\", MobiSys 2016: 90 % quantile 20 ms, 99 % quantile 250 "
        "ms, which determine the lognormal distribution. Correlation and loss: heuristic."},
    NetworkPreset{
        "lte", "constant(25ms) + gamma(mean=10ms, shape=2, correlation=80%)", "Stationary LTE.",
        "Huang et al., \"A close examination of performance and power characteristics of "
        "4G LTE networks\", MobiSys 2012: half of the median round trip of 70 ms. Shape and "
        "correlation: heuristic."},
    NetworkPreset{"lte_handover",
                  "constant(25ms) + gamma(mean=10ms, shape=2, correlation=80%) + "
                  "handover(every=20s, length=100ms, spread=50%, spacing=2ms, loss=5%) + "
                  "route_change(every=20s, height=20ms, levels=5) + loss(0.5%)",
                  "LTE in motion: stalls of 50 to 150 ms, and cells with different delays.",
                  "As lte; about 50 ms of interruption in a successful handover (3GPP TR 36.881). "
                  "Other values: heuristic."},
    NetworkPreset{"3g",
                  "constant(60ms) + gamma(mean=40ms, shape=1.5, correlation=90%) + "
                  "bufferbloat(every=30s, height=600ms, rise=6s, fall=2s) + "
                  "gilbert(loss=1%, burst=2)",
                  "UMTS with deep buffers.",
                  "Jiang et al., \"Tackling bufferbloat in 3G/4G networks\", IMC 2012: queues of "
                  "several hundred ms to seconds. Other values: heuristic."},
    NetworkPreset{"satellite",
                  "constant(250ms) + gamma(mean=8ms, shape=2, correlation=50%) + "
                  "gilbert(loss=0.5%, burst=5)",
                  "One hop over a geostationary satellite.",
                  "Propagation over 2 x 35,786 km: 239 ms. Jitter and loss: heuristic."},
    NetworkPreset{"satellite_leo",
                  "constant(20ms) + route_change(every=15s, height=20ms, levels=10, spread=0%) + "
                  "gamma(mean=6ms, shape=2, correlation=50%) + gilbert(loss=0.5%, burst=3)",
                  "Satellites in low orbit; a new path every 15 s.",
                  "Mohan et al., \"A multifaceted look at Starlink performance\", WWW 2024: "
                  "reconfiguration every 15 s. Delays and loss: heuristic."},
    NetworkPreset{"bloated_uplink",
                  "constant(30ms) + gamma(mean=3ms, shape=1) + "
                  "bufferbloat(every=20s, height=400ms, rise=5s, fall=1s)",
                  "Cross traffic fills the router's upload queue.",
                  "Gettys and Nichols, \"Bufferbloat: dark buffers in the Internet\", CACM 2012, "
                  "for the shape. Numbers: heuristic."},
    NetworkPreset{"lossy_burst", "constant(45ms) + uniform(0ms, 4ms) + gilbert(loss=9%, burst=3)",
                  "Little jitter, bursty losses.", "Design of the bundled trace bursty_loss."},
    NetworkPreset{"stalls",
                  "constant(40ms) + gamma(mean=3ms, shape=1) + "
                  "handover(every=5.8s, length=550ms, spread=40%, spacing=0.5ms)",
                  "A stall every few seconds; held packets then arrive in quick succession.",
                  "Design of the bundled trace stall_burst."},
    NetworkPreset{"g1050_a", "constant(4ms) + uniform(0ms, 5ms)", "Severity A.", kG1050},
    NetworkPreset{"g1050_b",
                  "constant(8ms) + uniform(0ms, 10ms) + route_change(every=1h, height=2ms) + "
                  "handover(every=1h, length=64ms, spread=0%, loss=100%) + loss(0.01%)",
                  "Severity B.", kG1050},
    NetworkPreset{"g1050_c",
                  "constant(16ms) + uniform(0ms, 16ms) + route_change(every=30min, height=4ms) + "
                  "handover(every=30min, length=128ms, spread=0%, loss=100%) + loss(0.02%)",
                  "Severity C.", kG1050},
    NetworkPreset{"g1050_d",
                  "constant(32ms) + uniform(0ms, 40ms) + route_change(every=15min, height=8ms) + "
                  "handover(every=15min, length=256ms, spread=0%, loss=100%) + loss(0.04%)",
                  "Severity D.", kG1050},
    NetworkPreset{"g1050_e",
                  "constant(64ms) + uniform(0ms, 70ms) + route_change(every=8min, height=16ms) + "
                  "handover(every=8min, length=400ms, spread=0%, loss=100%) + loss(0.1%)",
                  "Severity E.", kG1050},
    NetworkPreset{"g1050_f",
                  "constant(128ms) + uniform(0ms, 100ms) + route_change(every=4min, height=32ms) + "
                  "handover(every=4min, length=800ms, spread=0%, loss=100%) + loss(0.2%)",
                  "Severity F.", kG1050},
    NetworkPreset{"g1050_g",
                  "constant(256ms) + uniform(0ms, 150ms) + route_change(every=2min, height=64ms) + "
                  "handover(every=2min, length=1600ms, spread=0%, loss=100%) + loss(0.5%)",
                  "Severity G.", kG1050},
    NetworkPreset{"g1050_h",
                  "constant(512ms) + uniform(0ms, 500ms) + route_change(every=1min, height=128ms) "
                  "+ handover(every=1min, length=3s, spread=0%, loss=100%) + loss(1%) + "
                  "reorder(share=1%, delay=40ms)",
                  "Severity H.", kG1050},
};

}  // namespace

std::span<const NetworkPreset> NetworkPresets() { return kPresets; }

}  // namespace neteq::sim
