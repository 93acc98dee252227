"""The REST resources of firms, one module a noun."""

from typing import Any

from .enterprises import ContactViewSet, EnterpriseViewSet
from .grants import GrantViewSet
from .memberships import MembershipViewSet
from .policies import PolicyViewSet
from .registrations import RegistrationViewSet

RESOURCES: dict[str, Any] = {
    "enterprises": EnterpriseViewSet,
    "contacts": ContactViewSet,
    "memberships": MembershipViewSet,
    "registrations": RegistrationViewSet,
    "policies": PolicyViewSet,
    "grants": GrantViewSet,
}
