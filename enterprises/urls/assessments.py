"""The self-assessment of brand management."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
