"""A refusal raised in a page view becomes a page that says what, why and what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import DomainError
from .requests import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class ProblemPages:
    """Turns a DomainError that no view caught into `problem.html` with the error's own status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        context = {"problem": exception, "request_number": request_id()}
        return render(request, "problem.html", context, status=exception.status)


problem_pages = ProblemPages
