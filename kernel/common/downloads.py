"""How a file leaves: as a download in a sandbox, never shown inline in the portal's name."""

from typing import Any

from django.http import FileResponse

# `default-src` speaks for none of the last three.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def as_download(file: Any, *, name: str, media_type: str) -> FileResponse:
    """The bytes of `file` under the name `name`, kept by no cache."""
    response = FileResponse(file.open(), as_attachment=True, filename=name)
    response["Content-Type"] = media_type
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
