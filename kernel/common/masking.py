"""Personal data as lists and exports show it: enough to recognise, not enough to use."""


def mask_phone(phone: str) -> str:
    """The first three and the last two digits: 19900001234 -> 199******34; a short one is hidden whole."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 5)}{phone[-2:]}"


def mask_email(address: str) -> str:
    """The first letter of the mailbox and the domain: lin.weiyang@example.com -> l***@example.com."""
    mailbox, at, domain = address.partition("@")
    return f"{mailbox[:1]}***{at}{domain}" if at else "*" * len(address)
