# SPDX-License-Identifier: BSD-3-Clause
"""Made-up networks: models of delay and loss, one after the other."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core


class NetworkModel(NamedTuple):
    """A model that networks are made of."""

    #: As in ``"gamma(mean=30)"``.
    name: str
    #: What it does to packets.
    meaning: str
    #: Name, unit, range, default and meaning of each parameter.
    parameters: list[dict[str, Any]]


class NetworkPreset(NamedTuple):
    """A network that has a name."""

    #: To be used in the place of a model.
    name: str
    #: The models that it stands for.
    models: str
    #: What it is like.
    meaning: str
    #: Where its numbers come from.
    source: str


def models() -> list[NetworkModel]:
    """Every model of a network.

    Returns
    -------
    list of NetworkModel
    """
    listed = json.loads(_core.networks_json())["models"]
    return [NetworkModel(m["name"], m["meaning"], m["parameters"]) for m in listed]


def presets() -> list[NetworkPreset]:
    """Every network that has a name.

    Returns
    -------
    list of NetworkPreset
    """
    listed = json.loads(_core.networks_json())["networks"]
    return [NetworkPreset(**preset) for preset in listed]


def network_delays(
    network: str, count: int, *, spacing_ms: float = 20.0, size: int = 72, seed: int = 1
) -> npt.NDArray[np.float64]:
    """Delays of regular packets.

    Parameters
    ----------
    network : str
        As `Trace.send_over` takes it.
    count : int
        Packets.
    spacing_ms : float
        From packet to packet, ms.
    size : int
        Bytes of a packet with its RTP header.
    seed : int
        The same seed makes the same network.

    Returns
    -------
    numpy.ndarray
        float64, (count,): delay of each packet in ms, NaN for lost ones.

    Raises
    ------
    ValueError
        The network cannot be understood, or duplicates packets, which delays cannot say.
    """
    for name, value, least in (("count", count, 1), ("size", size, 12)):
        if value < least:
            raise ValueError(f"{name}: expected at least {least}, not {value}")
    if not 0.0 < spacing_ms <= 1e6:
        raise ValueError(f"spacing_ms: expected more than 0 and at most 1e6, not {spacing_ms}")
    return _core.network_delays(network, count, spacing_ms, size, seed)
