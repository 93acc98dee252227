"""Actions: the sentences of a draft, changed, split, merged and dropped before anything is issued."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import Department
from kernel.activity.api import WritableViewSet, step
from kernel.common.api import NothingSerializer, RowField, RowsField, StrictSerializer

from ..filters import ActionFilter
from ..models import Action
from ..services import drafts
from .rows import ActionRow


class ActionBody(StrictSerializer):
    text = serializers.CharField(max_length=4000, required=False)
    lead = RowField(queryset=Department.objects.open(), required=False)
    partners = RowsField(Department.objects.open(), required=False)


class SplitBody(StrictSerializer):
    at = serializers.IntegerField(
        min_value=1, max_value=10_000, help_text="Cut before this character of the sentence in the text"
    )


class MergeBody(StrictSerializer):
    others = RowsField(Action.objects.all(), allow_empty=False)


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
        row, others = self.get_fresh_object(), self.body(MergeBody)["others"]
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
