"""Calls: open now, edited, previewed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
