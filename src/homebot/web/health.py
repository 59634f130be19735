"""Is it alive, is it ready, what does it count."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from homebot.app import metrics
from homebot.store import deliveries, migrations, notices, workers


def health(engine: sa.Engine, problems: Callable[[], int], clock: Callable[[], datetime]) -> Blueprint:
    """`/healthz`, `/readyz` and `/metrics`. `problems` counts what is wrong with the configuration: the last good one
    stays in force, so that homebot is ready all the same."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(alive=True)

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            report = _report(engine, clock()) | {"configuration_problems": _counted(problems)}
        except sa.exc.SQLAlchemyError as error:
            return jsonify(ready=False, database=f"no answer ({type(error).__name__})"), 503
        return jsonify(report), 200 if report["ready"] else 503

    @blueprint.get("/metrics")
    def count() -> Response:
        try:
            if _report(engine, clock())["ready"]:
                _count_notices(engine)
            _counted(problems)
        except sa.exc.SQLAlchemyError:
            metrics.queue_depth.set(float("nan"))
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _counted(problems: Callable[[], int]) -> int:
    found = problems()
    metrics.configuration_problems.set(found)
    return found


def _count_notices(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        waiting, given_up = notices.numbers(connection)
    metrics.notices.labels("waiting").set(waiting)
    metrics.notices.labels("given_up").set(given_up)


def _report(engine: sa.Engine, now: datetime) -> dict[str, Any]:
    with engine.connect() as connection:
        current = migrations.is_current(connection)
        waiting, oldest = deliveries.waiting(connection)
        names = [worker.name for worker in workers.every(connection)]
    age = round((now - oldest).total_seconds(), 1) if oldest else 0.0
    metrics.queue_depth.set(waiting)
    metrics.queue_age.set(age)
    return {
        "ready": current,
        "database": "ok" if current else "the tables are of another version: run homebot db upgrade",
        "waiting": waiting,
        "oldest_seconds": age,
        "workers": names,
    }
