"""Actions: the sentences of a draft, changed, split, merged and dropped before anything is issued."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import Department
from kernel.activity.api import WritableViewSet, step
from kernel.common.api import NothingSerializer, StrictSerializer

from ..filters import ActionFilter
from ..models import Action
from ..services import drafts
from .rows import ActionRow


class ActionBody(StrictSerializer):
    text = serializers.CharField(max_length=4000, required=False)
    lead = serializers.PrimaryKeyRelatedField(queryset=Department.objects.open(), required=False)
    partners = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.open(), many=True, required=False, max_length=100
    )


class SplitBody(StrictSerializer):
    at = serializers.IntegerField(
        min_value=1, max_value=10_000, help_text="Cut before this character of the sentence in the text"
    )


class MergeBody(StrictSerializer):
    others = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=100
    )


class ActionViewSet(WritableViewSet):
    """The sentences from which tasks grow; only those of a draft can be changed."""

    queryset = Action.objects.select_related("measure", "lead")
    serializer_class = ActionRow
    filterset_class = ActionFilter
    versioned = True

    @extend_schema(request=ActionBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a drafted action's lead, partners or wording."""
        return self.answer(drafts.change_action(self.get_fresh_object(), actor=self.actor, **self.body(ActionBody)))

    @step(SplitBody)
    def split(self, request: Request, pk: str) -> Response:
        """Cut it in two; answers the first half, the second is a new action right after it."""
        first, _second = drafts.split_action(self.get_fresh_object(), actor=self.actor, **self.body(SplitBody))
        return self.answer(first)

    @step(MergeBody)
    def merge(self, request: Request, pk: str) -> Response:
        """Make one action of this and others of the same measure; the first in the text absorbs the rest."""
        row, others = self.get_fresh_object(), self._seen(self.body(MergeBody)["others"])
        return self.answer(drafts.merge_actions([row, *others], actor=self.actor))

    @step()
    def drop(self, request: Request, pk: str) -> Response:
        """No task shall grow from this sentence."""
        self.body(NothingSerializer)
        return self.answer(drafts.drop_action(self.get_fresh_object(), actor=self.actor))

    @step()
    def restore(self, request: Request, pk: str) -> Response:
        """Take a dropped or merged action up again."""
        self.body(NothingSerializer)
        return self.answer(drafts.restore_action(self.get_fresh_object(), actor=self.actor))

    def _seen(self, ids: list[int]) -> list[Any]:
        rows = {row.pk: row for row in self.get_queryset().filter(pk__in=ids)}
        missing = {f"others/{n}": [_("There is no such record.")] for n, pk in enumerate(ids) if pk not in rows}
        if missing:
            raise serializers.ValidationError({"others": [_("There is no such record.")]})
        return list(rows.values())
