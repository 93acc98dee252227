"""Pages that need several apps."""

from django.urls import path

from . import views, workbench

urlpatterns = [
    path("", views.home, name="home"),
    path("work/", workbench.workbench, name="workbench"),
    path("mode/", views.set_mode, name="set_mode"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/", views.read_message, name="inbox-read"),
    path("tokens/", views.tokens, name="token-list"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="token-revoke"),
]
