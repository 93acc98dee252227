"""Two entries of one firm become one."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
