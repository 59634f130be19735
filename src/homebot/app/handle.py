"""What is done with the deliveries of a lane: gather, record, deliver.

Only *record* is remembered by the engine. Reading again harms nobody, and deliver looks before it writes again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from homebot.adapters.config.repository import SourceUnavailable
from homebot.adapters.github.outcomes import CallFailed
from homebot.adapters.github.write import apply
from homebot.app import branches, going_live, metrics, notifying, wants
from homebot.app.anew import after_people, after_push, resting_on
from homebot.app.coverage import came_meanwhile
from homebot.app.deliver import deliver_pull, deliver_replies
from homebot.app.gather import gather, gather_issue
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
        self._lanes: dict[str, Callable[[Steps, str, list[_Taken]], Later | None]] = {
            "ci:": self._ci,
            notifying.LANE: self._notices,
            LANE: self._queue,
            "org:": self._people,
            going_live.LANE: self._deployed,
            "push:": self._branch,
        }

    def handle(self, steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        """The one entry: `None` when done, `Later` when the outside cannot be used now."""
        self._listening.tell_the_door()
        events = self._events(taken)
        of_kind = next((work for prefix, work in self._lanes.items() if lane.startswith(prefix)), None)
        return of_kind(steps, lane, events) if of_kind is not None else self._handle(steps, events)

    def _ci(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        self._listening.hear([(one.delivery, one.event) for one in events])
        return None

    def _notices(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        with steps.outside():
            return notifying.deliver(self._outside, steps, lane)

    def _queue(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        with steps.outside():
            return self._groups.judge(steps, [(one.delivery, one.event) for one in events])

    def _deployed(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        with steps.outside():
            return going_live.deployed(self._outside, [one.event for one in events])

    def _people(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        self._people_changed(steps, lane.removeprefix("org:"), [one.event.teams for one in events])
        return None

    def _branch(self, steps: Steps, lane: str, events: list[_Taken]) -> Later | None:
        after_push(self._outside, [one.event for one in events])
        return self._push(steps, events)

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
        asked = wants.commands_in(said)
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
        """A merge that is recorded now may be released by a tag that was read before: once a day for each merge. By a
        name without the day, one whose delivery was forgotten by now would find the engine's wake done already."""
        said = gathered.snapshot.conversation if gathered.snapshot is not None else None
        if said is not None and said.state == "merged" and said.base_ref == said.default_branch:
            now = self._outside.clock()
            name = f"merged-{pull.owner}-{pull.name}-{pull.number}-{now:%Y%m%d}"
            self._door.read_branch(name, pull.repository, Pushed(said.repository_kilobytes), now)

    def _issue(self, steps: Steps, issue: PullId, events: list[_Taken], said: list[Comment]) -> Later | None:
        installation = _installation(events)
        asked = wants.commands_in(said)
        with steps.outside():
            wanted = wants.on_issue(asked, issue, catalogue_of(self._outside, issue.repository))
            gathered = gather_issue(self._outside, issue, installation, wanted)
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
        wanted = wants.on_pull(asked, pull, catalogue_of(self._outside, pull.repository))
        return gather(self._outside, pull, installation, attempt, wanted)

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
