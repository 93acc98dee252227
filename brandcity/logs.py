"""The last step before a line of the log is written: personal data and secrets are masked in it."""

import re
from collections.abc import MutableMapping
from typing import Any

from kernel.common.masking import mask_email, mask_phone

HIDDEN = "***"
# Fields that are hidden whole, whatever they hold.
SECRET_NAMES = re.compile(r"(?i)password|passwd|secret|token|authorization|cookie|csrf|digest|otp")
PHONE = re.compile(r"(?<![\d.-])(?:\+?86[- ]?)?(1[3-9]\d{9})(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What stands in addresses, forms and headers; and the portal's own keys, wherever they stand.
PAIR = re.compile(
    r"""(?i)\b(password\d?|oldpassword|token|secret|key|code|csrfmiddlewaretoken)(=|%3D|"?'?: ?["']?)[^&\s"',}]+"""
)
BEARER = re.compile(r"(?i)\b(bearer|basic|token) +[\w.~+/=-]{8,}")
OWN_KEY = re.compile(r"bct_\w+")
RESET_KEY = re.compile(r"(reset/key/|/letters/)(?!thanks/|\d+/)[^/\s\"]+")
CREDENTIALS = re.compile(r"(\w+://[^:/@\s]*:)[^@/\s]+@")


def mask_personal(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the same line with nothing in it that identifies or admits a person."""
    for name, value in event.items():
        event[name] = HIDDEN if SECRET_NAMES.search(name) and value else _masked(value)
    return event


def mask_text(text: str) -> str:
    """Phones and addresses as lists show them; passwords, tokens and keys not at all."""
    text = CREDENTIALS.sub(rf"\1{HIDDEN}@", text)
    text = RESET_KEY.sub(rf"\1{HIDDEN}", OWN_KEY.sub(HIDDEN, text))
    text = BEARER.sub(rf"\1 {HIDDEN}", PAIR.sub(rf"\1\2{HIDDEN}", text))
    text = EMAIL.sub(lambda found: mask_email(found.group()), text)
    return PHONE.sub(lambda found: mask_phone(found.group(1)), text)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {name: HIDDEN if SECRET_NAMES.search(str(name)) else _masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask_text(str(value))
