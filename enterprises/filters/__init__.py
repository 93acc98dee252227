"""Filters of firms' resources, shared by the API and the pages, one module a noun."""
