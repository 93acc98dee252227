"""An application, from the first question to the receipt."""

from django.urls import URLPattern, path

from ..views import (
    application_letters,
    application_materials,
    application_sections,
    application_start,
    application_submit,
    applications,
    letters,
)

HOME = "enterprise/applications/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("calls/<int:pk>/apply/", application_start.start, name="application-start"),
    path("enterprise/applications/", applications.application_list, name="application-list"),
    path(HOME, applications.application, name="application"),
    path(f"{HOME}brand/", applications.choose_brand, name="application-brand"),
    path(f"{HOME}withdraw/", applications.withdraw, name="application-withdraw"),
    path(f"{HOME}summary/", application_submit.summary, name="application-summary"),
    path(f"{HOME}done/", application_submit.done, name="application-done"),
    path(f"{HOME}materials/", application_materials.material_page, name="application-materials"),
    path(f"{HOME}materials/<slug:key>/", application_materials.pick, name="application-pick"),
    path(f"{HOME}materials/<slug:key>/file/", application_materials.file_new, name="application-file"),
    path(f"{HOME}letters/<slug:key>/", application_letters.ask, name="application-letter"),
    path("enterprise/letters/<int:pk>/call-off/", application_letters.call_off, name="letter-call-off"),
    path(f"{HOME}sections/<slug:key>/", application_sections.section_page, name="application-section"),
    path(f"{HOME}sections/<slug:key>/autosave/", application_sections.autosave, name="application-autosave"),
    path("letters/thanks/", letters.thanks, name="letter-thanks"),
    path("letters/<str:token>/", letters.letter, name="letter"),
]
