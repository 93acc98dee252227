"""Who asks, for the pages that nobody sees without signing in."""

from django.http import HttpRequest

from .models import User


def person(request: HttpRequest) -> User:
    """The signed-in person."""
    assert isinstance(request.user, User)  # noqa: S101  login_required has let nobody else in
    return request.user
