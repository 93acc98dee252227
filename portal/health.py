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
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from kernel.activity.models import Heartbeat

log = structlog.get_logger(__name__)
# Beat asks for the outbox every 20 seconds; four missed in a row are an outage.
BEAT_SILENT_FOR = timedelta(seconds=90)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when each part works, else 503 and a sentence for each that does not; the error itself is in the log only."""
    faults = {name: _fault(name, check) for name, check in CHECKS.items()}
    ready = not any(faults.values())
    parts = {name: "failed" if fault else "ok" for name, fault in faults.items()}
    body = {"ready": ready, "parts": parts, "faults": {name: fault for name, fault in faults.items() if fault}}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


def _fault(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        log.warning("not_ready", part=name, error=type(error).__name__)
        return _("It cannot be asked: %(error)s.") % {"error": type(error).__name__}


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "" if cursor.fetchone() == (1,) else _("The database gives no sensible answer.")


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return ""
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in pending[:3])
    return _("%(count)d migrations are not applied, first of all %(names)s.") % {"count": len(pending), "names": names}


def _broker() -> str:
    # Asked once: the client's own retries would hold the answer up for seconds.
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 0)
    )
    try:
        return "" if client.ping() else _("The broker gives no sensible answer.")
    finally:
        client.close()


def _beat() -> str:
    last = Heartbeat.objects.filter(name="outbox").values_list("at", flat=True).first()
    if last is None:
        return _("Beat and worker have not run yet.")
    silent = timezone.now() - last
    if silent <= BEAT_SILENT_FOR:
        return ""
    return _("The last run of beat and worker was %(seconds)d seconds ago.") % {"seconds": silent.total_seconds()}


CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker, "beat": _beat}
