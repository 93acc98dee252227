"""Firms and their people, cabinet and brands; schemes, calls and applications; policies and grants."""

from .applications import (
    Answer,
    Application,
    ApplicationDocument,
    CheckItem,
    StageClock,
    Submission,
)
from .assessments import Dimension, Question, Questionnaire, SelfAssessment
from .brands import Brand, BrandStanding, Rung, RungCriterion
from .cabinet import CabinetDocument, DocumentKind, Figure, FigureItem
from .check_rules import CheckRule
from .classification import Division, Industry
from .letters import SupportLetter
from .people import Membership, Merge, Registration
from .policies import Grant, Instalment, Policy
from .registration import PublicTry, RegistrationDraft, RegistryRule
from .registry import Breach, Contact, Enterprise, FormerName
from .rubrics import Criterion, Rubric
from .rules import EligibilityRule
from .schemes import AwardTier, Call, LateCode, Recognition, Scheme, Stage
from .sheets import FormField, FormSection, FormVersion, Material

__all__ = [
    "Answer",
    "Application",
    "ApplicationDocument",
    "AwardTier",
    "Brand",
    "BrandStanding",
    "Breach",
    "CabinetDocument",
    "Call",
    "CheckItem",
    "CheckRule",
    "Contact",
    "Criterion",
    "Dimension",
    "Division",
    "DocumentKind",
    "EligibilityRule",
    "Enterprise",
    "Figure",
    "FigureItem",
    "FormField",
    "FormSection",
    "FormVersion",
    "FormerName",
    "Grant",
    "Industry",
    "Instalment",
    "LateCode",
    "Material",
    "Membership",
    "Merge",
    "Policy",
    "PublicTry",
    "Question",
    "Questionnaire",
    "Recognition",
    "Registration",
    "RegistrationDraft",
    "RegistryRule",
    "Rubric",
    "Rung",
    "RungCriterion",
    "Scheme",
    "SelfAssessment",
    "Stage",
    "StageClock",
    "Submission",
    "SupportLetter",
]
