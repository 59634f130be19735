"""Listening to CI: what it says wakes the pull requests whose verdict it can change, and nothing else.

Nothing here asks GitHub. Which pull requests have a commit as their head is known from their evaluations. One that is
being evaluated right now may have read GitHub before CI spoke: it is looked at again.
"""

from collections.abc import Sequence

from homebot.app.agreed import contexts_agreed, contexts_agreed_in
from homebot.app.outside import Outside
from homebot.app.ownership import catalogue_of, contexts_of_own
from homebot.app.receive import CONTEXTS, FOLLOWED, LISTED, Door
from homebot.core.contexts import worst
from homebot.core.event import Event, Said
from homebot.core.facts import PullId, Snapshot
from homebot.core.wanted import contexts_by_repository, named_contexts, wanted
from homebot.store import cache, deliveries, evaluations, json
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing


class Listening:
    """Turns what CI says into wakes. One per worker; any number of threads may call it."""

    def __init__(self, outside: Outside, door: Door) -> None:
        self._outside = outside
        self._door = door
        self._told: str | None = None

    def tell_the_door(self) -> None:
        """Writes down which checks are required where, and where the configuration lies, when the configuration is
        another than before. The door drops what is not among them."""
        directory = self._outside.configuration.current()
        if directory.digest == self._told:
            return
        now, following = self._outside.clock(), self._outside.following
        repository = following.place.repository if following is not None else ""
        listed = sorted({service.repository for service in directory.services.values()})
        told = {FOLLOWED: repository, LISTED: json.encode(listed)}
        with writing(self._outside.engine) as connection:
            agreed = contexts_agreed(connection, self._outside, directory)
            told[CONTEXTS] = json.encode(contexts_by_repository(directory, agreed))
            for key, value in (told | contexts_of_own(connection, directory, now.date())).items():
                cache.put(connection, key, value, now)
        self._told = directory.digest

    def hear(self, said: Sequence[tuple[Delivery, Event]]) -> None:
        """Wakes whom it concerns; again, after a crash, it wakes nobody twice."""
        for delivery, event in said:
            repository, ci = event.repository, event.ci
            if repository is None or ci is None or ci.context.name not in self._required(repository):
                continue
            for pull in self._concerned(repository, ci):
                name = f"{delivery.id}:{pull.number}"
                self._door.look_again(name, pull, event.installation, self._outside.clock())

    def _required(self, repository: str) -> frozenset[str]:
        """The checks that some standard requires there, by the repository's own files and by agreements too."""
        directory = catalogue_of(self._outside, repository)
        with self._outside.engine.connect() as connection:
            agreed = contexts_agreed_in(connection, self._outside, directory, repository)
        return named_contexts(wanted(directory, repository)) | agreed

    def _concerned(self, repository: str, ci: Said) -> list[PullId]:
        owner, _, name = repository.partition("/")
        with self._outside.engine.connect() as connection:
            snapshots = evaluations.at_head(connection, repository, ci.oid)
            busy = deliveries.unfinished_pulls(connection, repository)
        known = [one.pull.number for one in snapshots if _may_change(one, ci)]
        return [PullId(owner, name, number) for number in sorted({*known, *busy})]


def _may_change(snapshot: Snapshot, ci: Said) -> bool:
    """Whether the newest verdict on an open pull request rests on something else than what CI says now."""
    seen = worst(snapshot.conversation.contexts).get(ci.context.name)
    return snapshot.conversation.state == "open" and (seen is None or seen.state != ci.context.state)
