"""A ledger read as an account: when, who from where, did what, to which record, why, and whether it is as sealed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Membership, User
from kernel.common.admin import DatedList, ReadOnlyAdmin

from ..models import AuditSeal
from ..queries import Change
from ..services import fitting_seals, seals_over

MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Account:
    """One write in words. `address` leads to the record, for those who may open it; `story` to all writes on it."""

    at: datetime
    person: str
    department: str
    deed: str
    kind: str
    record: str
    address: str
    story: str
    note: str
    request_number: str
    seal: AuditSeal | None
    fits: bool
    moved: Sequence[str] = ()
    fields: Sequence[str] = ()
    changes: list[Change] = field(default_factory=list)


class LedgerList(DatedList):
    """A page of a ledger, told in the same few queries for any number of rows."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        ledger: Any = self.model_admin
        ledger.tell(request, self.result_list)


class LedgerAdmin(ReadOnlyAdmin):
    """A ledger's list and pages. Search looks people up first, then what they did by their keys.

    A join would read the ledger from end to end for a name that nobody bears.
    """

    # What a ledger says of itself: its name, its columns, and each write in words as the fields of its Account.
    ledger = ""
    instant = request_number = ""
    words_of: Callable[[Sequence[Any]], list[dict[str, Any]]]
    changes_of: Callable[[Any], list[Change]]
    list_display = ("when", "who", "what", "why")
    list_select_related = ("actor", "content_type")
    ordering = ("-pk",)  # the same order as by time, and the index is there at any size
    sortable_by = ()
    change_form_template = "admin/account.html"
    search_help_text = _("Name, pinyin initials or account of whoever did it; or a request number.")

    class Media:
        css: ClassVar[Mapping[str, list[str]]] = {"all": ["css/admin-ledger.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LedgerList]:
        return LedgerList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = list(User.objects.called(term).values_list("pk", flat=True)[:MOST_PEOPLE])
        return queryset.filter(self.done_by(found) | Q(**{self.request_number: term})), False

    def done_by(self, people: list[int]) -> Q:
        return Q(actor__in=people)

    def tell(self, request: HttpRequest, entries: Iterable[Any]) -> None:
        """Give each of the entries its Account."""
        entries = list(entries)
        seats, seals = _seats_of({entry.actor_id for entry in entries} - {None}), self._seals(entries)
        fitting = fitting_seals(list(seals.values()))
        for entry, words in zip(entries, self.words_of(entries), strict=True):
            seal, at = seals.get(entry.pk), getattr(entry, self.instant)
            key = words.pop("key")
            entry.account = Account(
                at=at, person=str(entry.actor or ""),
                department=_seat_on(seats.get(entry.actor_id, []), localtime(at).date()),
                kind=entry.content_type.name, address=_address(request, entry.content_type, key),
                story=f"{self._list()}?{urlencode({'kind': entry.content_type_id, 'record': key})}",
                request_number=getattr(entry, self.request_number) or "", seal=seal,
                fits=seal is not None and seal.number in fitting, **words,
            )  # fmt: skip

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page of one write: its account, with each field before and after."""
        entry: Any = kwargs["obj"]
        self.tell(request, [entry])
        number = entry.account.request_number
        context |= {
            "account": entry.account,
            "fields": [{"label": label, "old": old, "new": new} for label, old, new in self.changes_of(entry)],
            "same_request": f"{self._list()}?{urlencode({'request': number})}" if number else "",
            "remote_addr": getattr(entry, "remote_addr", None),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _list(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _seals(self, entries: Sequence[Any]) -> dict[int, AuditSeal]:
        return seals_over(self.ledger, [entry.pk for entry in entries])

    @admin.display(description=_("when"))
    def when(self, entry: Any) -> str:
        return _cell("when", entry)

    @admin.display(description=_("who"))
    def who(self, entry: Any) -> str:
        return _cell("who", entry)

    @admin.display(description=_("what they did"))
    def what(self, entry: Any) -> str:
        return _cell("what", entry)

    @admin.display(description=_("reason and request"))
    def why(self, entry: Any) -> str:
        return _cell("why", entry)


def _cell(name: str, entry: Any) -> str:
    return render_to_string(f"admin/ledger/{name}.html", {"account": entry.account})


def _seats_of(people: set[int]) -> dict[int, list[Membership]]:
    seats: dict[int, list[Membership]] = defaultdict(list)
    for seat in Membership.objects.filter(user__in=people).select_related("department"):
        seats[seat.user_id].append(seat)
    return seats


def _seat_on(seats: list[Membership], day: date) -> str:
    """The department that the person sat in on that day; the main one of several."""
    sat = [seat for seat in seats if (seat.since or day) <= day <= (seat.until or day)]
    return str(sat[0].department) if sat else ""


def _address(request: HttpRequest, kind: ContentType, key: Any) -> str:
    """The record's page in the admin, for whoever may open it."""
    if not any(request.user.has_perm(f"{kind.app_label}.{verb}_{kind.model}") for verb in ("view", "change")):
        return ""
    try:
        return reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[quote(key)])
    except NoReverseMatch:
        return ""
