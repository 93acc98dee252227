"""Pages that need several apps."""

from django.urls import path

from . import channels, inbox, tokens, views, workbench

urlpatterns = [
    path("", views.home, name="home"),
    path("work/", workbench.workbench, name="workbench"),
    path("mode/", views.set_mode, name="set_mode"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read-all"),
    path("inbox/channels/", channels.channels, name="channel-list"),
    path("inbox/channels/<int:pk>/<slug:act>/", channels.channel_act, name="channel-act"),
    path("inbox/<int:pk>/", inbox.read_message, name="inbox-read"),
    path("tokens/", tokens.tokens, name="token-list"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
]
