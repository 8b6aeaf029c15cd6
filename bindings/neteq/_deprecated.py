# SPDX-License-Identifier: BSD-3-Clause
"""Deprecated names, which warn and return the value of the new name."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any


def renamed(owner: object, old: str, new: str) -> Any:
    """Return the attribute `new` of `owner` and warn about the use of its old name.

    Parameters
    ----------
    owner : object
        Object whose property `old` calls this function.
    old : str
        Deprecated name.
    new : str
        Name to use instead.

    Returns
    -------
    object
        Value of the attribute `new`.
    """
    kind = type(owner).__name__
    warnings.warn(f"{kind}.{old} is deprecated; use {kind}.{new}", DeprecationWarning, stacklevel=3)
    return getattr(owner, new)


# Former properties and methods of NetEq that are now fields of its Snapshot, under the same names.
_SNAPSHOT_PROPERTIES = frozenset({
    "target_delay_ms", "unlimited_target_delay_ms", "filtered_delay_ms", "unplayed_ms", "base_minimum_delay_ms",
    "playout_timestamp"})
_SNAPSHOT_METHODS = frozenset({"stalls", "receiver_report", "clock_drift"})
# Former setters of NetEq -> parameter of set_delay_bounds.
_SETTERS = {
    "set_minimum_delay": "minimum_ms",
    "set_maximum_delay": "maximum_ms",
    "set_base_minimum_delay": "base_minimum_ms",
}


def engine_member(engine: Any, old: str) -> Any:
    """Return a former member of `engine` and warn; call it from ``NetEq.__getattr__``.

    Parameters
    ----------
    engine : NetEq
        Object whose attribute was requested.
    old : str
        Requested name.

    Returns
    -------
    object
        The value of a former property, or a function with the signature of the former method.

    Raises
    ------
    AttributeError
        `old` is not a deprecated name.
    """
    def set_bound(delay_ms: float) -> bool:
        try:
            engine.set_delay_bounds(**{_SETTERS[old]: delay_ms})
        except ValueError:
            return False
        return True

    value: Any
    if old in _SETTERS:
        new, value = f"set_delay_bounds({_SETTERS[old]}=...)", set_bound
    elif old in _SNAPSHOT_METHODS:
        new, value = f"inspect().{old}", lambda: getattr(engine.inspect(), old)
    elif old in _SNAPSHOT_PROPERTIES:
        new, value = f"inspect().{old}", getattr(engine.inspect(), old)
    else:
        raise AttributeError(f"{type(engine).__name__!r} object has no attribute {old!r}")
    warnings.warn(f"NetEq.{old} is deprecated; use NetEq.{new}", DeprecationWarning, stacklevel=3)
    return value


def renamed_class(module: str, old: str, classes: Mapping[str, type]) -> type:
    """Return the class that replaces `old` and warn; call it from a module's ``__getattr__``.

    Parameters
    ----------
    module : str
        Name of the module.
    old : str
        Requested name.
    classes : mapping of str to type
        The new class of each deprecated name.

    Returns
    -------
    type
        The new class.

    Raises
    ------
    AttributeError
        `old` is not a deprecated name.
    """
    if old not in classes:
        raise AttributeError(f"module {module!r} has no attribute {old!r}")
    new = classes[old]
    warnings.warn(
        f"{module}.{old} is deprecated; use neteq.{new.__name__}", DeprecationWarning, stacklevel=3)
    return new
