# One image for web, worker, beat and migrations; which one it is says the command (docker-compose.yml).
FROM python:3.12-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /tmp/requirements.lock

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/grid/staticfiles
RUN useradd --system --uid 10001 --home-dir /srv/grid grid \
    && install -d -o grid -g grid -m 0700 /var/lib/grid
COPY --from=packages /venv /venv
WORKDIR /srv/grid
COPY manage.py pyproject.toml ./
COPY core core
COPY grids grids
COPY inspectors inspectors
COPY employers employers
COPY compliance compliance
COPY dataexchange dataexchange
COPY oversight oversight
COPY grid_inspection grid_inspection
COPY templates templates
COPY static static
COPY locale locale
# statics and translations are part of the image; the keys that a build makes up for itself are thrown away with it
RUN export GRID_STATE=/tmp/build \
    && python manage.py messages --compile \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER grid
ENV GRID_MODE=production GRID_STATE=/var/lib/grid
VOLUME /var/lib/grid
EXPOSE 8000
CMD ["gunicorn", "grid_inspection.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "120", "--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket"]
