"""What every part of the admin stands on."""

from .asked import AskFilter, DayFilter
from .base import (
    CappedPaginator,
    NeverWritten,
    PortalAdmin,
    PortalInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    light,
    row_link,
    withdraw,
)
from .bulk import BulkAdmin, BulkResult, BulkStep, each
from .days import DatedList

__all__ = [
    "AskFilter",
    "BulkAdmin",
    "BulkResult",
    "BulkStep",
    "CappedPaginator",
    "DatedList",
    "DayFilter",
    "NeverWritten",
    "PortalAdmin",
    "PortalInline",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "each",
    "light",
    "row_link",
    "withdraw",
]
