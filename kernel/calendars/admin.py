"""Years and their special days; a year is announced by its arrangement, and looked at as twelve months."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.common.admin import PortalAdmin
from kernel.common.errors import Invalid

from .forms import ArrangementForm
from .models import CalendarDay, CalendarYear
from .queries import months_of
from .services import announce_year, read_arrangement


@admin.register(CalendarYear)
class CalendarYearAdmin(PortalAdmin):
    list_display = ("year", "state_shown", "basis")
    list_filter = ("state",)
    search_fields = ("=year", "basis")
    change_form_template = "admin/calendar_year.html"
    change_list_template = "admin/calendar_years.html"
    readonly_fields = ("year", "state")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Years come by their arrangement."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.announce_view)
        return [path("announce/", view, name="calendars_calendaryear_announce"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        months = months_of(int(object_id)) if object_id.isdecimal() and 0 < int(object_id) < 9999 else []
        sheet = {"months": months, "weekdays": WEEKDAYS_ABBR.values()}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **sheet})

    def announce_view(self, request: HttpRequest) -> HttpResponse:
        """Take a year's arrangement from a file or from lines; nothing is written unless every line is right."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = ArrangementForm(request.POST or None, request.FILES or None, initial={"year": request.GET.get("year")})
        if form.is_valid():
            year = form.cleaned_data["year"]
            try:
                days = read_arrangement(form.cleaned_data["text"], year)
                announce_year(year, days, basis=form.cleaned_data["basis"], actor=request.user)
            except Invalid as refusal:
                for sentence in [text for texts in refusal.fields.values() for text in texts]:
                    form.add_error("file" if form.cleaned_data.get("file") else "lines", sentence)
            else:
                words = {"year": year, "n": len(days)}
                messages.success(request, _("%(year)d is announced, with %(n)d special days.") % words)
                return redirect("admin:calendars_calendaryear_change", year)
        return self.page(request, "admin/announce_year.html", title=_("Announce a year"), form=form)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, year: CalendarYear) -> str:
        if year.state == CalendarYear.State.ANNOUNCED:
            return str(year.get_state_display())
        return _("⚠ provisional: Monday to Friday until it is announced")


@admin.register(CalendarDay)
class CalendarDayAdmin(PortalAdmin):
    list_display = ("date", "is_working", "name")
    list_filter = ("is_working",)
    search_fields = ("name",)
    date_hierarchy = "date"
