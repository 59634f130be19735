"""Merge groups: both checks at a commit of the merge queue, from the newest evaluations of the pull requests in it.

Nothing here is remembered by the engine. Reading again harms nobody, what was written is looked up before it is written
again, and a pull request is woken once for each delivery. Neither check is left in progress for good: after some
attempts what could not be evaluated is a failure that says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from homebot.adapters.github.client import Client
from homebot.adapters.github.merge_queue import read_queue
from homebot.adapters.github.outcomes import CallFailed, Gone, Refused
from homebot.adapters.github.outcomes import Later as NotNow
from homebot.adapters.github.write import apply
from homebot.app.lanes import Later
from homebot.app.outside import Outside
from homebot.app.ownership import catalogue_of
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.core.directory import Service
from homebot.core.effects import Effect
from homebot.core.event import Event
from homebot.core.facts import Observed, PullId
from homebot.core.merge_groups import Held, Holding, MergeGroup, holding
from homebot.core.policy import decide
from homebot.core.render.merge_group import group_checks, is_concluded, left
from homebot.core.repository_catalogue import in_force
from homebot.store import deliveries, evaluations
from homebot.store.deliveries import Delivery
from homebot.store.evaluations import Evaluation

LANE = "queue:"
"""How the lanes of merge groups begin."""
LISTED_ATTEMPTS = 3
"""GitHub may show a group in its queue a moment after it told of it; after so many attempts it is believed."""
BUSY_ATTEMPTS = 5
"""So often is a pull request waited for that is being looked at: after some ten seconds, or twice that."""
EVALUATED_ATTEMPTS = 8
"""So often is an evaluation waited for that is still to come: two minutes, or twice that."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Ask:
    """A delivery that asks for the checks of a group, and what is known at this attempt."""

    delivery: Delivery
    event: Event
    group: MergeGroup
    repository: str

    def pull(self, number: int) -> PullId:
        """A pull request of the repository."""
        owner, _, name = self.repository.partition("/")
        return PullId(owner, name, number)


class MergeGroups:
    """Judges merge groups. One per worker; any number of threads may call it."""

    def __init__(self, outside: Outside, door: Door) -> None:
        self._outside = outside
        self._door = door

    def judge(self, steps: Steps, asked: Sequence[tuple[Delivery, Event]]) -> Later | None:
        """Writes both checks of the group these deliveries are of; when to come again, if that is needed. A group that
        is no more, or in a repository without services, gets none."""
        ask = _newest(asked)
        if ask is None or not self._services(ask):
            return None
        try:
            with self._outside.github.job(ask.repository, ask.event.installation) as client:
                return self._judge(steps, client, ask)
        except NotNow as later:
            return Later(later.seconds, later.reason)
        except Gone as gone:
            log.warning("the repository of a merge group is gone", reason=str(gone))
            return None
        except CallFailed as failed:
            return Later(60.0, str(failed))

    def _judge(self, steps: Steps, client: Client, ask: _Ask) -> Later | None:
        view = read_queue(client, ask.repository, ask.group, self._outside.github.credentials.app_id)
        found = holding(ask.group, view)
        if not found.listed and is_concluded(view.observed):
            return None
        if not found.listed and ask.delivery.attempts < LISTED_ATTEMPTS:
            held = _unplaced(found)
        else:
            held = self._held(ask, found)
        waiting = [one.number for one in held if one.waiting]
        enforced = any(service.mode == "enforce" for service in self._services(ask))
        checks = group_checks(ask.group, held, enforced, "" if waiting else found.gap)
        self._write(steps, client, ask, left(checks, view.observed), view.observed)
        if waiting:
            return Later(1.0, f"the merge group waits for {len(waiting)} of its pull requests")
        log.info("merge group judged", group=ask.group.head, pulls=len(held), listed=found.listed)
        return None

    def _services(self, ask: _Ask) -> tuple[Service, ...]:
        return catalogue_of(self._outside, ask.repository).services_of_repository(ask.repository)

    def _held(self, ask: _Ask, found: Holding) -> tuple[Held, ...]:
        numbers = [number for number, _ in found.pulls]
        with self._outside.engine.connect() as connection:
            busy = frozenset(deliveries.unfinished_pulls(connection, ask.repository)) & set(numbers)
            known = {number: evaluations.latest(connection, ask.pull(number)) for number in numbers}
        fit = {number: _of_head(known[number], head) for number, head in found.pulls}
        return tuple(self._one(ask, number, fit[number], number in busy) for number in numbers)

    def _one(self, ask: _Ask, number: int, known: Evaluation | None, busy: bool) -> Held:
        """The newest evaluation of a pull request's head, if it may be rested on; else it is waited for, and woken."""
        if not number:
            return Held(number, missing="GitHub does not show homebot this pull request")
        if busy and ask.delivery.attempts < BUSY_ATTEMPTS:
            return Held(number, missing="it is being evaluated", waiting=True)
        if known is not None and self._in_force(ask, known):
            return Held(number, known.snapshot, known.decision)
        if ask.delivery.attempts < EVALUATED_ATTEMPTS:
            if not busy:
                name = f"{ask.delivery.id}:{number}"
                self._door.look_again(name, ask.pull(number), ask.event.installation, self._outside.clock())
            return Held(number, missing="it is to be evaluated first", waiting=True)
        if known is None:
            return Held(number, missing="homebot could not evaluate it; see its own comment, then queue it again")
        directory = in_force(self._outside.configuration.current(), known.snapshot.catalogue)
        return Held(number, known.snapshot, decide(known.snapshot, directory, self._outside.version))

    def _in_force(self, ask: _Ask, known: Evaluation) -> bool:
        """Whether an evaluation was made under the configuration in force, or at least since the group was formed."""
        digest = self._outside.configuration.current().digest
        return known.decision.configuration == digest or known.at >= ask.delivery.received_at

    def _write(self, steps: Steps, client: Client, ask: _Ask, effects: tuple[Effect, ...], observed: Observed) -> None:
        for effect in effects:
            steps.insist()
            try:
                apply(client, ask.pull(ask.group.number or 0), effect, observed)
            except Refused as refused:
                # The queue may have dropped the commit meanwhile: then nobody waits for its checks.
                log.warning("GitHub refused a merge group's check", group=ask.group.head, reason=str(refused))


def _of_head(known: Evaluation | None, head: str | None) -> Evaluation | None:
    """An evaluation, unless it is of another head than the one in the queue."""
    return known if known is not None and head in (None, known.snapshot.conversation.head_oid) else None


def _unplaced(found: Holding) -> tuple[Held, ...]:
    why = "its place in the queue is not known yet"
    return tuple(Held(number, missing=why, waiting=True) for number, _ in found.pulls or ((0, None),))


def _newest(asked: Sequence[tuple[Delivery, Event]]) -> _Ask | None:
    """The newest of the deliveries of one group; `None` once one says that the group is no more."""
    found = list(_asks(asked))
    return None if not found or any(one.group.destroyed for one in found) else found[-1]


def _asks(asked: Sequence[tuple[Delivery, Event]]) -> Iterator[_Ask]:
    for delivery, event in asked:
        if event.group is not None and event.repository is not None:
            yield _Ask(delivery, event, event.group, event.repository)
