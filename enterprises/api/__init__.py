"""The REST resources of firms, one module a noun."""

from typing import Any

from .applications import ApplicationViewSet
from .assessments import SelfAssessmentViewSet
from .cabinet import CabinetDocumentViewSet
from .calls import CallViewSet, LateCodeViewSet, SchemeViewSet
from .enterprises import ContactViewSet, EnterpriseViewSet
from .grants import GrantViewSet
from .ladder import BrandStandingViewSet, BrandViewSet
from .memberships import MembershipViewSet
from .policies import PolicyViewSet
from .registrations import RegistrationViewSet
from .sheets import FormVersionViewSet, RubricViewSet

RESOURCES: dict[str, Any] = {
    "enterprises": EnterpriseViewSet,
    "contacts": ContactViewSet,
    "memberships": MembershipViewSet,
    "registrations": RegistrationViewSet,
    "cabinet-documents": CabinetDocumentViewSet,
    "brands": BrandViewSet,
    "brand-standings": BrandStandingViewSet,
    "self-assessments": SelfAssessmentViewSet,
    "schemes": SchemeViewSet,
    "calls": CallViewSet,
    "form-versions": FormVersionViewSet,
    "rubrics": RubricViewSet,
    "late-codes": LateCodeViewSet,
    "policies": PolicyViewSet,
    "grants": GrantViewSet,
    "applications": ApplicationViewSet,
}
