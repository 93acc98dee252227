"""Two things timed in turns, so that whatever else the machine does falls on both alike."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

Work = Callable[[], Any]
WARM = 6  # PostgreSQL settles on the plan of a prepared query after five runs


def say(sentence: str) -> None:
    """One line of progress, on stderr."""
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)  # noqa: T201


def compare(
    name: str, work: Work, against: Work, *, rounds: int, warm: int = 1, goal: float | None = None
) -> dict[str, Any]:
    """The ratio of the medians of `rounds` pairs, and whether it meets the goal; without one it is information.

    On a machine that others use, whatever takes longer is interrupted more often: the ratio of processor time, ours
    and the database's together, tells how much of a wall-clock ratio is theirs.
    """
    for do in [work, against] * warm:
        do()
    ours: list[tuple[float, float]] = []
    floor: list[tuple[float, float]] = []
    for n in range(rounds):
        pair = [(work, ours), (against, floor)]
        for do, kept in pair if n % 2 else reversed(pair):
            kept.append(_seconds(do))
    (wall, processor), (floor_wall, floor_processor) = zip(*ours, strict=True), zip(*floor, strict=True)
    ratio = median(wall) / median(floor_wall)
    result = {
        "name": name,
        "goal": goal,
        "ratio": round(ratio, 2),
        "met": None if goal is None else ratio <= goal,
        "ratio_of_minima": round(min(wall) / min(floor_wall), 2),
        "ratio_of_processor_time": round(median(processor) / max(median(floor_processor), 1e-9), 2),
        "ms": _spread(wall),
        "against_ms": _spread(floor_wall),
        "rounds": rounds,
    }
    say(f"{name}: {ratio:.2f} (processor time {result['ratio_of_processor_time']}, goal {goal})")
    return result


def _seconds(do: Work) -> tuple[float, float]:
    busy, started = _processor(), time.perf_counter()
    do()
    return time.perf_counter() - started, _processor() - busy


def _processor() -> float:
    """Seconds of processor time of this process, and of PostgreSQL's for it where Linux tells them."""
    seconds = time.process_time()
    if connection.vendor == "postgresql" and connection.connection is not None:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        if told.exists():
            seconds += int(told.read_text().split()[0]) / 1e9
    return seconds


def _spread(seconds: tuple[float, ...]) -> dict[str, float]:
    return {name: round(1000 * of(seconds), 3) for name, of in (("min", min), ("median", median), ("max", max))}
