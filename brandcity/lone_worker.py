"""The demo's one worker: takes back what its predecessor held, then turns into a Celery worker.

Only where there is a single worker may it do so: whatever is unacknowledged was held by one that is gone. In
production such messages come back after the visibility time-out, and what must happen is a row that a sweeper finds.
"""

import json
import os
import sys
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 30.0


def main() -> None:
    client = redis.Redis.from_url(os.environ["REDIS_URL"], retry=Retry(NoBackoff(), 0), socket_timeout=5)
    wait_for(client)
    restore_unacknowledged(client)
    client.close()
    os.execv(sys.executable, [sys.executable, "-m", "celery", "-A", "brandcity", "worker", *sys.argv[1:]])  # noqa: S606


def wait_for(client: redis.Redis) -> None:
    """Until the broker has read its file; raises what it says after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.ping()
        except redis.RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def restore_unacknowledged(client: redis.Redis) -> int:
    """Put the messages that a worker held and never acknowledged back where they are taken next; returns how many."""
    held = client.hgetall("unacked")
    # One transaction: killed in between, a message is held or queued, never neither.
    with client.pipeline(transaction=True) as pipe:
        for tag, kept in held.items():
            message, _exchange, queue = json.loads(kept)
            pipe.rpush(queue or "celery", json.dumps(message))
            pipe.hdel("unacked", tag)
            pipe.zrem("unacked_index", tag)
        pipe.execute()
    return len(held)


if __name__ == "__main__":
    main()
