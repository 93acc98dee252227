"""The REST resources of firms, one module a noun."""

from typing import Any

from .applications import ApplicationViewSet
from .calls import CallViewSet, LateCodeViewSet, SchemeViewSet
from .enterprises import ContactViewSet, EnterpriseViewSet
from .memberships import MembershipViewSet
from .registrations import RegistrationViewSet

RESOURCES: dict[str, Any] = {
    "enterprises": EnterpriseViewSet,
    "contacts": ContactViewSet,
    "memberships": MembershipViewSet,
    "registrations": RegistrationViewSet,
    "schemes": SchemeViewSet,
    "calls": CallViewSet,
    "late-codes": LateCodeViewSet,
    "applications": ApplicationViewSet,
}
