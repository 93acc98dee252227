"""Letters of support: asked of somebody outside, who writes it by a link that works once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, notify, record
from kernel.common.errors import Invalid, NotThere, StepRefused

from ..models import Application, Material, SupportLetter
from ..queries.people import people_of
from ..queries.sheets import open_materials
from ..workflow import LetterStatus
from .answers import hold_open
from .seats import WRITERS, require_seat

LONGEST = 4000


@transaction.atomic
def ask_letter(
    application: Application,
    material: Material,
    *,
    actor: User,
    writer: str,
    organisation: str,
    now: datetime,
    email: str = "",
) -> tuple[SupportLetter, str]:
    """Ask for a letter; returns it and the token of its link, which is told this once and kept as a digest."""
    held = hold_open(application, actor=actor)
    wrong = {}
    if not writer.strip():
        wrong["writer"] = [_("Say who is to write it.")]
    if not organisation.strip():
        wrong["organisation"] = [_("Say for which organisation they write.")]
    if material.form_id != held.call.form_id or material.source != Material.Source.LETTER:
        wrong["material"] = [_("This call asks for no such letter.")]
    if wrong:
        raise Invalid(fields=wrong)
    opened = open_materials(held)
    if opened is not None and material.key not in opened:
        raise StepRefused(_("This was not asked for; only what the notice names is open."))
    live = held.letters.filter(material=material).exclude(status=LetterStatus.CALLED_OFF)
    same = live.filter(status=LetterStatus.ASKED, writer=writer.strip(), organisation=organisation.strip())
    if same.filter(expires_at__gt=now).exists():
        raise Invalid(fields={"writer": [_("They are asked already; call that off to make a new link.")]})
    if live.count() >= material.most:
        raise StepRefused(_("At most %(most)d letters; call one off first.") % {"most": material.most})
    token = secrets.token_urlsafe(32)
    letter = SupportLetter.objects.create(
        application=held, material=material, writer=writer.strip(), organisation=organisation.strip(), email=email,
        digest=digest_of(token), expires_at=now + timedelta(days=material.link_days), asked_by=actor, asked_at=now,
    )  # fmt: skip
    record(letter, "ask", actor=actor, after={"writer": letter.writer, "organisation": letter.organisation})
    return letter, token


def letter_of(token: str, *, now: datetime) -> SupportLetter:
    """The letter that this link still opens; NotThere (404) for one that is used, run out, called off or unknown."""
    rows = SupportLetter.objects.filter(digest=digest_of(token), status=LetterStatus.ASKED, expires_at__gt=now)
    letter = rows.select_related("application__call", "application__enterprise", "material").first()
    if letter is None:
        raise NotThere(_("This link has been used or is no longer valid."))
    return letter


@transaction.atomic
def give_letter(token: str, *, text: str, signed_as: str, now: datetime) -> SupportLetter:
    """Hand in the letter; with it the link is used up. Invalid (400) lists what is missing."""
    letter = letter_of(token, now=now)
    wrong = {}
    if not text.strip():
        wrong["text"] = [_("Write the letter.")]
    if len(text) > LONGEST:
        wrong["text"] = [_("At most %(most)d characters; there are %(n)d.") % {"most": LONGEST, "n": len(text)}]
    if not signed_as.strip():
        wrong["signed_as"] = [_("Sign with your name.")]
    if wrong:
        raise Invalid(fields=wrong)
    letter = advance(letter, "give", actor=None, text=text.strip(), signed_as=signed_as.strip(), given_at=now)
    application = letter.application
    notify(
        people_of(application.enterprise, *WRITERS), "letter_given", about=application,
        dedupe_key=f"letter_given:{letter.pk}", organisation=letter.organisation, call=application.call.title,
    )  # fmt: skip
    return letter


@transaction.atomic
def call_off_letter(letter: SupportLetter, *, actor: User) -> SupportLetter:
    """Make the link useless before it was used."""
    require_seat(letter.application.enterprise, actor, *WRITERS)
    return advance(letter, "call_off", actor=actor)


def digest_of(token: str) -> str:
    """As a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
