"""The shape of what the office keeps of a firm in the admin."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from kernel.common.forms import MaskedForm
from kernel.common.masking import mask_email, mask_phone

from ..models import Contact


class MaskedContactForm(MaskedForm):
    """Somebody to reach, telephone and mail masked."""

    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {"phone": mask_phone, "email": mask_email}

    class Meta:
        model = Contact
        fields = ["name", "post", "phone", "email", "is_main"]

    def _get_validation_exclusions(self) -> set[str]:
        """Which one is the main contact is settled by the service."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"enterprise", "is_main", *self.masks}
