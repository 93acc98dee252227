"""What was prepared, and whether the sources have changed since: stamps in files, readable without Django."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
# What a prepared database and the collected static files were made from; the packages bring some of both.
DATABASE = ("requirements/base.txt", "*/migrations/*.py", "kernel/*/migrations/*.py", "locale/*/LC_MESSAGES/*.po")
STATIC = ("requirements/base.txt", "static/**/*", "portal/static/**/*", "coordination/static/**/*")


def fingerprint(patterns: Iterable[str], base: Path = BASE_DIR) -> str:
    """One word for the state of all files that the patterns name: their names, sizes and times."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in base.glob(pattern) if path.is_file()}):
        state = path.stat()
        digest.update(f"{path.relative_to(base)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def read_stamp(path: Path) -> dict[str, Any]:
    """What the stamp says; empty when there is none or it cannot be read."""
    try:
        stamp = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(path: Path, stamp: dict[str, Any]) -> None:
    """Put it there in one go: a stamp is whole or absent."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(stamp, ensure_ascii=False), "utf-8")
    draft.replace(path)
