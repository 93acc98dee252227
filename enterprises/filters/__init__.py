"""Filters named like the fields; the API and the pages share them, one module a noun."""
