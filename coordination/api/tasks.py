"""Tasks: read by filters, moved by steps."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import Department, User
from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_of
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NoteSerializer, NothingSerializer, OptionalNoteSerializer, RowField, StrictSerializer

from ..filters import TaskFilter
from ..lights import Profile
from ..models import Task
from ..services import tasks
from .task_rows import TaskDetailRow, TaskRow


class ObjectBody(StrictSerializer):
    kind = serializers.SlugField(help_text="Code of an entry of the dictionary objection-kind")
    note = serializers.CharField(max_length=2000)


class ReissueBody(StrictSerializer):
    note = serializers.CharField(max_length=2000)
    lead = RowField(queryset=Department.objects.open(), required=False)
    due_on = serializers.DateField(required=False)


class RollOverBody(StrictSerializer):
    goal = serializers.CharField(max_length=2000)
    due_on = serializers.DateField()
    start_on = serializers.DateField(required=False)
    explanation = serializers.CharField(max_length=2000)
    progress = serializers.IntegerField(min_value=0, max_value=100, required=False)


class TaskBody(StrictSerializer):
    title = serializers.CharField(max_length=120, required=False)
    content = serializers.CharField(max_length=4000, required=False)
    standard = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    lead_duty = serializers.CharField(max_length=300, required=False, allow_blank=True)
    responsible = RowField(queryset=User.objects.filter(is_active=True), required=False, allow_null=True)
    profile = serializers.ChoiceField(choices=Profile.choices, required=False)
    start_on = serializers.DateField(required=False)
    due_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class MilestoneBody(StrictSerializer):
    title = serializers.CharField(max_length=120)
    due_on = serializers.DateField()
    share = serializers.IntegerField(min_value=1, max_value=100)


class MilestonesBody(StrictSerializer):
    milestones = MilestoneBody(many=True, max_length=100)  # type: ignore[call-arg]


class DutyBody(StrictSerializer):
    department = RowField(queryset=Department.objects.open())
    duty = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DutiesBody(StrictSerializer):
    duties = DutyBody(many=True, max_length=100)  # type: ignore[call-arg]


class TaskViewSet(WritableViewSet):
    """The tasks of the plan that the caller's departments lead or help with."""

    queryset = Task.objects.all()
    serializer_class = TaskRow
    detail_class = TaskDetailRow
    filterset_class = TaskFilter
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer] = NothingSerializer) -> Response:
        """Call one service on the row that the client has read."""
        task, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(task, actor=self.actor, today=timezone.localdate(), **words))

    @extend_schema(request=TaskBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what the task says; a moved deadline needs a note."""
        return self.take(tasks.edit_task, TaskBody)

    @step()
    def sign(self, request: Request, pk: str) -> Response:
        """The lead department takes the task on."""
        return self.take(tasks.sign_task)

    @step(ObjectBody)
    def object(self, request: Request, pk: str) -> Response:
        """The lead department says why it should not have the task as it is."""
        return self.take(tasks.object_to_task, ObjectBody)

    @step(ReissueBody)
    def reissue(self, request: Request, pk: str) -> Response:
        """The office decides an objection: the task goes out again, perhaps with another lead or deadline."""
        return self.take(tasks.reissue_task, ReissueBody)

    @step(OptionalNoteSerializer)
    def complete(self, request: Request, pk: str) -> Response:
        """The office confirms that the standard is met."""
        return self.take(tasks.complete_task, OptionalNoteSerializer)

    @step(NoteSerializer)
    def suspend(self, request: Request, pk: str) -> Response:
        """The office stops the task's clock."""
        return self.take(tasks.suspend_task, NoteSerializer)

    @step(NoteSerializer)
    def resume(self, request: Request, pk: str) -> Response:
        """The clock runs again."""
        return self.take(tasks.resume_task, NoteSerializer)

    @step(NoteSerializer)
    def cancel(self, request: Request, pk: str) -> Response:
        """The office takes the task out of the plan."""
        return self.take(tasks.cancel_task, NoteSerializer)

    @step(NoteSerializer)
    def reopen(self, request: Request, pk: str) -> Response:
        """Completion was confirmed wrongly."""
        return self.take(tasks.reopen_task, NoteSerializer)

    @step(RollOverBody, path="roll-over")
    def roll_over(self, request: Request, pk: str) -> Response:
        """The task goes on into its next year, with a new goal and the reason."""
        return self.take(tasks.roll_over_task, RollOverBody)

    @extend_schema(request=MilestonesBody)
    @action(detail=True, methods=["put"])
    def milestones(self, request: Request, pk: str) -> Response:
        """Lay the milestones down anew; their shares add up to 100."""
        task, body = self.get_fresh_object(), self.body(MilestonesBody)
        steps = [(row["title"], row["due_on"], row["share"]) for row in body["milestones"]]
        return self.answer(tasks.set_milestones(task, steps, actor=self.actor, today=timezone.localdate()))

    @extend_schema(request=DutiesBody)
    @action(detail=True, methods=["put"])
    def duties(self, request: Request, pk: str) -> Response:
        """Name the co-operating departments anew, each with its line of duty."""
        task, rows = self.get_fresh_object(), self.body(DutiesBody)["duties"]
        duties = {row["department"]: row["duty"] for row in rows}
        if len(duties) != len(rows):
            raise serializers.ValidationError({"duties": [_("A department is named twice.")]})
        return self.answer(tasks.set_duties(task, duties, actor=self.actor))

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Who did what to it, when, from what to what and why; the latest first."""
        return Response([event_row(event) for event in history_of(self.get_object())])
