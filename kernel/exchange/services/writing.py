"""The rows that an import's owner confirmed are written in one transaction, and taken back in one."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.services import advance
from kernel.common.errors import DomainError, Invalid

from ..declaration import Written, exchange_called
from ..models import Intake, IntakeRow, Job
from ..queries import intake_of, rule_on
from .checking import Why
from .intakes import check_intake, way_in
from .jobs import open_job
from .works import Progress, Work

NAMED = 5  # rows that a refusal names


class ChangedSince(DomainError):
    """Records of the import are not any more as it left them."""

    code = "changed_since"


class TooLate(DomainError):
    """The time in which an import can be taken back is over."""

    code = "too_late"


@transaction.atomic
def recall_intake(intake: Intake, *, actor: User, now: datetime) -> Job:
    """Let all records of an import be taken back; TooLate (409) after its window, StepRefused (409) if none stand."""
    way_in(exchange_called(intake.code), actor)
    if intake.undo_until and now > intake.undo_until:
        until = f"{timezone.localtime(intake.undo_until):%Y-%m-%d %H:%M}"
        raise TooLate(_("The import could be taken back until %(until)s.") % {"until": until})
    intake = advance(intake, "recall", actor=actor)
    return open_job("undo", actor=actor, now=now, code=intake.code, intake=intake, total=intake.good)


def _nothing_before(job: Job, progress: Progress) -> None:
    """All of it happens in one transaction."""


def _write(job: Job, made: None) -> str:
    intake = intake_of(job, locked=True)
    _table, checked = check_intake(intake, actor=job.owner, progress=lambda done, total: None)
    left_out = set(intake.bad_rows)
    if late := {number: why for number, why in checked.wrong.items() if number not in left_out}:
        raise Invalid(
            _("Since the check something has changed: %(rows)s; upload the file again.")
            % {"rows": _named((number, _sentence(why)) for number, why in late.items())}
        )
    good = {number: row for number, row in checked.good.items() if number not in left_out}
    _keep_rows(intake, _write_rows(job, good))
    now = clock.now()
    window = timedelta(hours=rule_on(timezone.localdate(now)).undo_hours)
    advance(intake, "write", actor=None, written_at=now, undo_until=now + window)
    return ngettext("%(n)d row written.", "%(n)d rows written.", len(good)) % {"n": len(good)}


def _write_rows(job: Job, good: dict[int, Any]) -> dict[int, Written]:
    into, written = way_in(exchange_called(job.code), job.owner), dict[int, Written]()
    for number, cleaned in good.items():
        try:
            written[number] = into.write(cleaned, actor=job.owner)
        except DomainError as refusal:
            words = {"rows": _named([(number, str(refusal))])}
            raise Invalid(_("Nothing was written: %(rows)s.") % words) from refusal
    return written


def _keep_rows(intake: Intake, written: dict[int, Written]) -> None:
    kinds = ContentType.objects.get_for_models(*{type(one.record) for one in written.values()})
    digests = _digests((type(one.record), one.record.pk) for one in written.values())
    IntakeRow.objects.bulk_create(
        [
            IntakeRow(
                intake=intake, number=number, content_type=kinds[type(one.record)], object_id=one.record.pk,
                before=one.before, digest=digests[type(one.record), one.record.pk][0],
            )
            for number, one in written.items()
        ],
        batch_size=500,
    )  # fmt: skip


def _undo(job: Job, made: None) -> str:
    intake = intake_of(job, locked=True)
    rows = list(intake.written.select_related("content_type"))
    keys = {row.pk: (row.content_type.model_class(), row.object_id) for row in rows}
    now = _digests(keys.values())
    changed = []
    for row in rows:
        digest, record = now.get(keys[row.pk], ("", None))
        if record is None:
            changed.append((row.number, _("no longer there")))
        elif digest != row.digest:
            changed.append((row.number, _("%(record)s was changed since") % {"record": record}))
    if changed:
        raise ChangedSince(_("Nothing was taken back: %(rows)s.") % {"rows": _named(changed)})
    into = way_in(exchange_called(job.code), job.owner)
    into.undo([Written(now[keys[row.pk]][1], row.before) for row in rows], actor=job.owner)
    advance(intake, "undo", actor=None)
    return ngettext("%(n)d row taken back.", "%(n)d rows taken back.", len(rows)) % {"n": len(rows)}


def _digests(keys: Iterable[tuple[Any, int]]) -> dict[tuple[Any, int], tuple[str, models.Model]]:
    """(model, key) -> (digest of all its columns, the record, locked) of those that are there."""
    by_model = defaultdict(list)
    for model, pk in keys:
        by_model[model].append(pk)
    return {
        (model, pk): (_digest(record), record)
        for model, pks in by_model.items()
        for pk, record in model._base_manager.select_for_update().in_bulk(pks).items()
    }


def _digest(record: models.Model) -> str:
    values = {field.attname: field.value_from_object(record) for field in record._meta.concrete_fields}
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _sentence(why: Why) -> str:
    return next((text for texts in why.values() for text in texts), "")


def _named(rows: Iterable[tuple[int, str]]) -> str:
    """Rows in words, the first few of them."""
    every = list(rows)
    named = [_("row %(n)d: %(why)s") % {"n": number, "why": why.rstrip("。.")} for number, why in every[:NAMED]]
    more = [_("and %(n)d more") % {"n": len(every) - NAMED}] if len(every) > NAMED else []
    return _("; ").join([*named, *more])


def _fall_back(job: Job) -> None:
    advance(intake_of(job, locked=True), "fall_back", actor=None)


def _stand(job: Job) -> None:
    advance(intake_of(job, locked=True), "stand", actor=None)


WRITE = Work(gettext_lazy("import"), _nothing_before, _write, _fall_back)
UNDO = Work(gettext_lazy("taking an import back"), _nothing_before, _undo, _stand)
