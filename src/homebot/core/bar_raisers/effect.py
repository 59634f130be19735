"""Which decisions of bar raisers a change needs, and how they stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from homebot.core.accountable import accountable
from homebot.core.bar_raisers.independence import Change
from homebot.core.bar_raisers.part import Reason
from homebot.core.bar_raisers.reasons import asked_by_people, found_by_rules, own_records, services_of, strictest
from homebot.core.bar_raisers.reviews import wordless
from homebot.core.decision import Judgement, KeyDecision, Recognition
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.managers import nearest_managers
from homebot.core.overrides.standing import stands_against
from homebot.core.recognise import day_of
from homebot.core.register.record import Record
from homebot.core.working_days import Period, ends
from homebot.core.writers import writers

_ANSWERED = ("for", "against", "committed")
_SOON = Period(1, "wd")


def key_decisions(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, judgements: tuple[Judgement, ...]
) -> tuple[KeyDecision, ...]:
    """One for each kind that a rule or a person asks for."""
    if recognition.silent:
        return ()
    wanted = found_by_rules(snapshot, directory, recognition, judgements)
    known = {kind: one for kind, one in own_records(snapshot).items() if one.state != "dropped"}
    kinds = sorted({*known, *(one.kind for one in wanted)})
    return tuple(
        _decision(snapshot, directory, recognition, kind, [one for one in wanted if one.kind == kind], known.get(kind))
        for kind in kinds
    )


def _decision(
    snapshot: Snapshot,
    directory: Directory,
    recognition: Recognition,
    kind: str,
    reasons: Sequence[Reason],
    record: Record | None,
) -> KeyDecision:
    standings = services_of(reasons, recognition)
    because = (*(one.text for one in reasons), *asked_by_people(record))
    new = KeyDecision(
        kind=kind,
        number=0,
        state="needed",
        one_way=any(one.one_way for one in reasons),
        mode=strictest(standings),
        met=False,
        because=because,
    )
    if record is None:
        return new
    one_way, override = record.fact("door") == "one-way", _override(snapshot, record)
    return replace(
        new,
        number=record.number,
        state=record.state,
        one_way=one_way,
        met=_is_met(record, one_way, override),
        because=because or tuple(record.fact("triggers").splitlines()),
        people=record.people if record.state == "asked" else (),
        passed=tuple(record.fact("passed").splitlines()),
        due=record.due,
        override=override,
        called=_called(snapshot, directory, [one.team for one in standings]) if record.state == "unanswered" else (),
        by=record.fact("answered-by") if record.state in _ANSWERED else "",
        at=record.changed_at,
        wordless=wordless(kind, Change(snapshot, directory, recognition), record),
    )


def _is_met(record: Record, one_way: bool, override: str) -> bool:
    """A one-way door waits for an answer; another waits no longer once everybody who could be asked was. An override
    goes against an answer, or against the silence of all who could be asked; it falls when it stands against nothing.

    Nobody gets past a bar raiser by choosing, crediting or burdening all of them: those were never asked.
    """
    if override or record.state == "against":
        return bool(override)
    silent = record.state == "unanswered" and not record.fact("withheld")
    return record.state in ("for", "committed") or (silent and not one_way)


def _override(snapshot: Snapshot, record: Record) -> str:
    """The override that stands against it."""
    return next((one.name for one in snapshot.decisions if stands_against(one, record)), "")


def _called(snapshot: Snapshot, directory: Directory, teams: Sequence[str]) -> tuple[str, ...]:
    """The owners of the home teams and their managers, without who wrote the change."""
    barred = writers(snapshot)
    owners = [login for team in teams for login in accountable(directory, team, day_of(snapshot), barred)]
    above = [login for team in teams for login in nearest_managers(directory, team, barred)]
    return tuple(dict.fromkeys((*owners, *above)))


def look_again(decisions: Sequence[KeyDecision], snapshot: Snapshot) -> datetime | None:
    """When to look again though nothing happens: somebody may be back, or have time, who could decide."""
    open_ones = [one for one in decisions if one.waits and one.state in ("needed", "unanswered")]
    return ends(snapshot.at, _SOON, None) if open_ones and snapshot.conversation.state == "open" else None
