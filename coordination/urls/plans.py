"""Import, review, the plan and its policy."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
