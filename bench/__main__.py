"""Prints one JSON document of ratios to stdout, and what is being done to stderr.

DATABASE_URL chooses the kind of database; what is measured lives in one made for the run and dropped after it.
"""

import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

import django
import orjson

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
        django.setup()
        warnings.filterwarnings("ignore", "No directory at", UserWarning)
        from bench.run import measure_all

        with Path(os.devnull).open("w") as nowhere:
            # A request's log lines are written, as in production, but not between the lines of progress.
            for handler in logging.getLogger().handlers:
                if isinstance(handler, logging.StreamHandler):
                    handler.setStream(nowhere)
            answer = measure_all()
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
