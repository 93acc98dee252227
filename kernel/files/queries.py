"""What a page tells of files: the limits before they are chosen, and the files that are there."""

from dataclasses import dataclass, field

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .kinds import KINDS, kind_word
from .models import FileRule


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be attached for a purpose, in words and as a browser's file input takes it."""

    words: str = ""
    endings: list[str] = field(default_factory=list)
    most_bytes: int = 0
    most_files: int = 0


def limits_of(purpose: str) -> Limits:
    """The limits of a purpose; empty where no rule allows any file."""
    rule = FileRule.objects.filter(purpose=purpose).first()
    if rule is None:
        return Limits()
    words = _("%(kinds)s; each at most %(most)s, %(n)d files in all.") % {
        "kinds": _(", ").join(kind_word(kind) for kind in rule.media_types),
        "most": filesizeformat(rule.most_bytes),
        "n": rule.most_files,
    }
    endings = [ending for kind in rule.media_types if kind in KINDS for ending in KINDS[kind].endings]
    return Limits(words, endings, rule.most_bytes, rule.most_files)
