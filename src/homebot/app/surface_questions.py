"""Surfaces that are gone from a default branch: looked at after a push, written down, and asked of the home owners on
the contribution's pull request. Each open question has one comment; whoever comes here again looks before writing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog

from homebot.adapters.analysis.words.standing import standing
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later, Refused
from homebot.adapters.github.write import apply, find_replies
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.app.surfaces import services_by_path
from homebot.core.credit.events import KINDS, DisputeClosed, SurfaceGone
from homebot.core.credit.parameters import parameters
from homebot.core.credit.surface_gone import Looked, asked_team, news, open_questions
from homebot.core.directory import Directory
from homebot.core.effects import WantReply
from homebot.core.facts import Observed, PullId
from homebot.core.render.surface_gone import marker, question
from homebot.store import json, sent, surfaces
from homebot.store.engine import writing
from homebot.store.surfaces import SurfacePart

MOST_PARTS = 500
"""Of a repository's contributions in use that are looked at after a push, the newest first."""
MOST_QUESTIONS = 20
"""Comments that are written after one push; the next push comes to the others."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    """An open question, where it is asked, and what the comment says."""

    pull: PullId
    marker: str
    body: str
    at: datetime


def look(outside: Outside, mirror: Mirror, directory: Directory, repository: str, commit: str) -> tuple[Looked, ...]:
    """What stands at `commit` of the surfaces of this repository's contributions whose use can still be taken back. One
    search for each service; nothing is read where nobody uses any.

    Raises:
        GitUnavailable: when blobs are to be fetched and the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    days = parameters(outside.configuration.current().settings.credit).reversal_days
    with outside.engine.connect() as connection:
        parts = surfaces.in_use(connection, repository, outside.clock() - timedelta(days=days), MOST_PARTS)
    here = {service.name for service in directory.services_of_repository(repository)}
    by_service: dict[str, list[SurfacePart]] = {}
    for part in parts:
        if part.service in here:
            by_service.setdefault(part.service, []).append(part)
    service_of = services_by_path(directory, repository)
    found: list[Looked] = []
    for name, some in by_service.items():
        words = tuple(dict.fromkeys(word for part in some for word in part.words))
        mine = partial(_is_of, service_of, name)
        seen = standing(mirror, commit, mine, words, outside.analysis.words, written=False)
        for part in some:
            stands = True if not seen.words.isdisjoint(part.words) else None if seen.doubt else False
            found.append(Looked(part.of, part.service, part.words, stands))
    return tuple(found)


def _is_of(service_of: Callable[[str], str | None], name: str, path: str) -> bool:
    return service_of(path) == name


def write_down(
    connection: sa.Connection, looked: Iterable[Looked], repository: str, commit: str, at: datetime
) -> tuple[SurfaceGone | DisputeClosed, ...]:
    """Appends what is new by a look; what that was. Twice is once."""
    seen = tuple(looked)
    if not seen:
        return ()
    found = news(seen, _known(connection, {one.of for one in seen}), repository, commit, at)
    return tuple(fact for fact in found if append(connection, fact))


def ask(
    outside: Outside, steps: Steps, directory: Directory, repository: str, installation: int | None
) -> tuple[float, str] | None:
    """Makes each open question of a repository stand on its contribution's pull request; when to come again, if GitHub
    cannot be used now."""
    with outside.engine.connect() as connection:
        questions = _questions(connection, directory, repository, outside.clock())
    if not questions:
        return None
    try:
        with outside.github.job(repository, installation) as client:
            for one in questions[:MOST_QUESTIONS]:
                steps.insist()
                _write(outside, client, one)
    except Later as later:
        return later.seconds, later.reason
    except CallFailed as failed:
        log.warning("a question about a surface cannot be asked", repository=repository, reason=str(failed))
    return None


def _write(outside: Outside, client: Client, one: _Question) -> None:
    try:
        since = one.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        there = Observed(replies=find_replies(client, one.pull, since))
        applied = apply(client, one.pull, WantReply(one.marker, one.body), there)
    except (Gone, Denied, Refused) as failed:
        # A conversation may be locked: that one waits, and holds up no other.
        log.warning("a question about a surface has no place", pull=str(one.pull), reason=str(failed))
        return
    with writing(outside.engine) as connection:
        written = sent.Sent(applied.key, applied.kind, outside.clock(), applied.github_id, applied.node_id)
        sent.record(connection, one.pull, written)


def _questions(connection: sa.Connection, directory: Directory, repository: str, now: datetime) -> list[_Question]:
    """The open questions that are not yet known to be asked."""
    found = []
    for gone in open_questions(_known(connection, surfaces.asked_in(connection, repository))):
        pull = _pull_id(gone.of)
        if marker(gone.key) in sent.on(connection, pull):
            continue
        part, consumers = surfaces.used_by(connection, gone.of, gone.service)
        if part is None:
            continue
        team = asked_team(directory, gone.service, part.home, now.date())
        owners = directory.teams[team].owners if team in directory.teams else ()
        body = question(gone, part.words, consumers, team, owners)
        found.append(_Question(pull, marker(gone.key), body, gone.at))
    return found


def _known(connection: sa.Connection, ofs: Iterable[str]) -> tuple[SurfaceGone | DisputeClosed, ...]:
    facts = (json.decode(body, KINDS[kind]) for kind, body in surfaces.questions(connection, frozenset(ofs)))
    return tuple(fact for fact in facts if isinstance(fact, SurfaceGone | DisputeClosed))


def _pull_id(text: str) -> PullId:
    repository, _, number = text.rpartition("#")
    owner, _, name = repository.partition("/")
    return PullId(owner, name, int(number))
