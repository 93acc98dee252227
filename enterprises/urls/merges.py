"""Two entries of one firm become one."""

from django.urls import URLPattern, path

from ..views import merges

urlpatterns: list[URLPattern] = [
    path("merges/", merges.merge_list, name="merge-list"),
    path("merges/new/", merges.merge_new, name="merge-new"),
    path("merges/<int:pk>/", merges.merge, name="merge"),
    path("merges/<int:pk>/carry-out/", merges.merge_carry_out, name="merge-carry-out"),
    path("merges/<int:pk>/abandon/", merges.merge_abandon, name="merge-abandon"),
]
