"""The shape of an upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.files.queries import Limits

MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    """One filled-in workbook; whether it can be read is the service's to say."""

    file = forms.FileField(
        label=_("Filled-in workbook"), max_length=None, allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def __init__(self, *args: object, limits: Limits, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["file"].widget.attrs |= {
            "accept": ",".join(limits.endings),
            "data-max-mb": f"{limits.most_bytes / MEGABYTE:g}",
        }
