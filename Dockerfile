# The steps are those of `make setup`: a virtual environment from the hash-pinned lock, then homebot itself.
FROM python:3.11-slim-bookworm AS build
WORKDIR /opt/homebot
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY src ./src
RUN .venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /state --no-create-home homebot \
    && install --directory --owner=homebot --group=homebot /state
COPY --from=build /opt/homebot/.venv /opt/homebot/.venv
ENV PATH=/opt/homebot/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOMEBOT_STATE_DIR=/state \
    HOMEBOT_CONFIG=/config
# Run with --read-only --tmpfs /tmp: only /state and /tmp are ever written.
USER 10001
VOLUME ["/state"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["homebot"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
