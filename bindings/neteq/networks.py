# SPDX-License-Identifier: BSD-3-Clause
"""Simulated networks: chains of delay and loss models."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core


class NetworkModel(NamedTuple):
    """Description of one network model."""

    #: Name as used in ``"gamma(mean=30)"``.
    name: str
    #: Effect on packets.
    meaning: str
    #: Name, unit, range, default and meaning of each parameter.
    parameters: list[dict[str, Any]]


class NetworkPreset(NamedTuple):
    """Description of one named network."""

    #: Name, usable instead of a model.
    name: str
    #: Models that the name stands for.
    models: str
    #: Description of the network.
    meaning: str
    #: Origin of the numbers.
    source: str


def models() -> list[NetworkModel]:
    """Return all network models.

    Returns
    -------
    list of NetworkModel
        In order of declaration.
    """
    listed = json.loads(_core.networks_json())["models"]
    return [NetworkModel(m["name"], m["meaning"], m["parameters"]) for m in listed]


def presets() -> list[NetworkPreset]:
    """Return all named networks.

    Returns
    -------
    list of NetworkPreset
        In order of declaration.
    """
    listed = json.loads(_core.networks_json())["networks"]
    return [NetworkPreset(**preset) for preset in listed]


def network_delays(
    network: str, count: int, *, spacing_ms: float = 20.0, size: int = 72, seed: int = 1
) -> npt.NDArray[np.float64]:
    """Compute the network delay of packets sent at regular intervals.

    Parameters
    ----------
    network : str
        Models or a network name, see `Trace.send_over`.
    count : int
        Number of packets, 1 to 5000000.
    spacing_ms : float
        Interval between packets, more than 0 and at most 1e6 ms.
    size : int
        Packet size including the 12-byte RTP header, bytes.
    seed : int
        Seed of the random numbers. Equal seeds give equal networks.

    Returns
    -------
    numpy.ndarray
        float64, (count,): delay of each packet in ms, NaN for lost packets.

    Raises
    ------
    ValueError
        `network` is malformed, or duplicates packets, which an array of delays cannot represent.
    """
    for name, value, least in (("count", count, 1), ("size", size, 12)):
        if value < least:
            raise ValueError(f"{name}: expected at least {least}, not {value}")
    if not 0.0 < spacing_ms <= 1e6:
        raise ValueError(f"spacing_ms: expected more than 0 and at most 1e6, not {spacing_ms}")
    return _core.network_delays(network, count, spacing_ms, size, seed)
