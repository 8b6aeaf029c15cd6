# SPDX-License-Identifier: BSD-3-Clause
"""Parameter searches over many traces, on several cores or machines."""

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

#: Number of points evaluated together on one trace. They share decoded audio, and are lost together
#: if a worker dies.
POINTS_PER_PIECE = 16

_TRACE_SUFFIXES = {".rtpdump", ".rtp", ".pcap", ".pcapng", ".rtceventlog", ".log"}


class Metric(NamedTuple):
    """Description of one metric of ``neteq sweep``."""

    #: Name, for example ``"concealed_pct"``.
    name: str
    #: ``"ms"`` or empty.
    unit: str
    #: Larger values are better.
    more_is_better: bool
    #: Definition of the metric.
    meaning: str


def metrics() -> list[Metric]:
    """Return all metrics that can be the objective of a sweep.

    Returns
    -------
    list of Metric
        In the column order of `SweepResult.values`.
    """
    return [Metric(*entry) for entry in _core.metrics()]


class Range(NamedTuple):
    """Interval of values; integer parameters take only integers from it."""

    #: Lower bound, included.
    low: float
    #: Upper bound, included.
    high: float


#: Search space: for each dotted parameter name, the values to choose from or a `Range`.
Space = Mapping[str, Union[Sequence[Value], Range]]
Point = dict[str, Value]
TraceReference = Union[str, "os.PathLike[str]", Trace]


class Executor(Protocol):
    """Anything that accepts work: a `concurrent.futures` executor or a Dask client."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Any:
        """Schedule a call and return its future.

        Parameters
        ----------
        function : callable
            Function to call.
        *arguments : object
            Positional arguments.

        Returns
        -------
        future
            Object with a ``result`` method.
        """


class SweepResult:
    """Table of a sweep. Made by `sweep`."""

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
        #: Metrics: float64, (points, traces, metrics), in the order of `metrics`.
        self.values = values
        #: Metrics that define the Pareto front.
        self.objective = tuple(objective)

    @property
    def mean(self) -> npt.NDArray[np.float64]:
        """Metrics averaged over all traces: float64, (points, metrics)."""
        mean: npt.NDArray[np.float64] = self.values.mean(axis=1)
        return mean

    def metric(self, name: str) -> npt.NDArray[np.float64]:
        """Return one metric, averaged over all traces.

        Parameters
        ----------
        name : str
            Name of the metric, for example ``"concealed_pct"``.

        Returns
        -------
        numpy.ndarray
            float64, (points,).

        Raises
        ------
        TypeError
            The metric is unknown.
        """
        return self.mean[:, _index_of(name)]

    @property
    def pareto(self) -> npt.NDArray[np.bool_]:
        """Pareto-optimal points: bool, (points,).

        A point is optimal if no other point is at least as good in all objectives and better in
        one.
        """
        costs = np.stack([self._cost(name) for name in self.objective], axis=1)
        no_worse = (costs[:, None, :] >= costs[None, :, :]).all(axis=2)
        better = (costs[:, None, :] > costs[None, :, :]).any(axis=2)
        optimal: npt.NDArray[np.bool_] = ~(no_worse & better).any(axis=1)
        return optimal

    def best(self, name: str | None = None) -> Point:
        """Return the parameters of the best point.

        Parameters
        ----------
        name : str, optional
            Metric to compare. Default: the first objective.

        Returns
        -------
        dict of str to value
            Parameters by dotted name.

        Raises
        ------
        TypeError
            The metric is unknown.
        """
        return self.points[int(np.argmin(self._cost(name or self.objective[0])))]

    def _cost(self, name: str) -> npt.NDArray[np.float64]:
        sign = -1.0 if metrics()[_index_of(name)].more_is_better else 1.0
        return sign * self.metric(name)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the points as a DataFrame.

        Returns
        -------
        pandas.DataFrame
            One row per point: parameters, mean metrics and ``pareto_front``.
        """
        import pandas

        table = pandas.DataFrame(self.points)
        for index, metric in enumerate(metrics()):
            table[metric.name] = self.mean[:, index]
        table["pareto_front"] = self.pareto
        return table

    def plot(self) -> Figure:
        """Plot the first two objectives of all points, with the Pareto front as a line.

        Returns
        -------
        matplotlib.figure.Figure
            The figure.

        Raises
        ------
        ValueError
            The sweep has only one objective.
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
    """Replay traces with many configurations in parallel.

    The result does not depend on the executor or on the order in which work completes.

    Parameters
    ----------
    space : mapping of str to sequence or Range
        Values to try for each dotted parameter name: ``{"delay.max_delay_ms": [60, 100, 0],
        "adaptive.robustness": Range(0.4, 3.0)}``.
    traces : trace, path, folder, or iterable of them
        Workers read paths themselves, so every worker must see the files. A `Trace` is sent to the
        workers.
    objective : str or sequence of str
        Metrics that define the Pareto front, see `metrics`.
    base : Config, optional
        Values of all parameters outside `space`. Default: preset ``default``.
    points : int, optional
        Number of random combinations. Default: all combinations, or 64 if `space` contains a
        `Range`.
    seed : int
        Seed of the random combinations.
    executor : optional
        A `concurrent.futures` executor, or a ``dask.distributed.Client`` whose workers have this
        package. Default: one thread per core.
    log : str or path, optional
        File that records completed work as JSON lines. Running the same sweep again resumes from
        it.
    progress : callable, optional
        Called with the completed share, 0 to 1, after each piece of work.
    payload_types : sequence of str
        As in `simulate`.
    ssrc : int, optional
        As in `simulate`.

    Returns
    -------
    SweepResult
        Metrics of all points on all traces.

    Raises
    ------
    TypeError
        A parameter or metric is unknown; for a parameter the message suggests the nearest name.
    ValueError
        A value is out of range, `space` is empty, or all combinations are contradictory.
    OSError
        A trace cannot be read.
    """
    base = Config() if base is None else base
    names = (objective,) if isinstance(objective, str) else tuple(objective)
    for name in names:
        _index_of(name)
    grid = _points(space, base, points, seed)
    references = list(_references(traces))
    pieces = [
        _Piece(reference, index, start, [_with(base, point) for point in grid[start : start + POINTS_PER_PIECE]],
               tuple(payload_types), ssrc)
        for index, reference in enumerate(references)
        for start in range(0, len(grid), POINTS_PER_PIECE)
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
        raise TypeError(f"objective: unknown metric {name!r}; expected one of {', '.join(names)}")
    return names.index(name)


def _with(base: Config, point: Mapping[str, Value]) -> Config:
    return base.replace(**{name.replace(".", "__"): value for name, value in point.items()})


def _is_consistent(base: Config, point: Point) -> bool:
    """Return whether valid values do not contradict each other; raise for an invalid value."""
    try:
        _with(base, point)
    except ValueError:
        for name, value in point.items():
            base.replace(**{name.replace(".", "__"): value})
        return False
    return True


def _points(space: Space, base: Config, count: int | None, seed: int) -> list[Point]:
    if not space:
        raise ValueError("space: expected at least one parameter")
    for name, values in space.items():
        if not isinstance(values, Range) and (isinstance(values, str) or len(values) == 0):
            raise ValueError(f"{name}: expected a sequence of values or a Range")
        for value in values:  # iterating a Range yields its bounds
            base.replace(**{name.replace(".", "__"): _typed(base, name, value)})
    choices = [values for values in space.values() if not isinstance(values, Range)]
    if count is None and len(choices) == len(space):
        grid = [dict(zip(space, combination)) for combination in itertools.product(*choices)]
    else:
        grid = list(_drawn(space, base, 64 if count is None else count, seed))
    consistent = [point for point in grid if _is_consistent(base, point)]
    if not consistent:
        raise ValueError("space: all combinations are contradictory")
    return consistent


def _typed(base: Config, name: str, value: Value) -> Value:
    is_whole = isinstance(base[name], int) and not isinstance(base[name], bool) if name in base else False
    return int(round(value)) if is_whole and isinstance(value, float) else value


def _drawn(space: Space, base: Config, count: int, seed: int) -> Iterator[Point]:
    if count < 1:
        raise ValueError(f"points: expected at least 1, not {count}")
    random = np.random.default_rng(seed)
    seen = set()
    for _ in range(100 * count):  # heuristic limit: by then nearly all combinations have occurred
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
        raise ValueError("traces: expected at least one")
    for reference in given:
        if isinstance(reference, Trace) or not pathlib.Path(reference).is_dir():
            yield reference if isinstance(reference, Trace) else os.fspath(reference)
            continue
        files = sorted(path for path in pathlib.Path(reference).rglob("*") if path.suffix in _TRACE_SUFFIXES)
        if not files:
            raise OSError(f"{os.fspath(reference)}: the folder holds no traces")
        yield from map(str, files)


def _name_of(reference: TraceReference) -> str:
    return reference.name if isinstance(reference, Trace) else os.fspath(reference)


# --- work ---


class _Piece(NamedTuple):
    """Some points evaluated on one trace."""

    trace: TraceReference
    trace_index: int
    first: int
    configs: list[Config]
    payload_types: tuple[str, ...]
    ssrc: int | None

    def key(self) -> str:
        """Return a hash that identifies the piece across sweeps."""
        content = pickle.dumps(self.trace) if isinstance(self.trace, Trace) else pathlib.Path(self.trace).read_bytes()
        parts = [_core.__version__, [config.to_dict() for config in self.configs], self.payload_types, self.ssrc]
        digest = hashlib.sha256(content)
        digest.update(json.dumps(parts, sort_keys=True).encode())
        return digest.hexdigest()


def _evaluate(piece: _Piece) -> npt.NDArray[np.float64]:
    """Return the metrics of one piece, (points, metrics). Runs on a worker."""
    trace = piece.trace if isinstance(piece.trace, Trace) else Trace.read(piece.trace)
    engines = [config._engine for config in piece.configs]
    return _core.evaluate(trace._trace, engines, list(piece.payload_types), piece.ssrc)


class _Log:
    """Completed pieces by key. Does nothing without a path."""

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
                continue  # incomplete line of an interrupted sweep

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
    """Yield every piece with its metrics, in any order."""
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
    """Evaluate pieces on a Dask cluster.

    Dask reschedules the pieces of a lost worker; each piece is tried at most eleven times.
    """
    import dask.distributed

    as_completed: Callable[[list[Any]], Iterator[Any]] = dask.distributed.as_completed
    futures = {client.submit(_evaluate, piece, pure=False, retries=10): piece for piece in pieces}
    try:
        for future in as_completed(list(futures)):
            yield futures[future], future.result()
    finally:
        client.cancel(list(futures))
