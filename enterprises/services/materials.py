"""Documents of the cabinet put to what a call asks for, and taken back."""

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import Invalid, StepRefused
from kernel.files.kinds import kind_word
from kernel.files.models import Attachment

from ..models import Application, ApplicationDocument, CabinetDocument, Material
from ..queries.sheets import open_materials
from .answers import hold_open


@transaction.atomic
def pick_document(
    application: Application, material: Material, document: CabinetDocument, *, actor: User
) -> ApplicationDocument:
    """Put a document of the firm's cabinet to a material; picking it twice changes nothing."""
    held = _hold_material(application, material, actor)
    mine = held.enterprise.documents.current().filter(pk=document.pk)
    if not mine.exists():
        raise Invalid(fields={"document": [_("There is no such document in your cabinet.")]})
    if material.kind_id is not None and document.kind_id != material.kind_id:
        raise Invalid(
            fields={"document": [_("A document of the kind “%(kind)s” is asked for.") % {"kind": material.kind}]}
        )
    _require_files(material, document)
    rows = held.documents.filter(material=material)
    if rows.exclude(document=document).count() >= material.most:
        raise Invalid(fields={"document": [_("At most %(most)d of them.") % {"most": material.most}]})
    return ApplicationDocument.objects.get_or_create(application=held, material=material, document=document)[0]


@transaction.atomic
def drop_document(application: Application, material: Material, document: CabinetDocument, *, actor: User) -> None:
    """Take a document back from a material; the cabinet keeps it."""
    held = _hold_material(application, material, actor)
    held.documents.filter(material=material, document=document).delete()


def _hold_material(application: Application, material: Material, actor: User) -> Application:
    held = hold_open(application, actor=actor)
    if material.form_id != held.call.form_id or material.source != Material.Source.CABINET:
        raise Invalid(fields={"material": [_("This call asks for no such document.")]})
    opened = open_materials(held)
    if opened is not None and material.key not in opened:
        raise StepRefused(_("This was not asked for; only what the notice names is open."))
    return held


def _require_files(material: Material, document: CabinetDocument) -> None:
    """The material may ask for narrower kinds of files, or smaller ones, than the cabinet takes."""
    wrong = []
    for file in Attachment.objects.of(document):
        words = {"name": file.name, "most": filesizeformat(material.most_bytes or 0)}
        if material.media_types and file.media_type not in material.media_types:
            kinds = _(", ").join(kind_word(kind) for kind in material.media_types)
            wrong.append(_("“%(name)s” is not of a kind asked for: %(kinds)s.") % {**words, "kinds": kinds})
        if material.most_bytes and file.size > material.most_bytes:
            wrong.append(_("“%(name)s” is larger than %(most)s.") % words)
    if wrong:
        raise Invalid(fields={"document": wrong})
