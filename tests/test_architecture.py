"""The rules of the house that a tool can see: arrows between apps, who writes a status, sizes, hidden machinery."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import quantiles

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import get_resolver
from django_filters import FilterSet, OrderingFilter

from kernel.activity.models import Tracked

ROOT = settings.BASE_DIR
# From the roof down; a key points sideways into its own app or down, never up.
STACK = [
    "brandcity", "portal", "enterprises", "coordination", "exchange", "files", "activity", "accounts", "calendars",
    "dictionaries", "common",
]  # fmt: skip
PACKAGES = ("brandcity", "portal", "enterprises", "coordination", "kernel")
# The two writers of a status: the step itself, and the answer kept for a repeated request (an HTTP status).
STATUS_WRITERS = {"kernel/activity/services/steps.py", "kernel/activity/api.py"}
SAMPLES = "portal/styleguide.py"  # the style guide's sample data, written out
# What everybody who may read it at all reads whole: rules, words and figures' names, not anybody's rows.
COMMON_KNOWLEDGE = {
    "SupervisionRule", "DutyKeyword", "PolicyText", "Indicator", "DepartmentAlias", "Membership", "Post", "GroupScope",
    "MessageTemplate", "Channel", "Delivery", "Heartbeat", "AuditSeal", "CalendarYear", "CalendarDay", "Dictionary",
    "Entry", "FileRule", "ExchangeRule", "DocumentKind", "FigureItem", "Rung", "RungCriterion", "Questionnaire",
    "Dimension", "Question", "RegistryRule", "CheckRule",
}  # fmt: skip


def sources() -> list[Path]:
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in files if "migrations" not in path.parts]


SOURCES = sources()
NAMES = [path.relative_to(ROOT).as_posix() for path in SOURCES]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_foreign_keys_follow_the_arrow_of_the_stack():
    wrong = []
    for model in apps.get_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model
            if (
                target is None
                or isinstance(target, str)
                or not {model._meta.app_label, target._meta.app_label} <= set(STACK)
            ):
                continue
            if STACK.index(target._meta.app_label) < STACK.index(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_functions_are_short_and_most_are_very_short():
    lengths = {f"{path.relative_to(ROOT)}:{node.name}": length(node) for path in SOURCES for node in functions(path)}
    assert not {name: lines for name, lines in lengths.items() if lines > 40 and not name.startswith(SAMPLES)}
    assert quantiles(lengths.values(), n=20)[-1] <= 25, "p95"


def _writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [item for target in targets for item in getattr(target, "elts", [target])]
        return any(isinstance(item, ast.Attribute) and item.attr == "status" for item in flat)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "setattr":
        return len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    return name in ("update", "bulk_update", "update_or_create") and any(key.arg == "status" for key in node.keywords)


def test_only_advance_writes_a_status():
    writers = {
        name for name, path in zip(NAMES, SOURCES, strict=True) if any(map(_writes_status, ast.walk(tree_of(path))))
    }
    assert writers <= STATUS_WRITERS


@pytest.mark.parametrize(
    "code",
    [
        "task.status = 'done'",
        "a, task.status = 1, 2",
        "setattr(task, 'status', 'done')",
        "Task.objects.update(status='done')",
    ],
)
def test_the_scan_for_written_statuses_finds_them(code):
    assert any(map(_writes_status, ast.walk(ast.parse(code))))


def test_nothing_listens_to_signals_and_no_save_hides_work():
    signals, saves = [], []
    for name, path in zip(NAMES, SOURCES, strict=True):
        for node in ast.walk(tree_of(path)):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if module in ("django.dispatch", "django.db.models.signals", "django.core.signals"):
                signals.append(name)
            if isinstance(node, ast.ClassDef) and "models" in path.parts:
                saves += [
                    f"{name}:{node.name}" for item in node.body if getattr(item, "name", "") in ("save", "delete")
                ]
    assert not signals
    assert not saves


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def _is_task(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("shared_task" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_a_celery_task_calls_a_service_and_does_little_else():
    tasks = {f"{path}:{node.name}": len(node.body) for path in SOURCES for node in functions(path) if _is_task(node)}
    assert tasks
    assert not [name for name, statements in tasks.items() if statements > 5]
    assert all(name.partition(":")[0].endswith("tasks.py") for name in tasks)


def test_every_module_opens_with_one_line_that_says_what_it_is():
    silent = [
        name
        for name, path in zip(NAMES, SOURCES, strict=True)
        if path.name not in ("apps.py", "wsgi.py")
        and path.read_text("utf-8").strip()
        and not ast.get_docstring(tree_of(path))
    ]
    assert not silent


def test_every_row_that_somebody_may_not_see_says_so_in_visible_to():
    ours = [model for model in apps.get_models() if model._meta.app_label in STACK]
    shown = {model for model in ours if issubclass(model, Tracked) or admin.site.is_registered(model)}
    without = {model.__name__ for model in shown if not hasattr(model._default_manager.all(), "visible_to")}
    assert without <= COMMON_KNOWLEDGE
    assert not {model.__name__ for model in ours if issubclass(model, Tracked)} & without


def test_every_filter_says_what_it_is_called():
    """Else it asks its model, and is nameless for good once the API's schema has looked at it without one."""
    assert get_resolver().url_patterns  # loads every door
    sets = [one for direct in FilterSet.__subclasses__() for one in (direct, *direct.__subclasses__())]
    assert len(sets) > 8
    nameless = [
        f"{one.__name__}.{name}"
        for one in sets
        for name, declared in one.declared_filters.items()
        if declared._label is None and not isinstance(declared, OrderingFilter)
    ]
    assert not nameless
