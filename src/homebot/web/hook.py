"""The webhook's door: checks the signature, stores the delivery, answers 202."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from homebot.app import metrics
from homebot.app.receive import Door, Received
from homebot.core.events import HANDLERS
from homebot.web.signature import is_signed

DELIVERY_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
EVENT_NAME = re.compile(r"[a-z_]{1,60}")
RETRY_SECONDS = 30

log = structlog.get_logger(__name__)


def hook(door: Door, secrets: Sequence[str], clock: Callable[[], datetime]) -> Blueprint:
    """`POST /webhooks/github`, for webhooks signed with one of `secrets`."""
    blueprint = Blueprint("hook", __name__)

    @blueprint.post("/webhooks/github")
    def receive() -> tuple[Response, int] | tuple[str, int]:
        body = request.get_data(cache=False)
        if not is_signed(body, request.headers.get("X-Hub-Signature-256"), secrets):
            metrics.deliveries.labels("unsigned", "refused").inc()
            return refusal("the signature is missing or was not made with the webhook secret"), 401
        event = request.headers.get("X-GitHub-Event", "")
        delivery = request.headers.get("X-GitHub-Delivery", "")
        if not EVENT_NAME.fullmatch(event):
            return refusal("X-GitHub-Event is missing or is no event's name"), 400
        if not DELIVERY_ID.fullmatch(delivery):
            return refusal("X-GitHub-Delivery is missing or is no id: 1 to 100 letters, digits and hyphens"), 400
        try:
            received = door.receive(delivery, event, body, clock())
        except SQLAlchemyError as error:
            log.error("a delivery could not be stored", delivery=delivery, error=type(error).__name__)
            metrics.deliveries.labels(_known(event), "refused").inc()
            answer = refusal("the database cannot take the delivery now; GitHub keeps it, homebot asks for it later")
            answer.headers["Retry-After"] = str(RETRY_SECONDS)
            return answer, 503
        return _answer(received, event)

    return blueprint


def refusal(sentence: str) -> Response:
    """A JSON body of one sentence: what is wrong."""
    return jsonify(error=sentence)


def _known(event: str) -> str:
    return event if event in HANDLERS else "unknown"


def _answer(received: Received, event: str) -> tuple[Response, int] | tuple[str, int]:
    metrics.deliveries.labels(_known(event), received.status).inc()
    if received.status == "unreadable":
        return refusal(received.reason or "the body is not JSON"), 400
    if received.status == "unknown":
        return "", 204
    if event == "ping":
        return jsonify(status="pong"), 202
    return jsonify(status=received.status), 202
