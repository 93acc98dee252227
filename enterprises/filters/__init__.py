"""Filters named like the fields, shared by the API and the pages, one module a noun."""
