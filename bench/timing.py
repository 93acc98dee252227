"""Two things timed in turns, so that whatever else the machine does falls on both alike."""

import gc
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

Work = Callable[[], Any]


def say(sentence: str) -> None:
    """One line of progress, on stderr."""
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)  # noqa: T201


def compare(name: str, work: Work, against: Work, *, rounds: int, goal: float | None = None) -> dict[str, Any]:
    """The ratio of the medians of `rounds` pairs, and whether it meets the goal; without one it is information."""
    times: tuple[list[float], list[float]] = ([], [])
    for do in (work, against):
        do()
    for n in range(rounds):
        pair = [(work, times[0]), (against, times[1])]
        for do, kept in pair if n % 2 else reversed(pair):
            kept.append(_seconds(do))
    ratio = median(times[0]) / median(times[1])
    result = {
        "name": name,
        "goal": goal,
        "ratio": round(ratio, 2),
        "met": None if goal is None else ratio <= goal,
        "ratio_of_minima": round(min(times[0]) / min(times[1]), 2),
        "ms": _spread(times[0]),
        "against_ms": _spread(times[1]),
        "rounds": rounds,
    }
    say(f"{name}: {result['ratio']} (minima {result['ratio_of_minima']}, goal {goal})")
    return result


def _seconds(do: Work) -> float:
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    do()
    took = time.perf_counter() - started
    gc.enable()
    return took


def _spread(seconds: list[float]) -> dict[str, float]:
    return {
        name: round(1000 * of(seconds), 3) for name, of in (("min", min), ("median", median), ("max", max))
    }  # fmt: skip
