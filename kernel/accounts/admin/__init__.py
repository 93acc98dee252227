"""The admin of people, departments, rights and keys."""

from . import departments, people, rights, signin, tokens
from .departments import DepartmentAdmin

__all__ = ["DepartmentAdmin", "departments", "people", "rights", "signin", "tokens"]
