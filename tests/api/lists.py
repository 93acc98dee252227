"""What lists, their filters and the bodies of writes tell of rows that a role does not see: nothing."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from rest_framework.request import Request

from kernel.common.api import RowField, RowsField, StrictSerializer

from .callers import Caller
from .matrix import reads
from .routes import Route


def ask_list(caller: Caller, route: Route) -> None:
    """The list holds no row out of sight; naming one in a filter answers as naming none."""
    if not reads(caller, route):
        return
    answer = caller.call("GET", route.address, {"page_size": 200})
    seen, unseen = caller.world.rows(caller.role, route.model)
    shown = {row["id"] for row in json_of(answer)["results"]}
    own = {row for row in seen if "token" not in route.name or row in shown}  # tokens: one's own among those seen
    if shown & set(unseen) or shown != own:
        caller.note("GET", route.address, f"lists {sorted(shown)} where {seen} are seen")
    filters = getattr(getattr(route.view, "filterset_class", None), "base_filters", {})
    for name, filter_ in filters.items():
        if isinstance(filter_, ModelChoiceFilter | ModelMultipleChoiceFilter):
            _ask_filter(caller, route, name, filter_)
    if "q" in filters:
        mine = [word for word, rows in caller.world.marks.items() if route.model in {model for model, _pk in rows}]
        for word in set(mine) & set(caller.world.hidden_words(caller.role)):
            found = json_of(caller.call("GET", route.address, {"q": word}))["results"]
            if found:
                caller.note("GET", route.address, f"finds {word}")


def _ask_filter(caller: Caller, route: Route, name: str, filter_: Any) -> None:
    queryset = filter_.extra.get("queryset", filter_.queryset if hasattr(filter_, "queryset") else None)
    rows = queryset(_asked_by(caller)) if callable(queryset) and not hasattr(queryset, "model") else queryset
    model = rows.model
    unseen = caller.world.rows(caller.role, model)[1]
    if not unseen:
        return
    one, other = (caller.call("GET", route.address, {name: pk}) for pk in (unseen[0], caller.world.missing(model)))
    if one.status_code != other.status_code or (one.status_code == 200 and json_of(one)["results"]):
        caller.note("GET", route.address, f"tells by ?{name}= that a hidden row is there")


def ask_bodies(caller: Caller) -> None:
    """Each body that names rows takes a hidden one for one that is not there."""
    for body in _bodies(StrictSerializer):
        fields: dict[str, Any] = body().fields
        for name, field in fields.items():
            if not isinstance(field, RowField | RowsField):
                continue
            offered: Any = field
            model = offered.queryset.model
            unseen = caller.world.rows(caller.role, model)[1]
            if unseen:
                hidden, absent = (
                    _errors(caller, body, name, field, pk) for pk in (unseen[0], caller.world.missing(model))
                )
                if hidden != absent or name not in hidden:
                    caller.note("body", body.__name__, f"tells by {name} that a hidden row is there: {hidden}")


def _errors(caller: Caller, body: Any, name: str, field: Any, pk: Any) -> dict[str, Any]:
    sent = {name: [pk] if isinstance(field, RowsField) else pk}
    serializer = body(data=sent, partial=True, context={"request": _asked_by(caller)})
    serializer.is_valid()
    return {key: str(error) for key, error in serializer.errors.items()}


def _asked_by(caller: Caller) -> Any:
    request = Request(HttpRequest())
    request.user = caller.person
    return request


def _bodies(root: Any) -> list[Any]:
    return [root, *(found for below in root.__subclasses__() for found in _bodies(below))]


def json_of(answer: Any) -> Any:
    return json.loads(answer.body)
