# SPDX-License-Identifier: BSD-3-Clause
"""Engine parameters, generated from their C++ declarations."""

from __future__ import annotations

import json
import numbers
import os
import pathlib
import warnings
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Union

from neteq import _core

#: Type of a parameter value.
Value = Union[bool, int, float, str]


class Parameter(NamedTuple):
    """Declaration and value of one parameter."""

    #: Dotted name, for example ``"delay.min_delay_ms"``.
    name: str
    #: Value in the configuration that listed the parameter.
    value: Value
    #: Unit: ``"ms"``, ``"packets"``, ... or empty.
    unit: str
    #: ``{"min": ..., "max": ...}`` for numbers, ``{"choices": [...]}`` for all other types.
    domain: dict[str, Any]
    #: Effect of the parameter and the origin of its default.
    meaning: str


class Group:
    """Parameters of one group as attributes: ``config.delay.min_delay_ms``."""

    def __init__(self, name: str, values: Mapping[str, Value]) -> None:
        self._name = name
        self._values = values

    def __getattr__(self, name: str) -> Value:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"no parameter {self._name}.{name}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __repr__(self) -> str:
        return f"<parameters {self._name}: {dict(self._values)}>"


def _text(name: str, value: object) -> str:
    """Format `value` the way the engine parses it."""
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        value = item()  # NumPy scalar
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    if isinstance(value, str):
        return value
    raise TypeError(f"{name}: expected a number, bool or str, not {type(value).__name__}")


class Config(Mapping[str, Value]):
    """Immutable set of engine parameters.

    Keyword names are the names listed by ``neteq params``, with two underscores in place of the
    dot. Read values by attribute or by dotted name::

        config = neteq.Config("webrtc_2024", delay__min_delay_ms=40)
        config.delay.min_delay_ms           # 40
        config["decision.fast_factor"]      # 2.0
        config.replace(seed=7)              # a modified copy

    ``output.rate_hz`` and ``output.channels`` are 0 unless set: `simulate` then plays in the format
    of the decoder, and `NetEq` in 48000 Hz mono.

    A configuration is a mapping from dotted names to values. It supports comparison, hashing and
    pickling.

    Parameters
    ----------
    preset : str
        Name of the preset to start from, see `presets`.
    **values : bool, int, float or str
        Parameters that differ from the preset, for example ``stretch__method="resample"``.

    Raises
    ------
    TypeError
        A parameter is unknown; the message suggests the nearest name.
    ValueError
        The preset is unknown, or a value is malformed or out of range; names the parameter and the
        range.
    """

    __slots__ = ("_engine", "_entries", "_preset")

    def __init__(self, preset: str = "default", /, **values: Value) -> None:
        _warn_of_old_name(preset)
        self._preset = _core.current_name(preset)
        self._entries: Mapping[str, Parameter] | None = None
        self._engine = _core.EngineConfig(preset)
        self._apply({name.replace("__", "."): value for name, value in values.items()})

    def _apply(self, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            _warn_of_old_name(name)
            name = _core.current_name(name)
            text = _text(name, value)
            if name not in _names():
                try:
                    self._engine.set(name, text)
                except ValueError as error:
                    raise TypeError(str(error)) from None
            self._engine.set(name, text)
        self._engine.check()

    @classmethod
    def from_dict(cls, values: Mapping[str, Value], preset: str = "default") -> Config:
        """Create a configuration from dotted names.

        Parameters
        ----------
        values : mapping of str to bool, int, float or str
            For example ``{"delay.min_delay_ms": 40}``.
        preset : str
            Preset that provides all other values.

        Returns
        -------
        Config
            The new configuration.

        Raises
        ------
        TypeError, ValueError
            As the constructor.
        """
        config = cls(preset)
        config._apply(values)
        return config

    @classmethod
    def from_json(
        cls, source: str | os.PathLike[str], preset: str = "default"
    ) -> Config:
        """Create a configuration from JSON as read by the command-line option ``--config``.

        Parameters
        ----------
        source : str or path
            File name, or the text of a JSON object.
        preset : str
            Preset that provides all other values.

        Returns
        -------
        Config
            The new configuration.

        Raises
        ------
        OSError
            The file cannot be read.
        TypeError, ValueError
            The text is not a JSON object, or as the constructor.
        """
        is_text = isinstance(source, str) and source.lstrip().startswith("{")
        text = str(source) if is_text else pathlib.Path(source).read_text(encoding="utf-8")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("expected a JSON object that maps names to values")
        return cls.from_dict(values, preset)

    def replace(self, **values: Value) -> Config:
        """Return a copy with some values replaced.

        Parameters
        ----------
        **values : bool, int, float or str
            New values, named as in the constructor.

        Returns
        -------
        Config
            The modified copy.

        Raises
        ------
        TypeError, ValueError
            As the constructor.
        """
        changed = self.__class__.__new__(self.__class__)
        changed._preset = self._preset
        changed._entries = None
        changed._engine = self._engine.copy()
        changed._apply({name.replace("__", "."): value for name, value in values.items()})
        return changed

    @property
    def preset(self) -> str:
        """Name of the preset that the configuration started from."""
        return self._preset

    def parameters(self) -> list[Parameter]:
        """Return all parameters with value, unit, range and meaning, in order of declaration."""
        return list(self._all().values())

    def to_dict(self) -> dict[str, Value]:
        """Return all values by dotted name; the inverse of `from_dict`."""
        return {name: entry.value for name, entry in self._all().items()}

    def to_json(self) -> str:
        """Return all values as JSON text, readable by `from_json` and ``neteq replay --config``."""
        return json.dumps(self.to_dict(), indent=2) + "\n"

    def _all(self) -> Mapping[str, Parameter]:
        if self._entries is None:
            listed = json.loads(self._engine.parameters_json())
            self._entries = {entry["name"]: Parameter(**entry) for entry in listed}
        return self._entries

    def __getitem__(self, name: str) -> Value:
        return self._all()[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        values = self.to_dict()
        if name in values:
            return values[name]
        start = name + "."
        group = {key[len(start) :]: value for key, value in values.items() if key.startswith(start)}
        if not group:
            raise AttributeError(f"no parameter or group {name}")
        return Group(name, MappingProxyType(group))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *{name.partition(".")[0] for name in self}]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._preset, self.to_dict())

    def _changes(self) -> dict[str, Value]:
        """Return the values that differ from the preset."""
        before = Config(self._preset).to_dict()
        return {name: value for name, value in self.to_dict().items() if value != before[name]}

    def __repr__(self) -> str:
        changes = [f"{k.replace('.', '__')}={v!r}" for k, v in self._changes().items()]
        return f"Config({', '.join([repr(self._preset), *changes])})"


def _warn_of_old_name(name: str) -> None:
    notice = _core.alias_notice(name)
    if notice:
        warnings.warn(notice, FutureWarning, stacklevel=4)


def _restore(preset: str, values: dict[str, Value]) -> Config:
    return Config.from_dict(values, preset)


_known: frozenset[str] = frozenset()


def _names() -> frozenset[str]:
    """Return all dotted names."""
    global _known
    if not _known:
        listed = json.loads(_core.EngineConfig("default").parameters_json())
        _known = frozenset(entry["name"] for entry in listed)
    return _known


def parameters() -> list[Parameter]:
    """Return all parameters with default, unit, range and meaning.

    Returns
    -------
    list of Parameter
        In order of declaration.
    """
    return Config().parameters()


def presets() -> dict[str, str]:
    """Return the available presets.

    Returns
    -------
    dict of str to str
        Name and description of each preset.
    """
    return dict(_core.presets())
