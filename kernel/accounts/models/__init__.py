"""People, departments, scopes and keys."""

from .people import (
    Department,
    DepartmentAlias,
    DepartmentQuerySet,
    GroupScope,
    Membership,
    Post,
    User,
    UserQuerySet,
    read_scope,
    scope_columns,
    scope_from,
)
from .tokens import ApiToken

__all__ = [
    "ApiToken",
    "Department",
    "DepartmentAlias",
    "DepartmentQuerySet",
    "GroupScope",
    "Membership",
    "Post",
    "User",
    "UserQuerySet",
    "read_scope",
    "scope_columns",
    "scope_from",
]
