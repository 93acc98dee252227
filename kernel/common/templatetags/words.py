"""Words and figures as people say them."""

from django import template

register = template.Library()
