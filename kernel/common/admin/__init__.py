"""What every part of the admin stands on."""

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

__all__ = [
    "BulkAdmin",
    "BulkResult",
    "BulkStep",
    "CappedPaginator",
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
