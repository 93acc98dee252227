"""The unified social credit code (GB 32100): as people type it, and what is wrong with one. Pure."""

import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

LENGTH = 18
SEPARATORS = str.maketrans("", "", " -‐–—·\u3000\t\r\n")


def clean_code(typed: str) -> str:
    """The code as it is kept: half-width capitals without blanks or dashes.

    >>> clean_code(" ９１990104ma0000001x ")
    '91990104MA0000001X'
    """
    return unicodedata.normalize("NFKC", typed).translate(SEPARATORS).upper()


def wrong_with(code: str) -> str:
    """A sentence that says what is wrong with a cleaned code; empty when it can be one."""
    try:
        uscc.validate(code)
    except InvalidLength:
        words = {"length": LENGTH, "typed": len(code)}
        return _("A credit code has %(length)d characters; these are %(typed)d.") % words
    except InvalidChecksum:
        return _("The last character does not fit the others: please compare the code with the licence.")
    except ValidationError:
        return _("A credit code has digits and capital letters only, without I, O, S, V and Z.")
    return ""
