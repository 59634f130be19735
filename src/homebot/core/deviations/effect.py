"""What the open deviations do to the judgements of a change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from homebot.core.decision import Judgement, Recognition, ServiceStanding
from homebot.core.deviations.force import charged, concerns, covers, evidence_day, in_force, is_overdue
from homebot.core.directory import Directory, Strength
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding
from homebot.core.register.covered import what_changed
from homebot.core.register.record import Record, fold


def excused(
    judgements: tuple[Judgement, ...], snapshot: Snapshot, directory: Directory, recognition: Recognition
) -> tuple[Judgement, ...]:
    """The judgements, `deviated` where a deviation covers everything that fails. Where one covers less, or nothing yet
    or any more, the summary says so."""
    known = _known(snapshot)
    standings = {standing.service: standing for standing in recognition.standings}
    return tuple(
        _excused(one, _about(one, known, standings[one.service], recognition), snapshot)
        if one.outcome in ("fail", "error") and one.service in standings
        else one
        for one in judgements
    )


def letting_through(judgements: Iterable[Judgement], snapshot: Snapshot, recognition: Recognition) -> frozenset[int]:
    """The numbers of the deviations to which a change owes that it is `deviated` and does not fail."""
    known = _known(snapshot)
    standings = {standing.service: standing for standing in recognition.standings}
    return frozenset(
        record.number
        for one in judgements
        if one.outcome == "deviated" and one.service in standings
        for record in _about(one, known, standings[one.service], recognition)
        if not why_not(record, one.strength, snapshot) and _covered(charged(one), [record])
    )


def _known(snapshot: Snapshot) -> list[Record]:
    """The deviations that something can still become of. What is merged is judged by those that there were then: nobody
    merged past the rules because homebot looks late."""
    found = [record for record in snapshot.decisions if record.kind == "deviation"]
    if snapshot.conversation.state == "merged":
        found = [then for one in found if (then := _at(one, _moment(snapshot))) is not None]
    return [record for record in found if not record.final]


def _at(record: Record, moment: datetime) -> Record | None:
    """A deviation as it stood; `None` where it was not there yet."""
    then = [one for one in record.entries if one.at <= moment]
    return fold(then) if then else None


def _moment(snapshot: Snapshot) -> datetime:
    """When it counts whether a deviation is in force: now, or at the merge."""
    merged = snapshot.conversation.merged_at
    return snapshot.at if merged is None else min(merged, snapshot.at)


def _about(
    judgement: Judgement, known: list[Record], standing: ServiceStanding, recognition: Recognition
) -> list[Record]:
    """The deviations from this standard that concern this change."""
    same = [one for one in known if one.scope.standard == judgement.standard and one.scope.service == judgement.service]
    return [one for one in same if concerns(one, standing, recognition)]


def _excused(judgement: Judgement, records: list[Record], snapshot: Snapshot) -> Judgement:
    if not records:
        return judgement
    found = charged(judgement)
    valid = [one for one in records if not why_not(one, judgement.strength, snapshot)]
    covered = _covered(found, valid)
    if valid and len(covered) == len(found):
        names = " and ".join(f"{one.name} (until {one.until:%Y-%m-%d})" for one in valid)
        return replace(judgement, outcome="deviated", summary=f"{judgement.summary}; deviated under {names}")
    partly = f"covers {len(covered)} of {len(found)}"
    said = [why_not(one, judgement.strength, snapshot) or f"{one.name} {partly}" for one in records]
    return replace(judgement, summary="; ".join((judgement.summary, *said)))


def _covered(findings: Sequence[Finding], records: Sequence[Record]) -> list[Finding]:
    return [finding for finding in findings if any(covers(one, finding) for one in records)]


def why_not(record: Record, strength: Strength, snapshot: Snapshot) -> str:
    """Why a deviation excuses nothing here and now; empty where it does."""
    if in_force(record, _moment(snapshot), strength):
        return _not_approved(record, snapshot) if strength == "floor" else ""
    if is_overdue(record, _moment(snapshot)):
        return f"the evidence of {record.name} was due on {evidence_day(record)}"
    if strength == "floor":
        return f"{record.name} waits for an owner of the standard"
    return f"{record.name} is {record.state} and excuses nothing"


def _not_approved(record: Record, snapshot: Snapshot) -> str:
    """Why the approval of an owner of the standard does not count here. From a floor nobody deviates but with what they
    approved: one pull request, and the content it had."""
    if record.scope.pull != str(snapshot.pull):
        return f"{record.name} is for {record.scope.pull} alone"
    accepted, paths = record.last("accepted"), record.scope.paths
    changed = what_changed(
        snapshot, record.scope.head, lambda path: not paths or path in paths, accepted.at if accepted else None
    )
    return f"the approval of {record.name} does not count any more: {changed}" if changed is not None else ""
