"""The shape of files of evidence: several may be chosen at once."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kernel.files.queries import Limits

MEGABYTE = 1024 * 1024


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; whether each may be kept is the service's to say."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(upload, initial) for upload in chosen or [None]]


class EvidenceForm(forms.Form):
    file = FilesField(
        label=_("Add files"), max_length=None, allow_empty_file=True, error_messages={"required": _("Choose a file.")}
    )

    def __init__(self, *args: Any, limits: Limits, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = limits.words
        self.fields["file"].widget.attrs |= {
            "accept": ",".join(limits.endings),
            "data-max-mb": f"{limits.most_bytes / MEGABYTE:g}",
            "data-max-files": str(limits.most_files),
        }
