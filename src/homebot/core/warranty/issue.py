"""What becomes of claims when an issue is labelled, taken by somebody, closed or reopened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.issues import Issue
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.warranty.claim import Complaint, claimed, on_issue
from homebot.core.warranty.clock import TO_REOPEN, runs, settled
from homebot.core.warranty.which import LABEL, which
from homebot.core.warranty.words import why_none

MOST_CLAIMS = 5
"""On one issue by reopening it: whoever opened and closed it may do that, a stranger, and each asks people to act."""
TAKEN, CLOSED = "took the issue", "the issue was closed"


@dataclass(frozen=True, slots=True)
class Happened:
    """An `action` of an `issues` event by somebody; `trusted` when their label counts: an issue form sets labels for
    anybody who fills it in. `teams` are those of who did it, read where it matters. `key` names the delivery."""

    action: str
    by: str
    key: str
    trusted: bool
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the register has: the claims that were made on the issue and the agreements of its repository's services,
    each the oldest first, other open claims on these, and the number of the next decision."""

    records: tuple[Record, ...]
    next_number: int


@dataclass(frozen=True, slots=True)
class Led:
    """Entries for the register, and what is said on the issue in the place of a claim."""

    entries: tuple[Entry, ...] = ()
    said: str = ""


def led_to(happened: Happened, issue: Issue, known: Known, now: datetime, directory: Directory) -> Led:
    """What one event leads to, by the issue as GitHub has it now. Once it is in the register it leads to no more."""
    claims = on_issue(known.records, str(issue.id))
    still = [one for one in claims if not one.final]
    if happened.action == "assigned":
        return Led(_taken(happened, issue, still, now, directory))
    if issue.state == "closed":
        return Led(_closed(happened, still, known, now, directory) if happened.action == "closed" else ())
    if still or happened.action == "closed":
        return Led()
    if happened.action == "reopened" and claims:
        return _again(happened, issue, claims, known, now, directory)
    return _labelled(happened, issue, known, now, directory)


def _taken(
    happened: Happened, issue: Issue, still: Sequence[Record], now: datetime, directory: Directory
) -> tuple[Entry, ...]:
    """Somebody of the away team took the issue: that acknowledges it. Whom others assign has said nothing yet."""
    if happened.by not in issue.assignees:
        return ()
    waiting = (one for one in still if one.state in ("open", "late") and one.team in happened.teams)
    return tuple(
        replace(_entry(happened, one, "acknowledged", now, directory), because=TAKEN, people=(happened.by,))
        for one in waiting
    )


def _labelled(happened: Happened, issue: Issue, known: Known, now: datetime, directory: Directory) -> Led:
    if LABEL not in issue.labels or not happened.trusted:
        return Led()
    found = which(issue, [one for one in known.records if one.kind == "agreement"], now, directory)
    if isinstance(found, str):
        return Led(said=found)
    return Led((_claimed(happened, issue, found, known, now, directory),))


def _closed(
    happened: Happened, still: Sequence[Record], known: Known, now: datetime, directory: Directory
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    ended = {one.number for one in still}
    rest = [one for one in known.records if one.number not in ended]
    for claim in still:
        entries.append(replace(_entry(happened, claim, "resolved", now, directory), because=CLOSED))
        agreement = next((one for one in known.records if one.number == claim.scope.of), None)
        key = f"{happened.key}:claims-settled:{claim.scope.of}"
        after = settled(agreement, claim, key, now, rest, TO_REOPEN) if agreement is not None else None
        entries += [after] if after is not None else []
    return tuple(entries)


def _entry(happened: Happened, claim: Record, act: str, now: datetime, directory: Directory) -> Entry:
    return Entry(
        key=f"{happened.key}:{act}:{claim.number}",
        number=claim.number,
        kind="claim",
        act=act,
        at=now,
        by=happened.by,
        place=claim.fact("issue"),
        said=(("how", happened.action),),
        configuration=directory.digest,
    )


def _again(
    happened: Happened, issue: Issue, claims: Sequence[Record], known: Known, now: datetime, directory: Directory
) -> Led:
    """It was resolved too early. What a home owner refused stays refused."""
    last = claims[-1]
    agreement = next((one for one in known.records if one.number == last.scope.of), None)
    if agreement is None or last.state != "resolved":
        return Led()
    if not runs(agreement, now):
        return Led(said=f"{last.name} is not open again. {why_none(agreement, now, directory)}")
    if len(claims) >= MOST_CLAIMS:
        form = f'`/homebot warranty {agreement.name} because="..."`'
        return Led(
            said=f"This was a claim {len(claims)} times. Somebody of the Home Team says whether it is one: {form}."
        )
    return Led((_claimed(happened, issue, agreement, known, now, directory),))


def _claimed(
    happened: Happened, issue: Issue, agreement: Record, known: Known, now: datetime, directory: Directory
) -> Entry:
    because = " ".join(issue.title.split())[:1_000]
    how = "reopened" if happened.action == "reopened" else "label"
    complaint = Complaint(happened.by, str(issue.id), because, issue.title, issue.author, how)
    return claimed(agreement, complaint, known.next_number, f"{happened.key}:claimed", now, directory)
