"""The one way a file leaves: to somebody who sees its row, as a download."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from .models import Attachment


@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Never shown inline: what a user uploaded is not run in the portal's name."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    response = FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name)
    response["Content-Type"] = attachment.media_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
