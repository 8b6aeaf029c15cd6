# SPDX-License-Identifier: BSD-3-Clause
"""Parameters of the engine, made from the one declaration of each."""

from __future__ import annotations

import json
import numbers
import os
import pathlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Union

from neteq import _core

#: What a parameter may be.
Value = Union[bool, int, float, str]


class Parameter(NamedTuple):
    """What is declared of one parameter."""

    #: Dotted, as in ``"delay.min_delay_ms"``.
    name: str
    #: In the configuration that was asked.
    value: Value
    #: ``"ms"``, ``"packets"``, ... or empty.
    unit: str
    #: ``{"min": ..., "max": ...}`` of a number, ``{"choices": [...]}`` of everything else.
    domain: dict[str, Any]
    #: What it does, and where the default comes from.
    meaning: str


class Group:
    """The parameters of one group, as attributes: ``config.delay.min_delay_ms``."""

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
    """`value` as the engine reads it."""
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        value = item()  # a scalar of NumPy
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    if isinstance(value, str):
        return value
    raise TypeError(f"{name}: expected a number, a bool or a name, not {type(value).__name__}")


class Config(Mapping[str, Value]):
    """An engine's parameters; never changes once made.

    Keywords are the names of ``neteq params`` with two underscores for the dot; reading is by
    attribute or by dotted name::

        config = neteq.Config("modern", delay__min_delay_ms=40)
        config.delay.min_delay_ms           # 40
        config["decision.fast_factor"]      # 2.0
        config.replace(seed=7)              # another one

    A configuration is a mapping of dotted names to values, can be compared, hashed and pickled.

    Parameters
    ----------
    preset : str
        Named set to start from, see `presets`.
    **values : bool, int, float or str
        Parameters over the preset, for example ``stretch__method="resample"``.

    Raises
    ------
    TypeError
        Unknown parameter; the message suggests the nearest name.
    ValueError
        Unknown preset, malformed value, or one outside its range; names parameter and range.
    """

    __slots__ = ("_engine", "_entries", "_preset")

    def __init__(self, preset: str = "default", /, **values: Value) -> None:
        self._preset = preset
        self._entries: Mapping[str, Parameter] | None = None
        self._engine = _core.EngineConfig(preset)
        self._apply({name.replace("__", "."): value for name, value in values.items()})

    def _apply(self, values: Mapping[str, object]) -> None:
        for name, value in values.items():
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
        """A configuration from dotted names.

        Parameters
        ----------
        values : mapping of str to bool, int, float or str
            ``{"delay.min_delay_ms": 40}``.
        preset : str
            What the rest is.

        Returns
        -------
        Config
        """
        config = cls(preset)
        config._apply(values)
        return config

    @classmethod
    def from_json(
        cls, source: str | os.PathLike[str], preset: str = "default"
    ) -> Config:
        """A configuration from a file as ``--config`` of the command line takes it.

        Parameters
        ----------
        source : str or path
            Name of a file, or the text of a JSON object.
        preset : str
            What the rest is.

        Returns
        -------
        Config
        """
        is_text = isinstance(source, str) and source.lstrip().startswith("{")
        text = str(source) if is_text else pathlib.Path(source).read_text(encoding="utf-8")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("expected a JSON object of names and values")
        return cls.from_dict(values, preset)

    def replace(self, **values: Value) -> Config:
        """A copy with other values.

        Parameters
        ----------
        **values : bool, int, float or str
            As those of the constructor.

        Returns
        -------
        Config
        """
        changed = self.__class__.__new__(self.__class__)
        changed._preset = self._preset
        changed._entries = None
        changed._engine = self._engine.copy()
        changed._apply({name.replace("__", "."): value for name, value in values.items()})
        return changed

    @property
    def preset(self) -> str:
        """Name of the preset that it started from."""
        return self._preset

    def parameters(self) -> list[Parameter]:
        """Every parameter with value, unit, range and meaning, in order of declaration."""
        return list(self._all().values())

    def to_dict(self) -> dict[str, Value]:
        """Every value under its dotted name; `from_dict` reads it back."""
        return {name: entry.value for name, entry in self._all().items()}

    def to_json(self) -> str:
        """The same as text; ``neteq replay --config`` reads it."""
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
        """What is not as in the preset."""
        before = Config(self._preset).to_dict()
        return {name: value for name, value in self.to_dict().items() if value != before[name]}

    def __repr__(self) -> str:
        changes = [f"{k.replace('.', '__')}={v!r}" for k, v in self._changes().items()]
        return f"Config({', '.join([repr(self._preset), *changes])})"


def _restore(preset: str, values: dict[str, Value]) -> Config:
    return Config.from_dict(values, preset)


_known: frozenset[str] = frozenset()


def _names() -> frozenset[str]:
    """All dotted names."""
    global _known
    if not _known:
        listed = json.loads(_core.EngineConfig("default").parameters_json())
        _known = frozenset(entry["name"] for entry in listed)
    return _known


def parameters() -> list[Parameter]:
    """Every parameter with its default, unit, range and meaning.

    Returns
    -------
    list of Parameter
    """
    return Config().parameters()


def presets() -> dict[str, str]:
    """Every named set of parameters and what it is for.

    Returns
    -------
    dict of str to str
    """
    return dict(_core.presets())
