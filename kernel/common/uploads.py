"""What comes in comes whole: a line that breaks in the middle of a form is no shorter form."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from .errors import DomainError

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class BrokenOff(DomainError):
    """Fewer bytes came than were announced."""

    status, code = 400, "broken_off"


def broken_off() -> BrokenOff:
    """The refusal of a request that ended too early."""
    return BrokenOff(_("What was sent broke off on its way; nothing was kept. Send it again."))


def whole_bodies(application: Application) -> Application:
    """Around a WSGI application: reading a body that ends before its Content-Length is an OSError.

    Servers pass on what they got; Django alone would take the half of a text for all of it.
    """

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isdecimal():
            environ["wsgi.input"] = _Counted(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped


class _Counted:
    """A stream that may not end before `length` bytes were read."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = b""
        while len(data) < wanted:
            data += self._counted(self._stream.read(wanted - len(data)))
        return data

    def readline(self, size: int = -1) -> bytes:
        if not size or not self._left:
            return b""
        return self._counted(self._stream.readline(size))

    def _counted(self, data: bytes) -> bytes:
        if not data:
            raise OSError(f"The body ended {self._left} bytes too early.")
        self._left -= len(data)
        return data
