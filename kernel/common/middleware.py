"""A refusal becomes a page that says what, why and what to do; what is too large is refused before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render

from .errors import DomainError
from .parsers import too_large
from .problems import MEDIA_TYPE, problem
from .requests import request_id
from .uploads import broken_off

GetResponse = Callable[[HttpRequest], HttpResponse]


class ProblemPages:
    """Turns a DomainError that no view caught, and a form that broke off, into `problem.html` with its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UnreadablePostError):
            return _page(request, broken_off())
        if not isinstance(exception, DomainError):
            return None
        return _page(request, exception)


def upload_limit(get_response: GetResponse) -> GetResponse:
    """Answers 413 by its length alone to a body above LARGEST_UPLOAD, which would else be written to disk first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if not length.isdecimal() or int(length) <= settings.LARGEST_UPLOAD:
            return get_response(request)
        refusal = too_large(settings.LARGEST_UPLOAD)
        if request.path.startswith("/api/"):
            return JsonResponse(problem(refusal), status=refusal.status, content_type=MEDIA_TYPE)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"wrong": [str(refusal)]}, status=refusal.status)
        return _page(request, refusal)

    return middleware


def _page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"problem": refusal, "request_number": request_id()}
    return render(request, "problem.html", context, status=refusal.status)


problem_pages = ProblemPages
