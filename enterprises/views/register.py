"""A firm is registered: what is needed, then one thing a page, then a summary that is sent once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.services import check_new_person
from kernel.activity.services import require
from kernel.common.errors import DomainError, Invalid
from kernel.common.forms import show_refusal
from kernel.files.queries import limits_of

from ..codes import LENGTH, clean_code
from ..forms.registration import CodeForm, FirmForm, LicenceForm, PersonForm
from ..models import RegistrationDraft, RegistryRule
from ..queries.registration import known_by, prefilled
from ..services import registration as services
from ..services.tries import note_try
from ..workflow.registry import ACT
from .register_draft import (
    IN_SESSION,
    STEPS,
    answers_of,
    claim_of,
    draft_of,
    first_open,
    plain,
    said_of,
    steps_for,
    user_of,
)

Page = Callable[[HttpRequest, RegistrationDraft], HttpResponse]


@require_GET
def intro(request: HttpRequest) -> HttpResponse:
    """What is needed, how long it takes, what happens afterwards (B3)."""
    rule = RegistryRule.objects.on(timezone.localdate())
    draft = draft_of(request)
    goes_on = draft is not None and draft.registration is None and bool(draft.answers)
    context = {"rule": rule, "limits": limits_of(services.LICENCE), "goes_on": goes_on}
    return render(request, "enterprises/registration/intro.html", context)


@cache_control(private=True, no_cache=True)  # kept for the back button, asked anew otherwise
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, part: str) -> HttpResponse:
    """One step; a later one is shown once those before it are filled in."""
    if part not in STEPS:
        return redirect("enterprises:register")
    user = user_of(request)
    if user is not None:
        require(user, ACT)
    draft = draft_of(request)
    if draft is not None and draft.registration is not None:
        if request.method == "POST" and part == "check":  # a second press of the same button
            return redirect("enterprises:register-done")
        draft = None
    if part == "code":
        return _code(request, draft)
    wanted = first_open(draft, user)
    if draft is None or part not in steps_for(user) or STEPS.index(part) > STEPS.index(wanted):
        return redirect("enterprises:register-step", part=wanted)
    return PAGES[part](request, draft)


@cache_control(private=True, no_cache=True)  # kept for the back button, asked anew otherwise
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The receipt: its number, what happens next and by which day; shown to the session that sent it in."""
    draft = draft_of(request)
    if draft is None or draft.registration is None:
        return redirect("enterprises:register")
    row, own = draft.registration, user_of(request) is not None
    checks = _("%(district)s checks the data against the licence") % {"district": row.division}
    url = reverse("enterprises:registration-own", args=[row.pk])
    context = {
        "registration": row,
        "next": [
            {"text": checks, "on": row.due_on},
            {"text": _("You are told in the portal, and by mail or chat if you choose so")},
            {"text": _("Approved, you act for the enterprise: its data, its colleagues, its applications")},
        ],
        "acts": [{"label": _("See how it stands") if own else _("Sign in and see how it stands"), "url": url}],
    }  # fmt: skip
    return render(request, "enterprises/registration/done.html", context)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What is to be said of a code as it is typed."""
    note_try("look", address_of(request), now=timezone.now())
    code = clean_code(request.POST.get("uscc", ""))
    context = said_of(code) if len(code) >= LENGTH else {"left": LENGTH - len(code)} if code else {}
    return render(request, "enterprises/registration/_code_said.html", context)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, told as the lock-out at sign-in tells it."""
    return str(get_client_ip_address(request) or "unknown")


def _code(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    start = draft.of("code") if draft else {"uscc": request.GET.get("uscc", "")}
    form = CodeForm(request.POST or None, initial=start)
    form.fields["uscc"].widget.attrs |= {
        "class": "code-input", "hx-post": reverse("enterprises:register-look"), "hx-target": "#code-said",
        "hx-trigger": "input changed delay:300ms",
    }  # fmt: skip
    said = said_of(start["uscc"]) if draft and start.get("uscc") else {}
    if request.method == "POST":
        note_try("code", address_of(request), now=timezone.now())
        if form.is_valid():
            said = said_of(form.cleaned_data["uscc"])
            if not {"wrong", "registered"} & set(said):
                return _next(request, _keep_code(request, draft, form.cleaned_data["uscc"]))
            if "wrong" in said:
                form.add_error("uscc", said.pop("wrong"))
    return _page(request, "code", draft, form, said=said)


def _keep_code(request: HttpRequest, draft: RegistrationDraft | None, code: str) -> RegistrationDraft:
    """Another code than before asks for another firm's data."""
    now = timezone.now()
    if draft is None:
        draft = services.begin_draft(now=now)
        request.session[IN_SESSION] = draft.key
    if draft.of("code").get("uscc") not in (None, code):
        draft = services.keep_step(draft, "firm", {}, now=now)
    return services.keep_step(draft, "code", {"uscc": code}, now=now)


def _firm(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    known = known_by(draft.of("code")["uscc"])
    form = FirmForm(request.POST or None, initial=draft.of("firm") or prefilled(known))
    if request.method == "POST" and form.is_valid():
        answers = {name: plain(value) for name, value in form.cleaned_data.items()}
        try:
            services.check_founding(form.cleaned_data["founded_on"], timezone.localdate())
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            return _next(request, services.keep_step(draft, "firm", answers, now=timezone.now()))
    return _page(request, "firm", draft, form, prefilled=bool(prefilled(known)) and not draft.of("firm"))


def _person(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    kept = draft.of("person")
    form = PersonForm(request.POST or None, initial=kept)
    if request.method == "POST":
        note_try("person", address_of(request), now=timezone.now())
        if form.is_valid() and (hashed := hash_of(form)):
            names = ("full_name", "phone", "username")
            answers = {name: form.cleaned_data[name] for name in names} | {"password_hash": hashed}
            return _next(request, services.keep_step(draft, "person", answers, now=timezone.now()))
    return _page(request, "person", draft, form, kept=bool(kept))


def hash_of(form: PersonForm) -> str:
    """The hash of the password that may be used; empty, and the sentences at their fields, when it may not."""
    data = form.cleaned_data
    try:
        return check_new_person(
            username=data["username"], full_name=data["full_name"], password=data["password"]
        )  # fmt: skip
    except Invalid as refusal:
        show_refusal(form, refusal)
        return ""


def _licence(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    limits, kept = limits_of(services.LICENCE), bool(draft.licence)
    form = LicenceForm(request.POST or None, request.FILES or None, limits=limits, kept=kept)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            return _next(request, services.keep_licence(draft, upload, now=timezone.now()) if upload else draft)
        except Invalid as refusal:
            show_refusal(form, refusal)
    return _page(request, "licence", draft, form)


def _check(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    """The summary; sent in, it is one registration however often the button was pressed."""
    refusal = None
    if request.method == "POST":
        note_try("submit", address_of(request), now=timezone.now())
        try:
            return _submit(request, draft)
        except DomainError as refused:
            if refused.status not in (400, 409):
                raise
            refusal = refused
    context = {
        "answers": answers_of(draft, user_of(request)), "refusal": refusal, "licence": draft.licence_name,
        "rule": RegistryRule.objects.on(timezone.localdate()),
    }  # fmt: skip
    return _page(request, "check", draft, None, **context)


def _submit(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    actor, now = user_of(request), timezone.now()
    services.submit_draft(draft, claim_of(draft), actor=actor, now=now, today=timezone.localdate())
    return redirect("enterprises:register-done")


def _next(request: HttpRequest, draft: RegistrationDraft) -> HttpResponse:
    return redirect("enterprises:register-step", part=first_open(draft, user_of(request)))


def _page(request: HttpRequest, part: str, draft: RegistrationDraft | None, form: Any, **context: Any) -> HttpResponse:
    steps = steps_for(user_of(request))
    number = steps.index(part) + 1
    context |= {
        "form": form, "part": part, "title": TITLES[part](), "number": number, "count": len(steps),
        "back_url": reverse("enterprises:register-step", args=[steps[number - 2]]) if number > 1 else "",
        "draft": draft, "percent": round(100 * number / len(steps)),
    }  # fmt: skip
    registered = request.method == "POST" and "registered" in context.get("said", {})
    wrong = bool(getattr(form, "errors", None)) or context.get("refusal") is not None or registered
    return render(request, f"enterprises/registration/{part}.html", context, status=400 if wrong else 200)


PAGES: dict[str, Page] = {"firm": _firm, "person": _person, "licence": _licence, "check": _check}
TITLES: dict[str, Callable[[], str]] = {
    "code": lambda: _("Which enterprise is it?"),
    "firm": lambda: _("What does the licence say?"),
    "person": lambda: _("Who are you?"),
    "licence": lambda: _("Show the licence"),
    "check": lambda: _("Is everything right?"),
}
