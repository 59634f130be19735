"""Bar raisers as reviewers on GitHub: who is asked there, and who no longer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from homebot.core.bar_raisers.reasons import own_records
from homebot.core.decision import KeyDecision, ReviewChoice
from homebot.core.facts import Snapshot
from homebot.core.last_requests import asked_by_us, is_ours, last_requests

MOST_ASKED = 15
"""Requests for review that GitHub takes."""


def with_bar_raisers(choice: ReviewChoice, decisions: tuple[KeyDecision, ...], snapshot: Snapshot) -> ReviewChoice:
    """The choice of reviewers with the bar raisers who are to be asked, without those whose word is given or not needed
    any more."""
    talk = snapshot.conversation
    if talk.state != "open" or talk.draft:
        return choice
    waiting = [one for one in decisions if one.mode != "observe"]
    wanted = _each(login for one in waiting for login in one.people)
    everybody = _each((*_new(choice, wanted, snapshot), *choice.request))
    room = max(0, MOST_ASKED - len(talk.observed.requested))
    released = _each(login for login in (*choice.release, *_done(choice, snapshot)) if login not in wanted)
    return replace(
        choice,
        request=everybody[:room],
        later=(*everybody[room:], *choice.later),
        keep=_each((*_without(choice.keep, released), *_both(talk.observed.requested, wanted))),
        release=released,
        call_on=_each((*choice.call_on, *_called(waiting))),
    )


def _each(logins: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(logins))


def _without(logins: Sequence[str], others: Sequence[str]) -> list[str]:
    return [login for login in logins if login not in others]


def _both(logins: Sequence[str], others: Sequence[str]) -> list[str]:
    return [login for login in logins if login in others]


def _called(waiting: Sequence[KeyDecision]) -> list[str]:
    """Who answers for a decision that waits and that nobody is left to be asked for."""
    return [login for one in waiting if one.waits for login in one.called]


def _new(choice: ReviewChoice, wanted: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Whom somebody took off, or who has reviewed since, is not asked on GitHub once more."""
    asked = (*snapshot.conversation.observed.requested, *choice.request)
    return [login for login in _without(wanted, asked) if not _has_reacted(snapshot, login)]


def _has_reacted(snapshot: Snapshot, login: str) -> bool:
    """Whether a person was asked on GitHub, and the request is gone for another reason than homebot's own."""
    talk = snapshot.conversation
    last = last_requests(talk).get(login)
    if last is not None and last.removed:
        return not is_ours(talk, last)
    return last is not None and any(one.author == login and one.submitted_at >= last.at for one in talk.reviews)


def _done(choice: ReviewChoice, snapshot: Snapshot) -> list[str]:
    """Those whom homebot asked as bar raisers, and for nothing else. Who is asked for an approval too is kept by the
    choice of reviewers, which knows the trail."""
    asked = {login for one in own_records(snapshot).values() for entry in one.entries for login in entry.people}
    ours = asked.intersection(asked_by_us(snapshot.conversation))
    useful = {*(one.login for one in choice.trail), *snapshot.assigned}
    return [login for login in snapshot.conversation.observed.requested if login in ours - useful]
