"""The chain over the audit: made by one sealer at a time, checked by anyone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import structlog
from auditlog.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery

from ..models import AuditEntry, AuditSeal, Heartbeat

Ledger = AuditSeal.Ledger
LEDGERS: dict[str, type[models.Model]] = {Ledger.STEP: AuditEntry, Ledger.EDIT: LogEntry}
FIELDS = {
    Ledger.STEP: [
        "pk",
        "content_type",
        "object_id",
        "actor",
        "step",
        "source",
        "target",
        "before",
        "after",
        "note",
        "request_id",
        "at",
    ],
    Ledger.EDIT: ["pk", "content_type", "object_pk", "actor", "action", "changes", "timestamp", "cid"],
}
GENESIS = "0" * 64
BATCH = 500
logger = structlog.get_logger(__name__)


@transaction.atomic
def seal_audit(*, now: datetime, most: int = 5000) -> int:
    """Link every entry not yet sealed to the chain and return how many; two sealers take turns at the lock.

    The newest seal is also said in the log, out of reach of whoever has only the tables: see `find_tampering`.
    """
    Heartbeat.objects.get_or_create(name="seal", defaults={"at": now})
    Heartbeat.objects.select_for_update().get(name="seal")
    last = AuditSeal.objects.order_by("-number").first()
    number, digest, seals = (last.number, last.digest, []) if last else (0, GENESIS, [])
    for ledger in LEDGERS:
        for row in _unsealed(ledger, most):
            number, digest = number + 1, _link(digest, row)
            seals.append(AuditSeal(number=number, ledger=ledger, entry_id=row["pk"], digest=digest, at=now))
    AuditSeal.objects.bulk_create(seals)
    Heartbeat.objects.filter(name="seal").update(at=now)
    if seals:
        # After the commit: a mark of seals that were rolled back would accuse an honest chain.
        transaction.on_commit(partial(logger.info, "audit_sealed", mark=mark_of(seals[-1])))
    return len(seals)


def mark_of(seal: AuditSeal) -> str:
    """NUMBER:DIGEST, as the log keeps it and `verify_audit --expect` takes it."""
    return f"{seal.number}:{seal.digest}"


def find_tampering(mark: str = "") -> Iterator[str]:
    """Walk the chain from its start; yields one sentence per break: an entry gone, changed, or a seal out of line.

    A chain whose end was cut off together with its entries is whole in itself. `mark`, taken from outside the
    database, is a seal that was there: the chain must still hold it.
    """
    digest, expected = GENESIS, 1
    for seal, row in _sealed():
        if seal.number != expected:
            yield f"seal {expected} is missing"
        if row is None:
            yield f"{seal.ledger} entry {seal.entry_id} is gone (seal {seal.number})"
        elif _link(digest, row) != seal.digest:
            yield f"{seal.ledger} entry {seal.entry_id} or what came before it was changed (seal {seal.number})"
        digest, expected = seal.digest, seal.number + 1
    number, _colon, known = mark.partition(":")
    if mark and not AuditSeal.objects.filter(number=int(number), digest=known).exists():
        yield f"seal {number} is not there as it was: the end of the chain was cut off or made anew"


def chained(seals: models.QuerySet[AuditSeal]) -> Any:
    """The seals, each with the digest before it as `before`, for `fitting_seals`."""
    previous = AuditSeal.objects.filter(number=OuterRef("number") - 1).values("digest")
    return seals.annotate(before=Subquery(previous))


def seals_over(ledger: str, entries: Iterable[int]) -> dict[int, Any]:
    """The chained seal of each of these entries; none for one that the sealer has not met yet. One query."""
    found = chained(AuditSeal.objects.filter(ledger=ledger, entry_id__in=list(entries)))
    return {seal.entry_id: seal for seal in found}


def fitting_seals(seals: Sequence[Any]) -> set[int]:
    """The numbers of those chained seals that fit their entry and the seal before.

    A few links, not the chain: `find_tampering` walks it whole. One query for each ledger.
    """
    rows = _entries_of(seals)
    return {
        seal.number
        for seal in seals
        if (row := rows.get((seal.ledger, seal.entry_id)))
        if _link(GENESIS if seal.number == 1 else str(seal.before), row) == seal.digest
    }


def _sealed() -> Iterator[tuple[AuditSeal, dict[str, Any] | None]]:
    """Every seal with the entry it stands for, read in batches."""
    seals = AuditSeal.objects.order_by("number").iterator(BATCH)
    while batch := list(islice(seals, BATCH)):
        rows = _entries_of(batch)
        yield from ((seal, rows.get((seal.ledger, seal.entry_id))) for seal in batch)


def _entries_of(seals: Sequence[AuditSeal]) -> dict[tuple[str, int], dict[str, Any]]:
    """(ledger, key) -> what the seals of these entries cover."""
    rows = {}
    for ledger, model in LEDGERS.items():
        wanted = [seal.entry_id for seal in seals if seal.ledger == ledger]
        for row in model._default_manager.filter(pk__in=wanted).values(*FIELDS[Ledger(ledger)]):
            rows[ledger, row["pk"]] = row
    return rows


def _unsealed(ledger: str, most: int) -> list[dict[str, Any]]:
    sealed = AuditSeal.objects.filter(ledger=ledger, entry_id=OuterRef("pk"))
    rows = LEDGERS[ledger]._default_manager.filter(~Exists(sealed)).order_by("pk")
    return list(rows.values(*FIELDS[Ledger(ledger)])[:most])


def _link(previous: str, row: dict[str, Any]) -> str:
    text = json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
