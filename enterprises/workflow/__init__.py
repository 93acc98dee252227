"""The life cycles of firms, calls, applications and support, each on one screen."""

from .applications import APPLICATION, LETTER, ApplicationStatus, LetterStatus
from .calls import CALL, VERSION, CallStatus, VersionStatus
from .registry import (
    ACT,
    CONFIRM,
    DOCUMENT,
    ENTERPRISE,
    MEMBERSHIP,
    MERGE,
    REGISTRATION,
    STANDING,
    DocumentStatus,
    EnterpriseStatus,
    MembershipStatus,
    MergeStatus,
    RegistrationStatus,
    StandingStatus,
)
from .support import ASSESSMENT, GRANT, POLICY, AssessmentStatus, GrantStatus, PolicyStatus

__all__ = [
    "ACT",
    "APPLICATION",
    "ASSESSMENT",
    "CALL",
    "CONFIRM",
    "DOCUMENT",
    "ENTERPRISE",
    "GRANT",
    "LETTER",
    "MEMBERSHIP",
    "MERGE",
    "POLICY",
    "REGISTRATION",
    "STANDING",
    "VERSION",
    "ApplicationStatus",
    "AssessmentStatus",
    "CallStatus",
    "DocumentStatus",
    "EnterpriseStatus",
    "GrantStatus",
    "LetterStatus",
    "MembershipStatus",
    "MergeStatus",
    "PolicyStatus",
    "RegistrationStatus",
    "StandingStatus",
    "VersionStatus",
]
