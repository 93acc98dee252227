"""Personal data as lists and exports show it: enough to recognise, not enough to use."""


def mask_phone(phone: str) -> str:
    """The first three and the last two digits: 19900001234 -> 199******34; a short one is hidden whole."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 5)}{phone[-2:]}"


def mask_name(name: str) -> str:
    """The first two and the last two characters of an organisation's name: enough to recognise one's own.

    >>> mask_name("石湖恒达阀门有限公司")
    '石湖******公司'
    """
    return f"{name[:2]}{'*' * max(len(name) - 4, 2)}{name[-2:] if len(name) > 4 else ''}"


def mask_email(address: str) -> str:
    """The first letter of the mailbox and the domain: lin.weiyang@example.com -> l***@example.com."""
    mailbox, at, domain = address.partition("@")
    return f"{mailbox[:1]}***{at}{domain}" if at else "*" * len(address)


def mask_address(address: str) -> str:
    """A mailbox as `mask_email` has it; of a robot's address, which carries its secret, the kind alone."""
    kind, robot, _secret = address.partition("://")
    return f"{kind}://***" if robot else mask_email(address)


def mask_logged(value: str) -> str:
    """Any value of a masked field as the log of edits keeps it: an address, a number, or a secret hidden whole."""
    if value in ("", "None"):
        return value
    if "@" in value or "://" in value:
        return mask_address(value)
    return mask_phone(value) if set(value) <= set("0123456789+- ") else "******"
