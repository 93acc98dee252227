"""How money of a grant is said: in 10,000 CNY, and written out in full."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.common.templatetags.words import full_figure

from ..queries.rule_words import plain


def in_10k(amount: Decimal) -> str:
    """As tables have it: 1,234.5, without idle noughts."""
    return plain(amount)


def in_full(amount: Decimal) -> str:
    """With its unit and the whole figure: 12.5 (10,000 CNY) and ¥125,000."""
    return _("%(amount)s ×10,000 CNY (%(full)s)") % {"amount": plain(amount), "full": full_figure(amount)}
