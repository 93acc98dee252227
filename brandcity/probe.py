"""`python -m brandcity.probe URL [PART]`: a container's health check; light, since it runs every half minute.

Exit code 0 when the address answers 200, or when /readyz at that address says that this one part is ok.
"""

import http.client
import json
import os
import sys
from urllib.parse import urlsplit


def main(url: str, part: str = "") -> int:
    place = urlsplit(url)
    # The portal answers only to its own names, and this request comes by another.
    host = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    try:
        connection.request("GET", place.path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"{url} does not answer: {error}\n")
        return 1
    finally:
        connection.close()
    if part:
        return 0 if json.loads(body)["parts"].get(part) == "ok" else 1
    return 0 if answer.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
