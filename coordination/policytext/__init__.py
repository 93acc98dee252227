"""Read a policy's text and draft its pillars, measures, actions and targets; pure Python."""

from coordination.policytext.model import (
    Action,
    Bureau,
    Measure,
    Outline,
    Pillar,
    Target,
    TargetKind,
    TextRefused,
)
from coordination.policytext.parsing import outline
from coordination.policytext.reading import read_document

__all__ = [
    "Action",
    "Bureau",
    "Measure",
    "Outline",
    "Pillar",
    "Target",
    "TargetKind",
    "TextRefused",
    "outline",
    "read_document",
]
