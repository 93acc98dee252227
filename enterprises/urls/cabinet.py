"""What a firm files once."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
