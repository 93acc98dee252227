"""Every route of the URL configuration with an address that opens it: later routes are in it by themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

NUMBER, WORD, PATH = "999999", "nothing", "no/such/file"


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern, and an address made for it with numbers of rows that do not exist."""

    pattern: str
    address: str

    def __str__(self) -> str:
        return self.pattern or "/"


def routes(given: dict[str, str] | None = None) -> list[Route]:
    """All routes, in the order of the URL configuration; `given` fills parameters by name."""
    return [Route(pattern, "/" + _filled(pattern, given or {})) for pattern in _patterns(get_resolver().url_patterns)]


def _patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield before + str(each.pattern)
        else:
            yield from _patterns(each.url_patterns, before + str(each.pattern))


def _filled(pattern: str, given: dict[str, str]) -> str:
    """The address of a pattern, whether written as a path or as a regular expression."""
    address = re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda found: given.get(found[2]) or _value(found[1] or ""), _named(pattern)
    )
    return re.sub(r"\\(.)", r"\1", address.replace("^", "").replace("$", "").replace("\\Z", "").replace("?", ""))


def _named(pattern: str) -> str:
    """Groups of regular expressions as converters of paths; DRF's optional format suffixes fall away."""
    pattern = re.sub(r"\\\.\(\?P<format>[^)]*\)(/\?)?", "", pattern)
    pattern = re.sub(r"\(\?P<(pk|\w*_id|id|action)>(?:[^()]|\([^)]*\))*\)", r"<int:\1>", pattern)
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"<slug:\1>", pattern)


def _value(converter: str) -> str:
    return {"int": NUMBER, "path": PATH}.get(converter, WORD)
