"""Letters of support as the firm asks for them: the link is shown once; called off while nobody has written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal

from ..forms.applications import AskLetterForm
from ..models import Material, SupportLetter
from ..queries.sheets import materials_of
from ..services import letters as services
from .application_parts import find_application, header_of
from .applications import VIEW


@login_required
@permission_required(VIEW, raise_exception=True)
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Who is to write it; then the link, this once and to be copied by hand."""
    application = find_application(request, pk)
    material = materials_of(application.call).get(key)
    if material is None or material.source != Material.Source.LETTER:
        raise Http404
    form = AskLetterForm(request.POST or None)
    context = {**header_of(application, timezone.localdate()), "material": material, "form": form}
    if form.is_bound and form.is_valid():
        try:
            letter, token = services.ask_letter(
                application, material, actor=person(request), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            link = request.build_absolute_uri(reverse("enterprises:letter", args=[token]))
            return render(
                request, "enterprises/applications/letter_link.html", {**context, "letter": letter, "link": link}
            )
    return render(request, "enterprises/applications/letter_ask.html", context, status=400 if form.errors else 200)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """What calling off means, then the link opens nothing any more."""
    rows = SupportLetter.objects.visible_to(person(request)).select_related("application", "material")
    letter = get_object_or_404(rows, pk=pk)
    application = find_application(request, letter.application_id)
    page = reverse("enterprises:application-materials", args=[application.pk]) + f"#material-{letter.material.key}"
    if request.method == "POST":
        try:
            services.call_off_letter(letter, actor=person(request))
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Called off: the link opens nothing any more."))
        return redirect(page)
    context = {**header_of(application, timezone.localdate()), "letter": letter, "back_url": page}
    return render(request, "enterprises/applications/letter_off.html", context)
