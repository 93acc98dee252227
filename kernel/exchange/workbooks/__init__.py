"""Excel workbooks, read with suspicion and written with care. No tables, no users."""

from .columns import Column, Kind

__all__ = ["Column", "Kind"]
