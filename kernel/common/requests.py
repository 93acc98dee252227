"""What a piece of work knows about the request it belongs to."""

import structlog


def request_id() -> str:
    """The id of the request or Celery task in whose course this runs; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
