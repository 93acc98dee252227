"""Is it alive, and can it work: /healthz touches nothing, /readyz asks everything it stands on."""

from collections.abc import Callable
from datetime import timedelta

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kernel.activity.models import Heartbeat

log = structlog.get_logger(__name__)
# Beat asks for the outbox every 20 seconds; four missed in a row are an outage.
BEAT_SILENT_FOR = timedelta(seconds=90)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when each part works, 503 with the parts that do not; what is wrong with them is in the log only."""
    parts = {name: _works(name, check) for name, check in CHECKS.items()}
    ready = all(parts.values())
    body = {"ready": ready, "parts": {name: "ok" if works else "failed" for name, works in parts.items()}}
    return JsonResponse(body, status=200 if ready else 503)


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        works = check()
    except Exception as error:
        log.warning("not_ready", part=name, error=type(error).__name__)
        return False
    return works


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
    return bool(client.ping())


def _beat() -> bool:
    return Heartbeat.objects.filter(name="outbox", at__gt=timezone.now() - BEAT_SILENT_FOR).exists()


CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker, "beat": _beat}
