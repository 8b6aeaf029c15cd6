# SPDX-License-Identifier: BSD-3-Clause
"""NetEQ for research: an audio jitter buffer with packet loss concealment.

Replay a trace of RTP packets in virtual time and inspect the result::

    import neteq

    result = neteq.simulate("traces/mobile.rtpdump", neteq.Config("webrtc_2024"))
    print(result.figures["derived"]["mean_jitter_buffer_delay_ms"])
    result.plot().savefig("mobile.png")

Audio is a float32 array of shape ``(channels, samples)`` with full scale ±1. Times are in
milliseconds; names that hold a time end in ``_ms``.
"""

from typing import TYPE_CHECKING

from neteq import dsp, quality
from neteq._core import __version__
from neteq._deprecated import renamed_class
from neteq.config import Config, parameters, presets
from neteq.engine import ArrivalReport, DecodedPacket, NetEq, Snapshot, TickReport
from neteq.enums import InsertResult, Operation, Reason, SpeechType
from neteq.environment import Action, Environment
from neteq.networks import NetworkModel, NetworkPreset, models, network_delays
from neteq.networks import presets as network_presets
from neteq.plugins import DecisionPolicy, DelayEstimator, PacketTiming, PolicyState
from neteq.sender import Transmission, encode
from neteq.simulation import Result, simulate, tick_columns
from neteq.sound import Sound, read_audio, write_wav
from neteq.sweeps import Metric, Range, SweepResult, metrics, sweep
from neteq.trace import Trace

__all__ = [
    "Action",
    "ArrivalReport",
    "Config",
    "DecisionPolicy",
    "DecodedPacket",
    "DelayEstimator",
    "Environment",
    "InsertResult",
    "Metric",
    "NetEq",
    "NetworkModel",
    "NetworkPreset",
    "Operation",
    "Range",
    "PacketTiming",
    "PolicyState",
    "Reason",
    "Result",
    "Snapshot",
    "Sound",
    "SpeechType",
    "SweepResult",
    "TickReport",
    "Trace",
    "Transmission",
    "__version__",
    "dsp",
    "encode",
    "metrics",
    "models",
    "network_delays",
    "network_presets",
    "parameters",
    "presets",
    "quality",
    "read_audio",
    "simulate",
    "tick_columns",
    "sweep",
    "write_wav",
]

if not TYPE_CHECKING:  # type checkers accept any attribute of a module with __getattr__

    def __getattr__(name: str) -> type:
        return renamed_class(__name__, name, {"Arrival": ArrivalReport, "Frame": TickReport})
