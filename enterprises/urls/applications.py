"""An application, from the first question to the receipt."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
