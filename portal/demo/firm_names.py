"""The names of the demo's firms and of their people: put together from words, none of them a real firm's."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

_KNOWN = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
FIRST = ("石湖", "阀门")  # whose names are dealt in the order of the words: 石湖恒达阀门 comes first


@dataclass(frozen=True, slots=True)
class Named:
    """A firm to be: its name, its division, its trade with the branch of GB/T 4754, and its street."""

    name: str
    division: str
    trade: str
    industry: str
    street: str


def firm_names(rng: Random) -> list[Named]:
    """About 300 firms, no name twice."""
    firms = []
    for place in _KNOWN["places"]:
        for trade, industry, count in place["trades"]:
            words = _KNOWN["words"].split()
            if (place["prefix"], trade) != FIRST:
                rng.shuffle(words)
            firms += [
                Named(f"{place['prefix']}{word}{trade}有限公司", place["code"], trade, industry, place["street"])
                for word in words[:count]
            ]
    return firms


def person_name(rng: Random) -> str:
    """A surname and a given name."""
    return f"{rng.choice(_KNOWN['surnames'])}{rng.choice(_KNOWN['given'].split())}"
