"""CI's door for coverage reports: checks the token, stores the report, answers 202. A worker reads it."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from homebot.app import metrics
from homebot.app.coverage import ReportDoor
from homebot.core.payloads import NAME
from homebot.store.coverage import MOST_NAMES
from homebot.web.coverage_token import is_token
from homebot.web.hook import RETRY_SECONDS, refusal

COMMIT = re.compile(r"[0-9a-f]{40}")
REPORT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")
DEFAULT_NAME = "default"

Answer = tuple[Response, int]

log = structlog.get_logger(__name__)


def coverage(door: ReportDoor, secrets: Sequence[str], clock: Callable[[], datetime]) -> Blueprint:
    """`POST /coverage/OWNER/REPO/COMMIT[?name=NAME]` with a token of the repository made from one of `secrets`."""
    blueprint = Blueprint("coverage", __name__)

    @blueprint.post("/coverage/<owner>/<name>/<commit>")
    def receive(owner: str, name: str, commit: str) -> Answer:
        repository = f"{owner}/{name}".lower()
        refused = _refused(repository, secrets) or _misnamed(owner, name, commit)
        if refused is not None:
            return _counted(refused)
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _counted(
                (refusal("the report is larger than 25 MiB; pack it with gzip, or upload it in parts"), 413)
            )
        if not body:
            return _counted((refusal("the body is empty; send the report as it is: curl --data-binary @FILE"), 400))
        return _counted(_take(door, repository, commit.lower(), body, clock()))

    return blueprint


def _refused(repository: str, secrets: Sequence[str]) -> Answer | None:
    """Whoever has no token learns nothing else."""
    if not secrets:
        return refusal("coverage reports are not taken here: HOMEBOT_COVERAGE_SECRET is not set"), 404
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_token(given.strip(), repository, secrets):
        return None
    answer = refusal(
        "the token is missing or is not this repository's; send Authorization: Bearer TOKEN, "
        "where homebot coverage token OWNER/REPO says TOKEN"
    )
    answer.headers["WWW-Authenticate"] = 'Bearer realm="coverage"'
    return answer, 401


def _misnamed(owner: str, name: str, commit: str) -> Answer | None:
    if not NAME.fullmatch(owner) or not NAME.fullmatch(name):
        return refusal("the address is /coverage/OWNER/REPO/COMMIT"), 400
    if not COMMIT.fullmatch(commit.lower()):
        return refusal("COMMIT is the whole id of the commit that was tested: 40 hexadecimal digits"), 400
    if not REPORT_NAME.fullmatch(_name()):
        return refusal("name= is 1 to 80 letters, digits and ._/- and begins with a letter or digit"), 400
    return None


def _name() -> str:
    return request.args.get("name", DEFAULT_NAME)


def _take(door: ReportDoor, repository: str, commit: str, body: bytes, now: datetime) -> Answer:
    try:
        became = door.receive(repository, commit, _name(), body, now)
    except SQLAlchemyError as error:
        log.error("a coverage report could not be stored", repository=repository, error=type(error).__name__)
        answer = refusal("the database cannot take the report now; send it again in a moment")
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer, 503
    if became == "full":
        return refusal(f"{MOST_NAMES} reports of this commit are here; use a name= again instead of a new one"), 409
    return jsonify(status=became, repository=repository, commit=commit, name=_name()), 202


def _counted(answer: Answer) -> Answer:
    metrics.coverage_reports.labels("taken" if answer[1] == 202 else "refused").inc()
    return answer
