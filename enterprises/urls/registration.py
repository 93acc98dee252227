"""Registering a firm, its home, its people; the registry as staff see it."""

from django.urls import URLPattern, path

from ..views import (
    contacts,
    home,
    members,
    own_registrations,
    register,
    registration_bulk,
    registrations,
    registry,
)

urlpatterns: list[URLPattern] = [
    path("enterprise/", home.home, name="home"),
    path("enterprise/register/", register.intro, name="register"),
    path("enterprise/register/done/", register.done, name="register-done"),
    path("enterprise/register/look/", register.look, name="register-look"),
    path("enterprise/register/<slug:part>/", register.step, name="register-step"),
    path("enterprise/join/", members.join, name="join"),
    path("enterprise/join/done/", members.join_done, name="join-done"),
    path("enterprise/registrations/<int:pk>/", own_registrations.own_registration, name="registration-own"),
    path("enterprise/registrations/<int:pk>/correct/", own_registrations.correct, name="registration-correct"),
    path("enterprise/registrations/<int:pk>/withdraw/", own_registrations.withdraw, name="registration-withdraw"),
    path("enterprise/members/<int:pk>/<slug:step>/", members.seat_step, name="seat-step"),
    path("enterprise/contacts/<int:pk>/", contacts.contact_edit, name="contact-edit"),
    path("enterprise/contacts/<int:pk>/remove/", contacts.contact_remove, name="contact-remove"),
    path("enterprise/contacts/<int:pk>/unmask/", contacts.contact_unmask, name="contact-unmask"),
    path("enterprise/<int:pk>/", home.firm, name="firm"),
    path("enterprise/<int:pk>/edit/", home.edit, name="firm-edit"),
    path("enterprise/<int:pk>/people/", members.people, name="people"),
    path("enterprise/<int:pk>/contacts/", contacts.contact_add, name="contact-add"),
    path("enterprises/", registry.enterprise_list, name="enterprise-list"),
    path("enterprises/<int:pk>/", registry.enterprise, name="enterprise"),
    path("registrations/", registrations.registration_list, name="registration-list"),
    path("registrations/bulk/", registration_bulk.registration_bulk, name="registration-bulk"),
    path("registrations/<int:pk>/", registrations.registration, name="registration"),
    path("registrations/<int:pk>/<slug:step>/", registrations.registration_step, name="registration-step"),
    path("registrations/pictures/<int:pk>/", registrations.picture, name="licence-picture"),
]
