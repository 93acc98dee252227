"""Registering a firm, its home, its people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
