"""How the outline of a text leaves: the schema of what `Outline.as_json` says."""

from rest_framework import serializers


class OutlineTargetSerializer(serializers.Serializer):
    by = serializers.DateField(allow_null=True)
    value = serializers.FloatField()
    unit = serializers.CharField()
    text = serializers.CharField()


class OutlineActionSerializer(serializers.Serializer):
    text = serializers.CharField()
    start = serializers.IntegerField(help_text="Character offset into the text")
    end = serializers.IntegerField()
    lead = serializers.CharField(help_text="As written")
    lead_department = serializers.CharField(help_text="Code of the department it was matched to")
    partners = serializers.ListField(child=serializers.CharField())
    suggested_lead = serializers.CharField(help_text="Code, where the text names no lead")
    why = serializers.ListField(child=serializers.CharField(), help_text="The words that led to the suggestion")
    targets = OutlineTargetSerializer(many=True)


class OutlineMeasureSerializer(serializers.Serializer):
    number = serializers.CharField()
    title = serializers.CharField()
    actions = OutlineActionSerializer(many=True)


class OutlinePillarSerializer(serializers.Serializer):
    number = serializers.CharField()
    title = serializers.CharField()
    measures = OutlineMeasureSerializer(many=True)


class OutlineSerializer(serializers.Serializer):
    """A text as it was read."""

    title = serializers.CharField()
    pillars = OutlinePillarSerializer(many=True)
