"""What is done with the deliveries of a lane: gather, record, deliver.

Only *record* is remembered by the engine. Reading again harms nobody, and deliver looks before it writes again.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from homebot.adapters.config.repository import SourceUnavailable
from homebot.adapters.github.outcomes import CallFailed
from homebot.adapters.github.write import apply
from homebot.app import branches, going_live, metrics, notifying
from homebot.app.anew import after_people, after_push, resting_on
from homebot.app.coverage import came_meanwhile
from homebot.app.deliver import deliver_pull, deliver_replies
from homebot.app.gather import Wants, gather, gather_issue
from homebot.app.gathered import Gathered
from homebot.app.issue_events import follow as follow_issue
from homebot.app.known_people import forget_people
from homebot.app.lanes import Later
from homebot.app.listening import Listening
from homebot.app.merge_groups import LANE, MergeGroups
from homebot.app.outside import Outside
from homebot.app.ownership import catalogue_of
from homebot.app.receive import IDENTITY, NEVER_OURS, Door, read_json
from homebot.app.record import Asked, Look, record_issue, record_pull
from homebot.app.steps import Steps
from homebot.core.commands.debt import services_asked
from homebot.core.commands.gate import asks_membership, asks_teams, reads_issue
from homebot.core.commands.owners import paths_asked
from homebot.core.commands.parse import parse as parse_commands
from homebot.core.deviations.data import address_asked
from homebot.core.effects import WantReaction
from homebot.core.event import Comment, Event
from homebot.core.events import parse
from homebot.core.facts import Observed, PullId
from homebot.core.pushes import Pushed
from homebot.store import cache, deliveries, turns
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claimed delivery and the event it stands for."""

    delivery: Delivery
    event: Event


class Handler:
    """Handles lanes with what is outside. Any number of threads may call it."""

    def __init__(self, outside: Outside, door: Door) -> None:
        self._outside = outside
        self._door = door
        self._listening = Listening(outside, door)
        self._groups = MergeGroups(outside, door)
        self._introduced = False

    def handle(self, steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        """The one entry: `None` when done, `Later` when the outside cannot be used now."""
        self._listening.tell_the_door()
        events = self._events(taken)
        if lane.startswith("ci:"):
            self._listening.hear([(one.delivery, one.event) for one in events])
            return None
        if lane.startswith(notifying.LANE):
            with steps.outside():
                return notifying.deliver(self._outside, steps, lane)
        if lane.startswith(LANE):
            with steps.outside():
                return self._groups.judge(steps, [(one.delivery, one.event) for one in events])
        if lane.startswith("org:"):
            self._people_changed(steps, lane.removeprefix("org:"), [one.event.teams for one in events])
            return None
        if lane.startswith(going_live.LANE):
            with steps.outside():
                return going_live.deployed(self._outside, [one.event for one in events])
        if lane.startswith("push:"):
            after_push(self._outside, [one.event for one in events])
            return self._push(steps, events)
        return self._handle(steps, events)

    def _people_changed(self, steps: Steps, organisation: str, told: list[tuple[str, ...]]) -> None:
        """What was known of people is forgotten, and what rests on it looked at again. `told` are the teams that each
        event names."""
        teams = frozenset(team for some in told for team in some) if all(told) else None
        concerned = resting_on(self._outside, organisation, teams)

        def forget(connection: sa.Connection) -> None:
            forget_people(connection, organisation, self._outside.clock())
            after_people(connection, self._outside, concerned)

        steps.transaction("forget members", forget)

    def _push(self, steps: Steps, events: list[_Taken]) -> Later | None:
        """A default branch, or a tag: the configuration may lie there, and services may."""
        later = self._follow(steps, {one.event.repository for one in events})
        asked = branches.asked((one.event for one in events), max((one.delivery.attempts for one in events), default=1))
        if later is not None or asked is None:
            return later
        later = branches.follow(self._outside, steps, asked)
        with steps.outside():
            return later or going_live.look(self._outside, asked.repository, asked.installation)

    def _follow(self, steps: Steps, repositories: Collection[str | None]) -> Later | None:
        """The repository where the configuration lies was pushed to."""
        following = self._outside.following
        if following is None or following.place.repository not in repositories:
            return None
        try:
            with steps.outside():
                following.reread()
        except SourceUnavailable as unavailable:
            return Later(unavailable.seconds, str(unavailable))
        self._outside.configuration.refresh()
        self._listening.tell_the_door()
        return None

    def tell_the_door(self) -> None:
        """What the door must know before the first delivery."""
        self._listening.tell_the_door()

    def _handle(self, steps: Steps, events: list[_Taken]) -> Later | None:
        pull = next((one.event.pull for one in events if one.event.pull is not None), None)
        events = [one for one in events if not self._asks_nothing(one.event)]
        if pull is None or not events:
            return None
        # GitHub delivers in no certain order; its comments are numbered as they were said.
        said = sorted((one.event.comment for one in events if one.event.comment is not None), key=lambda one: one.id)
        on_pull = any(one.event.kind == "pull" for one in events) or any(comment.on_pull for comment in said)
        with structlog.contextvars.bound_contextvars(pull=str(pull)):
            if on_pull:
                return self._pull(steps, pull, events, said)
            return self._on_issue(steps, pull, events, said)

    def _on_issue(self, steps: Steps, issue: PullId, events: list[_Taken], said: list[Comment]) -> Later | None:
        """What happened to an issue, before what was said on it."""
        happened = [(one.delivery, one.event) for one in events if one.event.kind == "issue"]
        later = follow_issue(self._outside, self._door, steps, issue, happened) if happened else None
        return self._issue(steps, issue, events, said) if said and later is None else later

    def _pull(self, steps: Steps, pull: PullId, events: list[_Taken], said: list[Comment]) -> Later | None:
        newest = events[-1].delivery
        installation = _installation(events)
        asked = _asked(said)
        key, began = f"{newest.claimed_by}:{newest.id}", self._outside.clock()
        with steps.outside():
            gathered = self._gather(pull, installation, newest.attempts, asked, said)
        look = Look(pull, key, newest.id, began)
        run = steps.remembered("record", _record, self._outside, look, gathered, asked)
        notifying.wake(self._outside, self._door)
        conclusion, later = run.result
        if conclusion == "gone":
            log.warning("the pull request is gone", reason=gathered.gone)
        if conclusion in ("later", "gone") or (conclusion == "silent" and not asked):
            return Later(*later) if later is not None else None
        metrics.evaluations.labels(conclusion).inc()
        self._look_for_releases(pull, gathered)
        with steps.outside():
            later = deliver_pull(
                self._outside, steps, pull, installation, key, asked, newest.attempts, again=run.before
            )
        log.info("evaluated", conclusion=conclusion, deliveries=len(events), later=later)
        return Later(*later) if later is not None else None

    def _look_for_releases(self, pull: PullId, gathered: Gathered) -> None:
        """A merge that is recorded now may be released by a tag that was read before: once for each merge."""
        said = gathered.snapshot.conversation if gathered.snapshot is not None else None
        if said is not None and said.state == "merged" and said.base_ref == said.default_branch:
            name = f"merged-{pull.owner}-{pull.name}-{pull.number}"
            self._door.read_branch(name, pull.repository, Pushed(said.repository_kilobytes), self._outside.clock())

    def _issue(self, steps: Steps, issue: PullId, events: list[_Taken], said: list[Comment]) -> Later | None:
        installation = _installation(events)
        asked = _asked(said)
        with steps.outside():
            reads = any(reads_issue(one.said) for one in asked)
            surveys, actors = tuple(self._surveys(issue, asked)), _actors(asked)
            wants = Wants(_askers(asked), surveys, _paths(asked), actors, issue=reads, data=_data(asked))
            gathered = gather_issue(self._outside, issue, installation, wants)
        on_pull = any(comment.on_pull for comment in said)
        later = steps.transaction("record issue", _record_issue, self._outside, issue, on_pull, gathered, asked)
        notifying.wake(self._outside, self._door)
        if later is None:
            with steps.outside():
                attempts = events[-1].delivery.attempts
                later = deliver_replies(self._outside, steps, issue, installation, asked, attempts)
        return Later(*later) if later is not None else None

    def _gather(
        self, pull: PullId, installation: int | None, attempt: int, asked: tuple[Asked, ...], said: list[Comment]
    ) -> Gathered:
        if said:
            self._acknowledge(pull, installation, said)
        actors = tuple(dict.fromkeys(one.actor for one in asked))
        wants = Wants(_askers(asked), tuple(self._surveys(pull, asked)), _paths(asked), actors, _data(asked))
        return gather(self._outside, pull, installation, attempt, wants)

    def _surveys(self, place: PullId, asked: tuple[Asked, ...]) -> list[tuple[str, str]]:
        directory = catalogue_of(self._outside, place.repository)
        return [(one.actor, name) for one in asked for name in services_asked(one.said, place.repository, directory)]

    def _acknowledge(self, pull: PullId, installation: int | None, said: list[Comment]) -> None:
        """A sign at once that the command was seen. The answer does not depend on it."""
        try:
            with self._outside.github.job(pull.repository, installation) as client:
                for comment in said:
                    apply(client, pull, WantReaction(comment.id, "eyes"), Observed())
        except CallFailed as failed:
            log.warning("a command could not be acknowledged", reason=str(failed))

    def _events(self, taken: tuple[Delivery, ...]) -> list[_Taken]:
        """The events again, from the stored bodies, which never change."""
        found = []
        with self._outside.engine.connect() as connection:
            for delivery in taken:
                body = deliveries.body(connection, delivery.id)
                event = parse(delivery.event, read_json(body)) if body is not None else None
                if isinstance(event, Event):
                    found.append(_Taken(delivery, event))
        return found

    def _asks_nothing(self, event: Event) -> bool:
        """What homebot did itself, and comments by the catalogue's bots: GitHub may take one for a person."""
        said = event.comment
        return self._own(event) or (said is not None and said.author in self._outside.configuration.current().bots)

    def _own(self, event: Event) -> bool:
        """What homebot did itself asks for nothing; the door is told how to know it."""
        if not event.sender_is_bot or event.kind in NEVER_OURS:
            return False
        login = self._outside.github.identity()
        if login and not self._introduced:
            with writing(self._outside.engine) as connection:
                cache.put(connection, IDENTITY, login, self._outside.clock())
            self._introduced = True
        return event.sender == login


_Pause = tuple[float, str] | None


def _record(
    connection: sa.Connection, outside: Outside, look: Look, gathered: Gathered, asked: tuple[Asked, ...]
) -> tuple[str, _Pause]:
    """What a reading led to is remembered even where it led nowhere: a wake that is recovered reads anew, and must not
    come to another end than the one it came to before."""
    if gathered.later is not None:
        return "later", gathered.later
    if gathered.snapshot is None:
        turns.forget(connection, look.pull)
        return "gone", None
    if came_meanwhile(connection, gathered.snapshot, outside.clock()):
        return "later", (1.0, "a coverage report came while the pull request was read")
    return record_pull(connection, outside, look, gathered, asked), None


def _record_issue(
    connection: sa.Connection,
    outside: Outside,
    issue: PullId,
    on_pull: bool,
    gathered: Gathered,
    asked: tuple[Asked, ...],
) -> _Pause:
    if gathered.later is None:
        record_issue(connection, outside, issue, on_pull, gathered, asked)
    return gathered.later


def _installation(events: list[_Taken]) -> int | None:
    return next((one.event.installation for one in reversed(events) if one.event.installation is not None), None)


def _asked(said: list[Comment]) -> tuple[Asked, ...]:
    return tuple(
        Asked(comment.id, comment.author, command) for comment in said for command in parse_commands(comment.body)
    )


def _askers(asked: tuple[Asked, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.actor for one in asked if asks_membership(one.said) or address_asked(one.said)))


def _data(asked: tuple[Asked, ...]) -> tuple[tuple[str, str], ...]:
    """The addresses that somebody shows as evidence."""
    return tuple((one.actor, url) for one in asked if (url := address_asked(one.said)))


def _actors(asked: tuple[Asked, ...]) -> tuple[str, ...]:
    """Those whose teams decide whether they may say it."""
    return tuple(dict.fromkeys(one.actor for one in asked if asks_teams(one.said)))


def _paths(asked: tuple[Asked, ...]) -> tuple[str, ...]:
    """The paths whose owners somebody asks for."""
    return tuple(dict.fromkeys(path for one in asked for path in paths_asked(one.said)))
