"""Pages of imports, exports and long work."""
