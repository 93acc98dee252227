"""Enterprises: registered once, what they file, apply for and qualify for."""
