"""The REST resources of firms, one module a noun."""

from typing import Any

from .enterprises import ContactViewSet, EnterpriseViewSet
from .memberships import MembershipViewSet
from .registrations import RegistrationViewSet

RESOURCES: dict[str, Any] = {
    "enterprises": EnterpriseViewSet,
    "contacts": ContactViewSet,
    "memberships": MembershipViewSet,
    "registrations": RegistrationViewSet,
}
