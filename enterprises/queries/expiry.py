"""What runs out: told ahead to the firm's owners and fillers, and kept before them until it is renewed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.queries.reminders import Reminder
from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import CabinetDocument, DocumentKind, Enterprise, Membership
from ..workflow import ACT, EnterpriseStatus
from .cabinet import WRITERS

MADE_UP_FOR = timedelta(days=7)  # nights on which no sweep ran


def due(today: date) -> Iterator[Reminder]:
    """The reminders of documents that run out: once at each of their kind's distances, and once when they have."""
    far = _farthest()
    rows = CabinetDocument.objects.current().filter(
        enterprise__status=EnterpriseStatus.ACTIVE, expires_on__range=(today - MADE_UP_FOR, today + timedelta(days=far))
    )
    documents = list(rows.select_related("kind", "enterprise"))
    people = _writers_of({document.enterprise_id for document in documents})
    for document in documents:
        if document.expires_on is not None:
            yield from _reminders(document, document.expires_on, people[document.enterprise_id], today)


def waits(user: User, today: date) -> Iterator[Waiting]:
    """The documents of the person's firms that have run out or will soon, each with its last day."""
    if user.has_perm(ACT):
        yield Waiting(_to_renew(user, today), lambda document: _todo(document, today))


def _reminders(document: CabinetDocument, last: date, people: list[User], today: date) -> Iterator[Reminder]:
    left = (last - today).days
    words: dict[str, Any] = {
        "title": document.title, "kind": document.kind.name, "enterprise": document.enterprise.name, "due": str(last),
    }  # fmt: skip
    key = f"{document.pk}:{last}"
    if left < 0:
        yield Reminder(people, "document_expired", document, f"document_expired:{key}", words)
        return
    distance = min((n for n in _distances(document.kind) if left <= n), default=None)
    if distance is not None:
        more = {**words, "days": left}
        yield Reminder(people, "document_expires", document, f"document_expires:{key}:{distance}", more)


def _distances(kind: DocumentKind) -> list[int]:
    again = kind.remind_again if isinstance(kind.remind_again, list) else []
    return [kind.remind_days, *(n for n in again if isinstance(n, int) and n >= 0)]


def _farthest() -> int:
    """The longest time ahead at which any kind is told of."""
    return int(DocumentKind.objects.aggregate(most=Max("remind_days"))["most"] or 0)


def _writers_of(firms: Iterable[int]) -> dict[int, list[User]]:
    """Owners and fillers by firm, in one query."""
    seats = Membership.objects.active().filter(enterprise__in=firms, role__in=WRITERS, user__is_active=True)
    people: dict[int, list[User]] = defaultdict(list)
    for seat in seats.select_related("user"):
        people[seat.enterprise_id].append(seat.user)
    return people


def _to_renew(user: User, today: date) -> QuerySet[CabinetDocument]:
    """Each document by the distance of its own kind."""
    firms = Enterprise.objects.of_person(user, *WRITERS).filter(status=EnterpriseStatus.ACTIVE).values("pk")
    near = Q(pk__in=[])
    for kind, days in DocumentKind.objects.values_list("pk", "remind_days"):
        near |= Q(kind=kind, expires_on__lte=today + timedelta(days=days))
    rows = CabinetDocument.objects.current().filter(near, enterprise__in=firms)
    return rows.select_related("enterprise", "kind").order_by("expires_on", "pk")


def _todo(document: CabinetDocument, today: date) -> Todo:
    last = document.expires_on or today
    left = (last - today).days
    said = {"kind": document.kind.name, "n": abs(left)}
    if left < 0:
        why = ngettext("%(kind)s: ran out %(n)d day ago", "%(kind)s: ran out %(n)d days ago", -left) % said
    else:
        why = ngettext("%(kind)s: %(n)d day left", "%(kind)s: %(n)d days left", left) % said
    url = reverse("enterprises:cabinet-replace", args=[document.pk])
    return Todo("firm", url, document.title, why, document.enterprise.name, _("Replace"), due_on=last)
