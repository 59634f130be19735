"""Whether somebody is independent of a change: not theirs, not their teams', and not chosen by its author (SPEC 8)."""

from dataclasses import dataclass
from datetime import datetime

from homebot.core.committers import committers, reason_to_count
from homebot.core.decision import Recognition
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.recognise import day_of, members_on
from homebot.core.register.record import Record


@dataclass(frozen=True, slots=True)
class Independence:
    """The tests of independence that a person passed, and those they failed, each in words."""

    passed: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def independent(self) -> bool:
        """Whether none is failed."""
        return not self.failed


@dataclass(frozen=True, slots=True)
class Change:
    """What independence is from: a pull request, its author's standing, and the catalogue."""

    snapshot: Snapshot
    directory: Directory
    recognition: Recognition


def independence(login: str, change: Change, record: Record | None) -> Independence:
    """The tests of one person. Whom homebot asked for the decision, or who answered, was not chosen by the author,
    whoever asks for their review later."""
    found = (
        ("no author or committer of the change", _wrote(login, change)),
        ("in neither the home nor the away team", _is_party(login, change)),
        ("not chosen by the author", _is_chosen(login, change, record)),
    )
    return Independence(
        passed=tuple(test for test, why_not in found if not why_not),
        failed=tuple(why_not for _, why_not in found if why_not),
    )


def is_outside(login: str, change: Change) -> bool:
    """Whether somebody is neither the author nor in a team that has a part in it, whatever the author did to them."""
    return login != change.snapshot.conversation.author and not _is_party(login, change)


def _wrote(login: str, change: Change) -> str:
    if login == change.snapshot.conversation.author:
        return "they wrote the change"
    if login not in committers(change.snapshot):
        return ""
    return reason_to_count(change.snapshot, login) or "a commit of the change is theirs"


def _is_party(login: str, change: Change) -> str:
    home = [(one.team, "a home team") for one in change.recognition.standings]
    away = [(team, "the away team") for team in (change.recognition.away_team,) if team is not None]
    day = day_of(change.snapshot)
    for team, which in dict.fromkeys((*home, *away)):
        if login in members_on(change.snapshot, change.directory, team, day):
            return f"they are in `{team}`, {which}"
    return ""


def _is_chosen(login: str, change: Change, record: Record | None) -> str:
    talk = change.snapshot.conversation
    asked = [one.at for one in talk.requests if not one.removed and (one.reviewer, one.actor) == (login, talk.author)]
    asked += [one.at for one in change.snapshot.assigned_by if (one.login, one.by) == (login, talk.author)]
    since = _concerned_since(login, record)
    return "the author asked for their review" if any(since is None or at < since for at in asked) else ""


def _concerned_since(login: str, record: Record | None) -> datetime | None:
    """When somebody was first asked for the decision, or answered."""
    entries = record.entries if record is not None else ()
    return next((one.at for one in entries if login in one.people or login == one.by), None)
