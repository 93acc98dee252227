"""Applications as staff look after them: the list, the calls at a glance, the formal check of one."""

from django.urls import path

from ..views.check_bulk import check_bulk, check_undo
from ..views.check_calls import check_calls
from ..views.check_list import check_list
from ..views.check_page import check
from ..views.check_steps import check_findings, check_rest, check_step

urlpatterns = [
    path("applications/", check_list, name="check-list"),
    path("applications/calls/", check_calls, name="check-calls"),
    path("applications/bulk/", check_bulk, name="check-bulk"),
    path("applications/undo/", check_undo, name="check-undo"),
    path("applications/<int:pk>/", check, name="check"),
    path("applications/<int:pk>/findings/", check_findings, name="check-findings"),
    path("applications/<int:pk>/rest/", check_rest, name="check-rest"),
    path("applications/<int:pk>/<slug:step>/", check_step, name="check-step"),
]
