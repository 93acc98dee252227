"""Pages that need several apps."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("work/", views.workbench, name="workbench"),
]
