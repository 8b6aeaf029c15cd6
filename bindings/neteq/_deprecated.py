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
