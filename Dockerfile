# The portal's image: web, worker, beat and migrate run from it. No secret is needed or kept at build.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/portal
RUN python -m venv /opt/venv
COPY requirements/base.txt requirements/fonts.txt requirements/
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps \
        --target /opt/venv/fonts -r requirements/fonts.txt
COPY . .
# Development mode, because production's demands secrets; what is made here is the same in both.
RUN export BRANDCITY_MODE=development VAR_DIR=/tmp/var STATIC_DIR=/srv/static \
    && /opt/venv/bin/python manage.py compile_messages \
    && /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q .

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BRANDCITY_MODE=production VAR_DIR=/srv/var STATIC_DIR=/srv/static FILES_DIR=/srv/files
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid portal --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/files
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/portal /srv/portal
WORKDIR /srv/portal
USER 10001:10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "brandcity.wsgi:application"]
