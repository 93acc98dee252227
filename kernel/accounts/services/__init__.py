"""What is done with people, departments, their rights and their keys."""

from .departments import disable_department, initials_of, save_department
from .people import (
    add_person,
    change_person,
    deactivate_person,
    end_sessions,
    may_set_password,
    password_was_set,
    reactivate_person,
    unmask_person,
)
from .registering import check_new_person, register_person
from .rights import set_group_permissions, set_groups
from .tokens import issue_token, revoke_token, use_token

__all__ = [
    "add_person",
    "change_person",
    "check_new_person",
    "deactivate_person",
    "disable_department",
    "end_sessions",
    "initials_of",
    "issue_token",
    "may_set_password",
    "password_was_set",
    "reactivate_person",
    "register_person",
    "revoke_token",
    "save_department",
    "set_group_permissions",
    "set_groups",
    "unmask_person",
    "use_token",
]
