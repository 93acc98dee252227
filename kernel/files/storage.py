"""Where files lie: each whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

from kernel.common.errors import DomainError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(DomainError):
    """The disk of the portal has no room for the file."""

    status, code = 507, "no_room"


class WholeFiles(FileSystemStorage):
    """Writes beside the place and moves there what is whole, so that half a file is never found under its name.

    `durable` asks the disk for it before the row that names the file is kept: production does.
    """

    def __init__(self, *args: Any, durable: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.durable = durable

    def _save(self, name: str, content: File[bytes]) -> str:
        """The name under which it lies; NoRoom (507) when the disk is full, with nothing left behind."""
        Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.location, prefix="part-", delete=False) as part:
            try:
                self._write(part, content)
                return self._place(part.name, name)
            except OSError as fault:
                if fault.errno in FULL:
                    raise NoRoom(_("There is no room for the file at the moment; nothing was kept.")) from fault
                raise
            finally:
                Path(part.name).unlink(missing_ok=True)

    def _write(self, part: Any, content: File[bytes]) -> None:
        for chunk in content.chunks():
            part.write(chunk)
        part.flush()
        if self.durable:
            os.fsync(part.fileno())
        if self.file_permissions_mode is not None:
            os.chmod(part.name, self.file_permissions_mode)

    def _place(self, part: str, name: str) -> str:
        """A link, unlike a move, never takes the place of what lies there already."""
        while True:
            try:
                os.link(part, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")
