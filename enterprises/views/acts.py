"""A step as a page: what it asks, what it does, and the words before and after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """`service` takes the row, `actor`, and `note` where the form has one; `title` and `word` (the button's) are
    for pages that do not take them from the life cycle.
    """

    form: type[forms.Form]
    service: Callable[..., Any]
    text: Words
    said: Words
    danger: bool = False
    title: Words = ""
    word: Words = ""
