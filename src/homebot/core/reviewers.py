"""Who is asked for a review, and why not the others (SPEC 7): the smallest set that covers every open need.

The choice is exact and deterministic. Among sets of equal size the one with the least load wins, then the people asked
least recently, then the alphabet.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from homebot.core.approvals import fallen_people
from homebot.core.decision import Candidate, Need, Recognition, ReviewChoice
from homebot.core.directory import Directory
from homebot.core.facts import Person, Snapshot
from homebot.core.recognise import day_of, members_on

_NEVER = datetime.min.replace(tzinfo=UTC)
_KNOWS_IT = 1_000_000
_STEPS = 200_000
"""How many partial sets the exact search may look at; a choice of a few dozen people and services needs far fewer."""


def choose(snapshot: Snapshot, directory: Directory, recognition: Recognition, needs: Sequence[Need]) -> ReviewChoice:
    """The choice for the needs that are open. Nobody for a draft, a closed pull request or a change at home."""
    conversation = snapshot.conversation
    binding = [need for need in needs if need.mode != "observe"]
    if not binding or conversation.draft or conversation.state != "open":
        return ReviewChoice()
    desk = _Desk(snapshot, directory, binding)
    release = _release(snapshot, recognition, binding)
    requested = tuple(login for login in conversation.observed.requested if login not in release)
    asked = [login for login in requested if login in desk.serves]
    asked += [login for login in sorted(desk.objectors) if login not in asked]
    covering = asked + [login for login in snapshot.assigned if login in desk.serves and login not in asked]
    free = [login for login in desk.serves if login not in covering and desk.obstacle(login) is None]
    chosen = _smallest(free, desk, _still_due(binding, desk, covering))
    room = directory.settings.max_reviewers - len(requested)
    wanted = [login for login in snapshot.assigned if login not in {*requested, *desk.answered}]
    request = tuple(dict.fromkeys((*wanted, *chosen)))[: max(0, room)]
    stuck, call_on = _stuck(snapshot, directory, binding, desk, {*asked, *request})
    return ReviewChoice(
        trail=_trail(desk, asked, request, covering),
        request=request,
        keep=requested,
        release=release,
        warnings=tuple(_warnings(desk, _direct(snapshot))),
        stuck=stuck,
        call_on=call_on,
    )


def _still_due(needs: Sequence[Need], desk: "_Desk", covering: Sequence[str]) -> dict[str, int]:
    """How many more people each service needs beside those who cover it already."""
    due = {need.service: need.missing for need in needs}
    for login in covering:
        for service in desk.serves.get(login, ()):
            due[service] -= 1
    return {service: count for service, count in due.items() if count > 0}


class _Desk:
    """The people who could be asked, what each could cover, and what speaks against each."""

    def __init__(self, snapshot: Snapshot, directory: Directory, needs: Sequence[Need]) -> None:
        self.serves: dict[str, list[str]] = {}
        self.teams: dict[str, list[str]] = {}
        self.done: set[str] = set()
        self.objectors: set[str] = set()
        self.fallen = fallen_people(needs)
        head = snapshot.conversation.head_oid
        self.answered = {review.author for review in snapshot.conversation.reviews if review.oid == head}
        self._snapshot = snapshot
        self._people = {person.login: person for person in snapshot.people}
        self._limit = directory.settings.reviewer_limit
        day = day_of(snapshot)
        for need in needs:
            for login in sorted(members_on(snapshot, directory, need.team, day)):
                self.teams.setdefault(login, []).append(need.team)
                if need.missing:
                    self.serves.setdefault(login, []).append(need.service)
            self.done.update(need.approved_by)
            self.objectors.update(need.objected_by)
        self.answered |= self.objectors | self.done
        removals = {event.reviewer: event for event in snapshot.conversation.requests}
        self._removed = {
            login: event.actor
            for login, event in removals.items()
            if event.removed and event.actor != snapshot.conversation.viewer
        } | dict(snapshot.unassigned)

    def person(self, login: str) -> Person:
        return self._people.get(login, Person(login))

    def unavailable(self, login: str) -> str | None:
        """Why a person has no time now."""
        person = self.person(login)
        if person.absent_until is not None and person.absent_until > self._snapshot.at:
            return f"absent until {person.absent_until:%Y-%m-%d}"
        if person.busy:
            return "busy, says their GitHub status"
        limit = self._limit if person.limit is None else person.limit
        return f"at capacity {person.open_requests}/{limit}" if person.open_requests >= limit else None

    def obstacle(self, login: str) -> str | None:
        """Why a person is not asked; `None` when nothing speaks against it."""
        conversation = self._snapshot.conversation
        if login == conversation.author:
            return "author"
        if login in conversation.committers:
            return "committer"
        if not self.person(login).has_access:
            return "no access"
        if login in self.done:
            return "approved already"
        if login in self.objectors:
            return "asked for changes"
        if login in self._removed:
            return f"removed by {self._removed[login]}"
        return self.unavailable(login)

    def rank(self, login: str) -> tuple[int, datetime, str]:
        """Smaller is asked sooner. Who approved before knows the change: of sets of equal size theirs comes first."""
        person = self.person(login)
        return (person.open_requests - _KNOWS_IT * (login in self.fallen), person.last_asked or _NEVER, login)


def _smallest(people: Sequence[str], desk: _Desk, due: dict[str, int]) -> tuple[str, ...]:
    """The smallest set of `people` that covers each due service as often as it is due, as far as that is possible.

    Branch and bound over the people in the order of their rank: of several sets of equal size the one with the best
    ranks is kept. A person adds at most as many covers as there are services, which bounds the depth from below.
    """
    order = sorted(people, key=desk.rank)
    possible = {s: min(n, sum(s in desk.serves[login] for login in order)) for s, n in due.items()}
    search = _Search(order, desk)
    search.run({s: n for s, n in possible.items() if n > 0})
    return search.best or ()


class _Search:
    """One exact search; `best` is the best set found."""

    def __init__(self, order: Sequence[str], desk: _Desk) -> None:
        self.best: tuple[str, ...] | None = None
        self._cost: tuple[int, list[tuple[int, datetime, str]]] | None = None
        self._order = order
        self._desk = desk
        self._steps = 0

    def run(self, due: dict[str, int]) -> None:
        """Finds the best set for `due`: how often each service is still to be covered."""
        self._greedy(due)
        self._extend((), 0, due)

    def _covers(self, login: str, due: dict[str, int]) -> int:
        return sum(service in due for service in self._desk.serves[login])

    def _greedy(self, due: dict[str, int]) -> None:
        """A first set, so that the bound bites from the beginning."""
        chosen: tuple[str, ...] = ()
        while due:
            left = [login for login in self._order if login not in chosen]
            best = max(left, key=lambda login: self._covers(login, due))
            chosen, due = (*chosen, best), self._minus(due, best)
        self._keep(chosen)

    def _minus(self, due: dict[str, int], login: str) -> dict[str, int]:
        served = self._desk.serves[login]
        return {service: n - (service in served) for service, n in due.items() if n - (service in served) > 0}

    def _keep(self, chosen: tuple[str, ...]) -> None:
        cost = (len(chosen), self._total(chosen))
        if self._cost is None or cost < self._cost:
            self.best, self._cost = chosen, cost

    def _total(self, chosen: Iterable[str]) -> list[tuple[int, datetime, str]]:
        """Loads first, as a sum; then who was asked least recently; then the alphabet."""
        ranks = sorted(self._desk.rank(login) for login in chosen)
        return [(sum(rank[0] for rank in ranks), _NEVER, ""), *((0, rank[1], rank[2]) for rank in ranks)]

    def _extend(self, chosen: tuple[str, ...], start: int, due: dict[str, int]) -> None:
        self._steps += 1
        if not due:
            self._keep(chosen)
            return
        if self._steps > _STEPS or self._hopeless(len(chosen), start, due):
            return
        for index in range(start, len(self._order)):
            login = self._order[index]
            if self._covers(login, due):
                self._extend((*chosen, login), index + 1, self._minus(due, login))

    def _hopeless(self, size: int, start: int, due: dict[str, int]) -> bool:
        """Whether even the best of the people left could not beat the best set found."""
        left = self._order[start:]
        most = max((self._covers(login, due) for login in left), default=0)
        if most == 0 or any(sum(s in self._desk.serves[login] for login in left) < n for s, n in due.items()):
            return True
        needed = max(-(-sum(due.values()) // most), max(due.values()))
        return self._cost is not None and size + needed > self._cost[0]


def _trail(desk: _Desk, asked: Sequence[str], request: Sequence[str], covering: Sequence[str]) -> tuple[Candidate, ...]:
    trail = []
    for login in sorted(desk.teams, key=lambda login: (login not in request, login not in asked, desk.rank(login))):
        if login in desk.objectors:
            reason = "asked for changes; their word is awaited"
        elif login in asked:
            reason = "asked already"
        elif login in request:
            reason = "assigned by command" if login in covering else "fewest people, then least loaded"
        else:
            reason = desk.obstacle(login) or "covered already"
        chosen = login in asked or login in request
        services = tuple(desk.serves.get(login, ()))
        trail.append(Candidate(login, tuple(dict.fromkeys(desk.teams[login])), services, chosen, reason))
    return tuple(trail)


def _direct(snapshot: Snapshot) -> tuple[str, ...]:
    """People whom a human asked, on GitHub or by `/homebot assign`; not those homebot chose itself."""
    conversation = snapshot.conversation
    actors = {event.reviewer: event.actor for event in conversation.requests if not event.removed}
    by_hand = [
        login
        for login in conversation.observed.requested
        if actors.get(login, conversation.viewer) != conversation.viewer
    ]
    return tuple(dict.fromkeys((*by_hand, *snapshot.assigned)))


def _warnings(desk: _Desk, direct: Iterable[str]) -> Iterable[str]:
    """A direct request wins; it comes with a word of warning, never a refusal."""
    for login in direct:
        why = desk.unavailable(login)
        if why is not None:
            yield f"{login} was asked and is {why}"


def _release(snapshot: Snapshot, recognition: Recognition, needs: Sequence[Need]) -> tuple[str, ...]:
    """People taken off by command, and people homebot asked for nothing that is needed now."""
    unassigned = dict(snapshot.unassigned)
    useless = _asked_for_nothing(snapshot, needs) if recognition.standings else frozenset()
    requested = snapshot.conversation.observed.requested
    return tuple(login for login in requested if login in unassigned or login in useless)


def _asked_for_nothing(snapshot: Snapshot, needs: Sequence[Need]) -> frozenset[str]:
    """Those homebot asked who are in no team that is needed now, and who have not reviewed."""
    conversation = snapshot.conversation
    last = {event.reviewer: event.actor for event in conversation.requests if not event.removed}
    ours = {login for login, actor in last.items() if actor == conversation.viewer}
    reviewed = {review.author for review in conversation.reviews}
    useful = {login for need in needs for login in need.eligible} | set(snapshot.assigned)
    return frozenset(ours - useful - reviewed)


def _stuck(
    snapshot: Snapshot, directory: Directory, needs: Sequence[Need], desk: _Desk, covered: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Services for which nobody can be asked, said plainly, and the accountable people to turn to instead."""
    texts, call_on = [], []
    for need in needs:
        if not need.missing or any(need.service in desk.serves.get(login, ()) for login in covered):
            continue
        reasons = sorted({desk.obstacle(login) or "free" for login in need.eligible})
        texts.append(
            f"nobody of {need.team} can be asked for {need.service}" + (f" ({'; '.join(reasons)})" if reasons else "")
        )
        call_on += _accountable(snapshot, directory, need.team)
    return tuple(texts), tuple(dict.fromkeys(call_on))


def _accountable(snapshot: Snapshot, directory: Directory, team: str) -> list[str]:
    """The team's owners; if there are none but the author, the owners of sibling teams under the parent entities, then
    the managers (SPEC 7)."""
    not_author = snapshot.conversation.author
    found = directory.teams.get(team)
    if found is None:
        return []
    own = [login for login in found.owners if login != not_author]
    if own:
        return own
    for entity in directory.ancestors(found.entity):
        owners = [o for t in directory.teams.values() if t.entity == entity and t.name != team for o in t.owners]
        people = [login for login in (*owners, *directory.entities[entity].managers) if login != not_author]
        if people:
            return people
    return []
