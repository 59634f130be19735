"""Who was asked and does not answer, and what follows: the review moves on once, then the owners are named, then the
managers (SPEC 7).

A reaction is a review of any kind or a comment on the pull request, commands among them. The wait begins when a person
is asked, or when it becomes the reviewers' turn if that is later, and lasts the `first_response` of the service, in the
working days of its team. A push changes nothing about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from homebot.core.accountable import accountable
from homebot.core.decision import Candidate, Need, ReviewChoice, Unanswered
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.last_requests import asked_by_us, last_requests
from homebot.core.managers import nearest_managers
from homebot.core.recognise import day_of
from homebot.core.waits import Moved
from homebot.core.working_days import Period, ends, period
from homebot.core.writers import writers

_SOON = Period(1, "wd")
"""When homebot looks again where nobody can be asked: loads and moods change without telling it."""


def asked_since(snapshot: Snapshot, login: str) -> datetime | None:
    """When the person was asked last, on GitHub or by homebot; `None` when nothing tells."""
    ours = [asked.at for asked in snapshot.asked if asked.login == login]
    last = _requested(snapshot, login)
    return max((*ours, last) if last is not None else ours, default=None)


def _requested(snapshot: Snapshot, login: str) -> datetime | None:
    last = last_requests(snapshot.conversation).get(login)
    return last.at if last is not None and not last.removed else None


def _open(needs: Sequence[Need]) -> tuple[Need, ...]:
    return tuple(need for need in needs if need.mode != "observe" and not need.met)


def _objectors(needs: Sequence[Need]) -> frozenset[str]:
    return frozenset(login for need in needs for login in need.objected_by)


def _away(snapshot: Snapshot) -> dict[str, datetime]:
    """Who is absent, and until when."""
    until = ((one.login, one.absent_until) for one in snapshot.people)
    return {login: back for login, back in until if back is not None and back > snapshot.at}


def _wanted(need: Need) -> int:
    """How many people have to say something; an objector too has to say something else."""
    return need.missing or 1


class Silence:
    """Who of the people asked has not answered in time. `since` is when it became the reviewers' turn; while it is
    somebody else's, `None`, nobody is waited for."""

    def __init__(self, snapshot: Snapshot, directory: Directory, needs: Sequence[Need], since: datetime | None) -> None:
        self.snapshot = snapshot
        self.directory = directory
        self.since = since or snapshot.at
        self.open = _open(needs) if since is not None else ()
        self._reacted = _reactions(snapshot)
        self.away = _away(snapshot)
        self.objectors = _objectors(self.open)
        self.asked = self._asked()
        self.silent = frozenset(login for login in self.asked if self._is_silent(login))
        self.moving = frozenset(login for login in self.silent if self._may_move(login))
        self._gone = {one.login: one for one in snapshot.moved if self._is_gone(one)}

    def _asked(self) -> dict[str, datetime]:
        """Who is asked for something that is open, since when; objectors are, once it is their turn again."""
        useful = {login for need in self.open for login in need.eligible}
        requested = [login for login in self.snapshot.conversation.observed.requested if login in useful]
        found = {login: asked_since(self.snapshot, login) or self.since for login in requested}
        return found | {login: max(found.get(login, self.since), self.since) for login in sorted(self.objectors)}

    def _is_silent(self, login: str) -> bool:
        return not self.answered(login) and self.due(login) <= self.snapshot.at

    def reason(self, login: str) -> str | None:
        """Why a person is passed over, in the words of the trail; `None` for who has nothing to answer for."""
        if login in self.moving:
            return f"no answer since {self.asked[login]:%Y-%m-%d}"
        return f"no answer since {self._gone[login].since:%Y-%m-%d}" if login in self._gone else None

    def answered(self, login: str) -> bool:
        """Whether a person who is asked has reacted since. To say that one is away is no answer that lasts."""
        reacted = self._reacted.get(login)
        return reacted is not None and reacted >= self._begun(login) and login not in self.away

    def _begun(self, login: str) -> datetime:
        """From when on a word is a reaction: by the clock of GitHub, which dates both, and not by ours."""
        if login in self.objectors:
            return self.asked[login]
        return _requested(self.snapshot, login) or self.asked[login]

    def due(self, login: str) -> datetime:
        """When a first answer of a person who is asked is due; of several services the soonest counts."""
        begins = max(self.asked[login], self.since)
        return min(self.wait(need, begins) for need in self.open if login in need.eligible)

    def wait(self, need: Need, begins: datetime) -> datetime:
        """When the first response to a service is due that is waited for from that moment on."""
        rule = self.directory.services[need.service].review
        return ends(begins, period(rule.first_response), self.directory.teams.get(need.team))

    def was_moved(self, login: str) -> bool:
        """Whether the review moved on from a person already since they were asked."""
        return any(one.login == login and one.at >= self.asked[login] for one in self.snapshot.moved)

    def _may_move(self, login: str) -> bool:
        """Once: whoever was asked after the review had moved on from a colleague is the second already. An objection is
        nobody else's to take back."""
        second = any(
            one.at <= self.asked[login] and self._share_a_need(one.login, login) for one in self.snapshot.moved
        )
        return login not in self.objectors and (self.was_moved(login) or not second)

    def _share_a_need(self, one: str, other: str) -> bool:
        return any(one in need.eligible and other in need.eligible for need in self.open)

    def _is_gone(self, one: Moved) -> bool:
        back = self._reacted.get(one.login)
        return (back is None or back < one.since) and self.asked.get(one.login, one.at) <= one.at


def moved_on(choice: ReviewChoice, silence: Silence) -> ReviewChoice:
    """The choice with what follows from silence. Somebody whom homebot asked is released once another is asked in
    their place; whom a person asked stays, and another is asked beside them."""
    heard = {*_waited(choice, silence), *choice.request} - silence.silent
    leaving = [login for login in choice.keep if login in silence.moving and _replaced(silence, login, heard)]
    left = _without(choice, silence, [login for login in leaving if _is_ours(silence.snapshot, login)])
    unanswered = tuple(_unanswered(left, silence, heard))
    called = [login for one in unanswered for login in one.called]
    return replace(
        left,
        moved=tuple((login, silence.asked[login]) for login in leaving if not silence.was_moved(login)),
        unanswered=unanswered,
        call_on=tuple(dict.fromkeys((*left.call_on, *called))),
    )


def _without(choice: ReviewChoice, silence: Silence, released: Sequence[str]) -> ReviewChoice:
    return replace(
        choice,
        keep=tuple(login for login in choice.keep if login not in released),
        release=tuple(dict.fromkeys((*choice.release, *released))),
        trail=tuple(_told(one, silence, released) for one in choice.trail),
    )


def _replaced(silence: Silence, login: str, heard: set[str]) -> bool:
    """Whether enough others are asked wherever this person is."""
    mine = [need for need in silence.open if login in need.eligible]
    return all(len(heard.intersection(need.eligible)) >= _wanted(need) for need in mine)


def _is_ours(snapshot: Snapshot, login: str) -> bool:
    """Whether homebot asked, and nobody else did."""
    return login not in snapshot.assigned and login in asked_by_us(snapshot.conversation)


def _told(one: Candidate, silence: Silence, released: Sequence[str]) -> Candidate:
    if one.login not in silence.silent:
        return one
    reason = f"no answer since {silence.asked[one.login]:%Y-%m-%d}"
    return replace(one, chosen=one.chosen and one.login not in released, reason=reason)


def _unanswered(choice: ReviewChoice, silence: Silence, heard: set[str]) -> Iterator[Unanswered]:
    """The services for which too few people are left who might still answer in time."""
    now = silence.snapshot.at
    for need in silence.open:
        if len(heard.intersection(need.eligible)) >= _wanted(need):
            continue
        quiet = [login for login in _waited(choice, silence) if login in silence.silent and login in need.eligible]
        late = silence.wait(need, max(map(silence.due, quiet), default=silence.since))
        if quiet or late <= now:
            asked = tuple((login, silence.asked[login]) for login in quiet)
            yield Unanswered(need.service, need.team, asked, _called(silence, need, quiet, late <= now), late)


def _waited(choice: ReviewChoice, silence: Silence) -> list[str]:
    return [login for login in silence.asked if login not in choice.release]


def _called(silence: Silence, need: Need, quiet: Sequence[str], late: bool) -> tuple[str, ...]:
    """The owners; one more wait later the managers as well."""
    without = {*writers(silence.snapshot), *quiet}
    owners = accountable(silence.directory, need.team, day_of(silence.snapshot), without)
    above = nearest_managers(silence.directory, need.team, without) if late else ()
    return tuple(dict.fromkeys((*owners, *above)))


def answer_by(choice: ReviewChoice, silence: Silence) -> datetime | None:
    """When the next first answer is due; `None` while none is waited for."""
    now = silence.snapshot.at
    times = [silence.due(login) for login in _waited(choice, silence) if not silence.answered(login)]
    asking = (need for need in silence.open if set(choice.request).intersection(need.eligible))
    times += [silence.wait(need, max(now, silence.since)) for need in asking]
    return _next(times, now)


def look_again_at(choice: ReviewChoice, silence: Silence) -> datetime | None:
    """The next moment at which the passing of time alone may change something; `None` while it cannot."""
    due = answer_by(choice, silence)
    times = [] if due is None else [due]
    for need in silence.open:
        times.append(silence.wait(need, silence.since))
        times += _back(silence, need) if choice.stuck else ()
    times += [one.late_at for one in choice.unanswered]
    return _next(times, silence.snapshot.at)


def sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    """The first of two moments, each of which may be none."""
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _next(times: Sequence[datetime], now: datetime) -> datetime | None:
    return min((moment for moment in times if moment > now), default=None)


def _back(silence: Silence, need: Need) -> Iterator[datetime]:
    """When somebody who could be asked is back, and the next working day."""
    yield ends(silence.snapshot.at, _SOON, silence.directory.teams.get(need.team))
    yield from (silence.away[login] for login in need.eligible if login in silence.away)


def _reactions(snapshot: Snapshot) -> dict[str, datetime]:
    """Each person's newest reaction."""
    talk = snapshot.conversation
    found: dict[str, datetime] = {}
    said = [*((one.author, one.submitted_at) for one in talk.reviews), *((one.author, one.at) for one in talk.remarks)]
    for login, at in said:
        found[login] = max(at, found.get(login, at))
    return found
