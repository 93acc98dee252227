"""Whom to reach at a firm: kept by owners and the office; staff see one unmasked for a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid
from kernel.common.forms import show_refusal

from ..forms.enterprises import ContactForm, UnmaskForm
from ..models import Contact, Enterprise
from ..services import contacts as services
from ..services.seats import OWNER, require_seat
from .home import seen_firm


@login_required
@require_http_methods(["GET", "POST"])
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more person to reach."""
    firm = seen_firm(request, pk)
    require_seat(firm, person(request), OWNER)
    form = ContactForm(request.POST or None)
    return _form(request, firm, form, lambda data: services.add_contact(firm, actor=person(request), **data))


@login_required
@require_http_methods(["GET", "POST"])
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody to reach."""
    contact = _contact(request, pk)
    require_seat(contact.enterprise, person(request), OWNER)
    form = ContactForm(request.POST or None, instance=_contact(request, pk))
    return _form(
        request, contact.enterprise, form,
        lambda data: services.change_contact(contact, actor=person(request), **data), contact,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """First who goes, then they are forgotten."""
    contact = _contact(request, pk)
    require_seat(contact.enterprise, person(request), OWNER)
    if request.method == "POST":
        services.remove_contact(contact, actor=person(request))
        messages.success(request, _("“%(name)s” is no longer a contact.") % {"name": contact.name})
        return redirect("enterprises:firm", pk=contact.enterprise_id)
    return render(request, "enterprises/contacts/remove.html", {"contact": contact, "firm": contact.enterprise})


@never_cache
@login_required
@permission_required("enterprises.unmask_contact", raise_exception=True)
@require_http_methods(["GET", "POST"])
def contact_unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Phone and e-mail in full, once the reason is given; nothing is shown by GET (S17)."""
    contact, form = _contact(request, pk), UnmaskForm(request.POST or None)
    shown = None
    if form.is_valid():
        shown = services.unmask_contact(contact, actor=person(request), reason=form.cleaned_data["note"])
    context = {"contact": contact, "firm": contact.enterprise, "form": form, "shown": shown}
    return render(request, "enterprises/contacts/unmask.html", context, status=400 if form.errors else 200)


def _contact(request: HttpRequest, pk: int) -> Contact:
    rows = Contact.objects.visible_to(person(request)).select_related("enterprise")
    return get_object_or_404(rows, pk=pk)


def _form(
    request: HttpRequest, firm: Enterprise, form: ContactForm, write: Any, contact: Contact | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("enterprises:firm", pk=firm.pk)
    context = {"firm": firm, "form": form, "contact": contact}
    return render(request, "enterprises/contacts/edit.html", context, status=400 if form.errors else 200)
