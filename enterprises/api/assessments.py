"""Self-assessments by REST: begun, answered piece by piece, completed; the result with advice and the median."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.common.api import RowField, StrictSerializer

from ..filters.assessments import AssessmentFilter
from ..models import Enterprise, Question, SelfAssessment
from ..queries import assessments as queries
from ..services import assessments as services
from .cabinet_rows import AssessmentRow


class StartBody(StrictSerializer):
    enterprise = RowField(queryset=Enterprise.objects.all())


class AnswerBody(StrictSerializer):
    question = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    option = serializers.IntegerField(min_value=0, max_value=99, allow_null=True, help_text="Null takes it back")


class AnswersBody(StrictSerializer):
    answers = AnswerBody(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]


class QuestionOut(serializers.Serializer):
    id = serializers.IntegerField()
    dimension = serializers.CharField()
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField(), help_text="In the order of their places")


class PartOut(serializers.Serializer):
    name = serializers.CharField()
    got = serializers.IntegerField()
    most = serializers.IntegerField()
    score = serializers.DecimalField(max_digits=5, decimal_places=1, help_text="Percent")


class AdviceOut(serializers.Serializer):
    question = serializers.CharField()
    answer = serializers.CharField()
    advice = serializers.CharField()
    lost = serializers.IntegerField()


class ResultOut(serializers.Serializer):
    score = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)
    parts = PartOut(many=True)
    advice = AdviceOut(many=True)
    section = serializers.CharField(help_text="The section of GB/T 4754 compared with")
    firms = serializers.IntegerField(help_text="How many firms of it have assessed themselves")
    median = serializers.DecimalField(
        max_digits=5, decimal_places=1, allow_null=True, help_text="Null with fewer than `fewest` firms"
    )
    fewest = serializers.IntegerField()


class SelfAssessmentViewSet(WritableViewSet):
    """The self-assessments of the caller's firms, or of the firms of the caller's district."""

    queryset = SelfAssessment.objects.all()
    serializer_class = AssessmentRow
    filterset_class = AssessmentFilter
    ordering = ("-begun_at", "-id")
    versioned = True

    @extend_schema(request=StartBody, responses={201: AssessmentRow})
    def create(self, request: Request) -> Response:
        """Begin one, or go on with the one that is open."""
        firm = self.body(StartBody)["enterprise"]
        return self.answer(services.start_assessment(firm, actor=self.actor, now=timezone.now()), 201)

    @extend_schema(request=AnswersBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep these answers; the others stay as they are."""
        row, answers = self.get_fresh_object(), self.body(AnswersBody)["answers"]
        choices = {answer["question"]: answer["option"] for answer in answers}
        return self.answer(services.answer_questions(row, actor=self.actor, choices=choices))

    @step()
    def complete(self, request: Request, pk: str) -> Response:
        """Set the score; every question without an answer is named."""
        row = self.get_fresh_object()
        return self.answer(services.complete_assessment(row, actor=self.actor, today=timezone.localdate()))

    @extend_schema(responses=QuestionOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def questions(self, request: Request, pk: str) -> Response:
        """What is asked, in order."""
        rows = Question.objects.filter(dimension__questionnaire=self.get_object().questionnaire_id)
        return Response([_question(row) for row in rows.select_related("dimension")])

    @extend_schema(responses=ResultOut, filters=False)
    @action(detail=True, pagination_class=None)
    def result(self, request: Request, pk: str) -> Response:
        """The score part by part, advice, and the median of the industry; of a draft, as it stands."""
        row = self.get_object()
        dimensions = queries.dimensions_of(row.questionnaire_id)
        questions = [question for part in dimensions for question in part.questions.all()]
        known = queries.compare(row)
        body = {
            "score": row.score, "parts": queries.parts_of(dimensions, row.answers),
            "advice": queries.advice_for(questions, row.answers), "section": known.section, "firms": known.firms,
            "median": known.median, "fewest": known.fewest,
        }  # fmt: skip
        return Response(ResultOut(body).data)


def _question(row: Question) -> dict[str, Any]:
    options = [option["text"] for option in row.options]
    return {"id": row.pk, "dimension": row.dimension.name, "text": row.text, "options": options}
