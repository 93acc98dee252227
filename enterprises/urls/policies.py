"""Support policies and grants."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
