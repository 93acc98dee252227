"""A password rule that Django does not bring: three kinds of characters (classified protection, level 2)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")


class KindsOfCharacters:
    """At least three of: small letters, capital letters, digits, signs."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, signs.")
