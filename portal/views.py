"""The public home and each user's workbench."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_required
def workbench(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/workbench.html")
