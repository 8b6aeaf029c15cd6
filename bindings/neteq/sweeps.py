# SPDX-License-Identifier: BSD-3-Clause
"""Searches for better parameters, over many traces, on many cores or machines."""

from __future__ import annotations

import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Union

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.config import Config, Value
from neteq.trace import Trace

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

#: Points that one piece of work evaluates on one trace: they share what is decoded, and are lost
#: together with a worker.
POINTS_A_PIECE = 16

_TRACE_SUFFIXES = {".rtpdump", ".rtp", ".pcap", ".pcapng", ".rtceventlog", ".log"}


class Metric(NamedTuple):
    """What runs are compared by; the same as those of ``neteq sweep``."""

    #: As in ``"concealed_pct"``.
    name: str
    #: ``"ms"`` or empty.
    unit: str
    #: Whether more of it is better.
    more_is_better: bool
    #: What it is.
    meaning: str


def metrics() -> list[Metric]:
    """Every metric that a sweep can have for its objective.

    Returns
    -------
    list of Metric
    """
    return [Metric(*entry) for entry in _core.metrics()]


class Range(NamedTuple):
    """Any number from `low` to `high`; whole ones where the parameter is whole."""

    #: Least value.
    low: float
    #: Largest value.
    high: float


#: Of each dotted parameter the values to choose from, or a `Range`.
Space = Mapping[str, Union[Sequence[Value], Range]]
Point = dict[str, Value]
TraceReference = Union[str, "os.PathLike[str]", Trace]


class Executor(Protocol):
    """What work can be given to: an executor of `concurrent.futures`, or a client of Dask."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Starts a call and gives its future.

        Parameters
        ----------
        function : callable
            What is called.
        *arguments : object
            What it is called with.
        """


class SweepResult:
    """The table of a sweep. Made by `sweep`."""

    def __init__(
        self,
        points: list[Point],
        traces: list[str],
        values: npt.NDArray[np.float64],
        objective: Sequence[str],
    ) -> None:
        #: Parameters of each point.
        self.points = points
        #: Names of the traces.
        self.traces = traces
        #: Metrics, (points, traces, metrics), in the order of `metrics`.
        self.values = values
        #: Names of the metrics that the Pareto front is about.
        self.objective = tuple(objective)

    @property
    def mean(self) -> npt.NDArray[np.float64]:
        """Metrics over all traces, (points, metrics)."""
        return self.values.mean(axis=1)

    def metric(self, name: str) -> npt.NDArray[np.float64]:
        """One metric, mean over the traces.

        Parameters
        ----------
        name : str
            As in ``"concealed_pct"``.

        Returns
        -------
        ndarray of float64, (points,)
        """
        return self.mean[:, _index_of(name)]

    @property
    def pareto(self) -> npt.NDArray[np.bool_]:
        """Which points no other beats in all objectives, (points,)."""
        costs = np.stack([self._cost(name) for name in self.objective], axis=1)
        no_worse = (costs[:, None, :] >= costs[None, :, :]).all(axis=2)
        better = (costs[:, None, :] > costs[None, :, :]).any(axis=2)
        return ~(no_worse & better).any(axis=1)

    def best(self, name: str | None = None) -> Point:
        """The parameters of the best point.

        Parameters
        ----------
        name : str, optional
            Metric to judge by; by default the first objective.

        Returns
        -------
        dict of str to value
        """
        return self.points[int(np.argmin(self._cost(name or self.objective[0])))]

    def _cost(self, name: str) -> npt.NDArray[np.float64]:
        sign = -1.0 if metrics()[_index_of(name)].more_is_better else 1.0
        return sign * self.metric(name)

    def to_dataframe(self) -> pandas.DataFrame:
        """One row a point: parameters, mean metrics and ``pareto_front``.

        Returns
        -------
        pandas.DataFrame
        """
        import pandas

        table = pandas.DataFrame(self.points)
        for index, metric in enumerate(metrics()):
            table[metric.name] = self.mean[:, index]
        table["pareto_front"] = self.pareto
        return table

    def plot(self) -> Figure:
        """The first two objectives of every point, and the Pareto front.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from neteq.plot import plot_sweep

        return plot_sweep(self)

    def __repr__(self) -> str:
        front = int(self.pareto.sum())
        return f"<SweepResult: {len(self.points)} points, {len(self.traces)} traces, {front} on the front>"


def sweep(
    space: Space,
    traces: TraceReference | Iterable[TraceReference],
    objective: str | Sequence[str] = ("mean_playout_delay_ms", "concealed_pct"),
    *,
    base: Config | None = None,
    points: int | None = None,
    seed: int = 1,
    executor: Executor | None = None,
    log: str | os.PathLike[str] | None = None,
    progress: Callable[[float], None] | None = None,
    payload_types: Sequence[str] = (),
    ssrc: int | None = None,
) -> SweepResult:
    """Replays traces with many configurations, side by side.

    The result does not depend on where the work was done, nor on the order in which it came back.

    Parameters
    ----------
    space : mapping of str to sequence or Range
        Dotted parameters and what each may be:
        ``{"delay.max_delay_ms": [60, 100, 0], "relative.quantile": Range(0.9, 0.99)}``.
    traces : trace, path, folder, or iterable of them
        Paths are read where the work is done, so every worker must see them; a `Trace` is sent.
    objective : str or sequence of str
        Metrics that the Pareto front is about, see `metrics`.
    base : Config, optional
        What is not searched.
    points : int, optional
        How many combinations to draw. By default all of them, or 64 where there is a `Range`.
    seed : int
        Of the draw.
    executor : optional
        Where to work: an executor of `concurrent.futures`, or a ``dask.distributed.Client``, whose
        workers need this package. By default as many threads as there are cores.
    log : str or path, optional
        File that keeps what is done, a line of JSON a piece: run again, the sweep goes on.
    progress : callable, optional
        Told the share that is done, 0 to 1, after each piece.
    payload_types : sequence of str
        As of `simulate`.
    ssrc : int, optional
        As of `simulate`.

    Returns
    -------
    SweepResult

    Raises
    ------
    TypeError
        Unknown parameter or metric; the message suggests the nearest name.
    ValueError
        A value outside its range, nothing to search, or combinations without end.
    OSError
        A trace that cannot be read.
    """
    base = Config() if base is None else base
    names = (objective,) if isinstance(objective, str) else tuple(objective)
    for name in names:
        _index_of(name)
    grid = _points(space, base, points, seed)
    references = list(_references(traces))
    pieces = [
        _Piece(reference, index, start, [_with(base, point) for point in grid[start : start + POINTS_A_PIECE]],
               tuple(payload_types), ssrc)
        for index, reference in enumerate(references)
        for start in range(0, len(grid), POINTS_A_PIECE)
    ]
    values = np.full((len(grid), len(references), len(metrics())), np.nan)
    done = 0
    for piece, rows in _evaluated(pieces, executor, _Log(log)):
        values[piece.first : piece.first + len(rows), piece.trace_index] = rows
        done += 1
        if progress is not None:
            progress(done / len(pieces))
    return SweepResult(grid, [_name_of(reference) for reference in references], values, names)


# --- points ---


def _index_of(name: str) -> int:
    names = [metric.name for metric in metrics()]
    if name not in names:
        raise TypeError(f"objective: no metric {name!r}; there are {', '.join(names)}")
    return names.index(name)


def _with(base: Config, point: Mapping[str, Value]) -> Config:
    return base.replace(**{name.replace(".", "__"): value for name, value in point.items()})


def _is_consistent(base: Config, point: Point) -> bool:
    """False for values that are all right alone and not together; raises for others."""
    try:
        _with(base, point)
    except ValueError:
        for name, value in point.items():
            base.replace(**{name.replace(".", "__"): value})
        return False
    return True


def _points(space: Space, base: Config, count: int | None, seed: int) -> list[Point]:
    if not space:
        raise ValueError("space: nothing to search")
    for name, values in space.items():
        if not isinstance(values, Range) and (isinstance(values, str) or len(values) == 0):
            raise ValueError(f"{name}: expected values to choose from, or a Range")
        for value in values:  # of a Range its ends
            base.replace(**{name.replace(".", "__"): _typed(base, name, value)})
    choices = [values for values in space.values() if not isinstance(values, Range)]
    if count is None and len(choices) == len(space):
        grid = [dict(zip(space, combination)) for combination in itertools.product(*choices)]
    else:
        grid = list(_drawn(space, base, 64 if count is None else count, seed))
    consistent = [point for point in grid if _is_consistent(base, point)]
    if not consistent:
        raise ValueError("space: every combination contradicts itself")
    return consistent


def _typed(base: Config, name: str, value: Value) -> Value:
    is_whole = isinstance(base[name], int) and not isinstance(base[name], bool) if name in base else False
    return int(round(value)) if is_whole and isinstance(value, float) else value


def _drawn(space: Space, base: Config, count: int, seed: int) -> Iterator[Point]:
    if count < 1:
        raise ValueError(f"points: expected at least 1, not {count}")
    random = np.random.default_rng(seed)
    seen = set()
    for _ in range(100 * count):  # hardly any new ones are left, then
        point: Point = {}
        for name, values in space.items():
            if isinstance(values, Range):
                point[name] = _typed(base, name, float(random.uniform(values.low, values.high)))
            else:
                point[name] = values[int(random.integers(len(values)))]
        key = tuple(point.values())
        if key in seen:
            continue
        seen.add(key)
        yield point
        if len(seen) == count:
            return


# --- traces ---


def _references(traces: TraceReference | Iterable[TraceReference]) -> Iterator[TraceReference]:
    given: list[TraceReference] = [traces] if isinstance(traces, (str, os.PathLike, Trace)) else list(traces)
    if not given:
        raise ValueError("traces: none given")
    for reference in given:
        if isinstance(reference, Trace) or not pathlib.Path(reference).is_dir():
            yield reference if isinstance(reference, Trace) else os.fspath(reference)
            continue
        files = sorted(path for path in pathlib.Path(reference).rglob("*") if path.suffix in _TRACE_SUFFIXES)
        if not files:
            raise OSError(f"{os.fspath(reference)}: no traces in it")
        yield from map(os.fspath, files)


def _name_of(reference: TraceReference) -> str:
    return reference.name if isinstance(reference, Trace) else os.fspath(reference)


# --- work ---


class _Piece(NamedTuple):
    """Some points on one trace."""

    trace: TraceReference
    trace_index: int
    first: int
    configs: list[Config]
    payload_types: tuple[str, ...]
    ssrc: int | None

    def key(self) -> str:
        """Tells it from every other piece, of other sweeps too."""
        is_file = not isinstance(self.trace, Trace)
        content = pathlib.Path(self.trace).read_bytes() if is_file else pickle.dumps(self.trace)
        parts = [_core.__version__, [config.to_dict() for config in self.configs], self.payload_types, self.ssrc]
        digest = hashlib.sha256(content)
        digest.update(json.dumps(parts, sort_keys=True).encode())
        return digest.hexdigest()


def _evaluate(piece: _Piece) -> npt.NDArray[np.float64]:
    """(points, metrics), wherever it is done."""
    trace = piece.trace if isinstance(piece.trace, Trace) else Trace.read(piece.trace)
    engines = [config._engine for config in piece.configs]
    return _core.evaluate(trace._trace, engines, list(piece.payload_types), piece.ssrc)


class _Log:
    """Pieces that are done, by their keys; nothing without a path."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self._path = None if path is None else pathlib.Path(path)
        self._rows: dict[str, list[list[float]]] = {}
        self._keys: dict[tuple[int, int], str] = {}
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
                self._rows[entry["piece"]] = entry["metrics"]
            except (ValueError, KeyError, TypeError):
                continue  # cut off when it was killed

    def find(self, piece: _Piece) -> npt.NDArray[np.float64] | None:
        if self._path is None:
            return None
        key = self._keys[piece.trace_index, piece.first] = piece.key()
        return np.array(self._rows[key]) if key in self._rows else None

    def append(self, piece: _Piece, rows: npt.NDArray[np.float64]) -> None:
        if self._path is None:
            return
        key = self._keys[piece.trace_index, piece.first]
        line = json.dumps({"piece": key, "metrics": rows.tolist()})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _evaluated(
    pieces: list[_Piece], executor: Executor | None, log: _Log
) -> Iterator[tuple[_Piece, npt.NDArray[np.float64]]]:
    """Every piece with its rows, in any order."""
    missing = []
    for piece in pieces:
        rows = log.find(piece)
        if rows is None:
            missing.append(piece)
        else:
            yield piece, rows
    for piece, rows in _worked(missing, executor):
        log.append(piece, rows)
        yield piece, rows


def _worked(
    pieces: list[_Piece], executor: Executor | None
) -> Iterator[tuple[_Piece, npt.NDArray[np.float64]]]:
    if executor is None:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
            yield from _collected(pieces, threads)
    elif type(executor).__module__.partition(".")[0] == "distributed":
        yield from _on_dask(pieces, executor)
    else:
        yield from _collected(pieces, executor)


def _collected(
    pieces: list[_Piece], executor: Executor
) -> Iterator[tuple[_Piece, npt.NDArray[np.float64]]]:
    futures = {executor.submit(_evaluate, piece): piece for piece in pieces}
    try:
        for future in concurrent.futures.as_completed(futures):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def _on_dask(pieces: list[_Piece], client: Any) -> Iterator[tuple[_Piece, npt.NDArray[np.float64]]]:
    """Dask moves what a lost worker had to the others by itself; a piece may be lost ten times."""
    from dask.distributed import as_completed

    futures = {client.submit(_evaluate, piece, pure=False, retries=10): piece for piece in pieces}
    try:
        for future in as_completed(list(futures)):
            yield futures[future], future.result()
    finally:
        client.cancel(list(futures))
