"""The web application: the doors of webhooks and of coverage reports, health and metrics. It never calls GitHub."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from homebot.app.coverage import ReportDoor
from homebot.app.receive import Door
from homebot.web.coverage import coverage
from homebot.web.health import health
from homebot.web.hook import hook, refusal

MAX_BODY = 25 * 1024 * 1024
"""GitHub sends no webhook above 25 MiB."""

log = structlog.get_logger(__name__)


def create_app(
    door: Door,
    secrets: Sequence[str],
    engine: sa.Engine,
    problems: Callable[[], int],
    clock: Callable[[], datetime],
    reports: ReportDoor | None = None,
    coverage_secrets: Sequence[str] = (),
) -> Flask:
    """The WSGI application. Without `coverage_secrets` no coverage reports are taken.

    Raises:
        ValueError: without a webhook secret, which would let anybody in.
    """
    if not secrets or not all(secrets):
        raise ValueError("a webhook secret is needed: without one anybody could send deliveries")
    app = Flask("homebot", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.register_blueprint(hook(door, secrets, clock))
    if reports is not None:
        app.register_blueprint(coverage(reports, coverage_secrets, clock))
    app.register_blueprint(health(engine, problems, clock))
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    return app


def _refused(error: HTTPException) -> tuple[Response, int]:
    code = error.code or 500
    sentences = {
        404: "there is nothing at this address",
        405: "this address takes another method",
        413: "the body is larger than 25 MiB, the most GitHub sends",
    }
    return refusal(sentences.get(code, error.name.lower())), code


def _failed(error: Exception) -> tuple[Response, int]:
    log.error("a request failed", exc_info=error)
    return refusal("homebot made a mistake; its log says which"), 500
