"""What leaves for Excel and comes in from it: the tasks of the list, and the words that point at bureaus."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.accounts.models import Department, User
from kernel.common.errors import Invalid
from kernel.exchange.declaration import Exchange, Incoming, Outgoing, Written
from kernel.exchange.workbooks import Column, Kind

from .filters import DutyKeywordFilter, TaskFilter, asked_of_tasks
from .forms.departments import Directory
from .lights import Colour
from .models import DutyKeyword, Task
from .services.keywords import add_keyword, remove_keywords
from .workflow import TaskStatus


def filtered(found: Any) -> QuerySet[Any]:
    """The rows of a FilterSet; Invalid (400) when one of its filters cannot be right."""
    if not found.is_valid():
        raise Invalid(fields={name: list(map(str, texts)) for name, texts in found.errors.items()})
    rows: QuerySet[Any] = found.qs
    return rows


def _task_rows(user: User, query: QueryDict) -> QuerySet[Task]:
    rows = Task.objects.visible_to(user).select_related("lead", "responsible", "measure__pillar")
    rows = rows.prefetch_related("duties__department")
    asking: Any = SimpleNamespace(user=user)  # all that the filters want of a request
    return filtered(TaskFilter(asked_of_tasks(query), queryset=rows, request=asking))


def _task_line(task: Task) -> Sequence[Any]:
    partners = _(", ").join(str(duty.department) for duty in task.duties.all())
    return [
        task.number, task.title, task.measure.pillar.title, task.measure.title, str(task.lead), partners,
        str(task.responsible or ""), task.year, task.start_on, task.due_on, task.progress, task.status, task.light,
        task.light_reason, task.signed_on, task.completed_on, task.content, task.standard,
    ]  # fmt: skip


TASKS = Exchange(
    code="tasks",
    title=gettext_lazy("Tasks"),
    page="coordination:task-list",
    columns=(
        Column("number", gettext_lazy("number"), Kind.CODE, 12),
        Column("title", gettext_lazy("name"), width=36),
        Column("pillar", gettext_lazy("pillar"), width=20),
        Column("measure", gettext_lazy("measure"), width=20),
        Column("lead", gettext_lazy("lead department"), width=16),
        Column("partners", gettext_lazy("co-operating departments"), width=24),
        Column("responsible", gettext_lazy("responsible person"), width=12),
        Column("year", gettext_lazy("year"), Kind.NUMBER, 8, total=""),
        Column("start_on", gettext_lazy("start"), Kind.DATE, 12),
        Column("due_on", gettext_lazy("deadline"), Kind.DATE, 12),
        Column("progress", gettext_lazy("progress, %"), Kind.NUMBER, 10, total="average"),
        Column("status", gettext_lazy("status"), Kind.CHOICE, 10, choices=lambda: TaskStatus.choices),
        Column("light", gettext_lazy("light"), Kind.CHOICE, 8, choices=lambda: Colour.choices),
        Column("light_reason", gettext_lazy("reason of the light"), width=32),
        Column("signed_on", gettext_lazy("signed for on"), Kind.DATE, 12),
        Column("completed_on", gettext_lazy("completed on"), Kind.DATE, 12),
        Column("content", gettext_lazy("content"), width=60),
        Column("standard", gettext_lazy("completion standard"), width=40),
    ),
    out=Outgoing("coordination.view_task", _task_rows, _task_line),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What new words are held against: the departments, and the (department, word) pairs there are."""

    find: Callable[[str], list[Department]]
    taken: frozenset[tuple[int, str]]


def _keyword_rows(user: User, query: QueryDict) -> QuerySet[DutyKeyword]:
    rows = DutyKeyword.objects.select_related("department").order_by("department__protocol_order", "word", "pk")
    asked = query.copy()
    asked.setlist("q", [words for words in query.getlist("q") if words.strip()])
    return filtered(DutyKeywordFilter(asked, queryset=rows))


def _known_words(actor: User) -> Words:
    # A name that stands in a thousand rows is looked up once.
    return Words(cache(Directory.load().find), frozenset(DutyKeyword.objects.values_list("department", "word")))


def _check_keyword(values: dict[str, Any], known: Words) -> tuple[Department, str]:
    found = known.find(values["department"])
    if len(found) != 1:
        names = _(", ").join(str(row) for row in found[:5])
        words = {"typed": values["department"], "names": names}
        sentence = _("“%(typed)s” may be: %(names)s.") if found else _("There is no department called “%(typed)s”.")
        raise Invalid(fields={"department": [sentence % words]})
    if (found[0].pk, values["word"]) in known.taken:
        raise Invalid(fields={"word": [_("The department has this word already.")]})
    return found[0], values["word"]


def _write_keyword(cleaned: tuple[Department, str], *, actor: User) -> Written:
    return Written(add_keyword(*cleaned, actor=actor))


def _remove_keywords(written: Iterable[Written], *, actor: User) -> None:
    remove_keywords([one.record for one in written if isinstance(one.record, DutyKeyword)], actor=actor)


def _department_names() -> list[tuple[str, str]]:
    return [(row.short_name, row.short_name) for row in Directory.load().rows]


DUTY_KEYWORDS = Exchange(
    code="duty-keywords",
    title=gettext_lazy("Duty keywords"),
    page="admin:coordination_dutykeyword_changelist",
    columns=(
        Column(
            "department", gettext_lazy("department"), width=24, choices=_department_names, required=True, longest=80,
            help=gettext_lazy("Any name it goes by: full, short, alias or code."),
        ),
        Column(
            "word", gettext_lazy("keyword"), width=24, required=True, longest=40,
            help=gettext_lazy("A word in a text that points at this department's duty."),
        ),
    ),
    out=Outgoing("coordination.view_dutykeyword", _keyword_rows, lambda row: [str(row.department), row.word]),
    into=Incoming(
        "coordination.add_dutykeyword", _check_keyword, _write_keyword, _remove_keywords, known=_known_words,
        unique=("department", "word"), examples=[("市商务局", "消费"), ("市市场监管局", "商标")],
    ),
)  # fmt: skip
