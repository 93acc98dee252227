"""The one way a file leaves: to somebody who sees its row, as a download."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from kernel.common.downloads import as_download

from .models import Attachment


@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Never shown inline: what a user uploaded is not run in the portal's name."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return as_download(attachment.file, name=attachment.name, media_type=attachment.media_type)
