"""What homebot answers to whoever wants a deviation."""

from datetime import datetime

from homebot.core.commands.answer import World
from homebot.core.deviations.force import evidence_day
from homebot.core.deviations.owners import owners_of_standard
from homebot.core.deviations.subject import Subject
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import series

MOST_ASKED = 5
"""Owners of a standard whom one reply turns to."""


def day_of(moment: datetime | None) -> str:
    """`2026-12-31`."""
    return f"{moment:%Y-%m-%d}" if moment is not None else "no day"


def covered_places(record: Record) -> str:
    """What it is about: files, or the whole service."""
    paths = record.scope.paths
    return series([code(path, 200) for path in paths], 10) if paths else f"the whole of {code(record.scope.service)}"


def begun(record: Record, about: Subject) -> str:
    """To one that is in force at once."""
    blocks = about.judgement.mode == "enforce"
    check = "`homebot: standards` is neutral for it, never green." if blocks else "Nothing blocks here anyway."
    return (
        f"**{record.name}**: {code(record.team)} deviates from {about.what} until {day_of(record.until)}, in"
        f" {covered_places(record)}. {check} Reason: {plain(record.because)}\n\n{_then(record)}"
    )


def _then(record: Record) -> str:
    decides = f"An owner of {code(record.home)} decides: `/homebot accept {record.name}` or `/homebot reject"
    decides += f' {record.name} because="..."`.'
    if record.evidence:
        return decides
    give = f'`/homebot evidence {record.name} data=URL says="..."`'
    return (
        f"Evidence is due by {evidence_day(record)}: {give}. Without it the deviation excuses nothing any more, and the"
        f" next change of {code(record.team)} cannot deviate from {code(record.scope.standard)}. {decides}"
    )


def proposed(record: Record, about: Subject, world: World) -> str:
    """To one from a floor."""
    return (
        f"**{record.name}** is proposed: {code(record.team)} would deviate from {about.what} until"
        f" {day_of(record.until)}, in {covered_places(record)}. Reason: {plain(record.because)}\n\n"
        f"{code(record.scope.standard)} is a floor: nothing changes before an owner of the standard approves."
        f" {until_approved(record, world)}"
    )


def until_approved(record: Record, world: World) -> str:
    """Who has to approve of one from a floor, and how: they are asked to act, and notified."""
    owners = owners_of_standard(record, world.directory, world.day)
    how = f'`/homebot accept {record.name}` or `/homebot reject {record.name} because="..."`'
    if not owners:
        return (
            "Nobody may approve it: the profile names no other owner of the standard, no bar raiser is for it, and"
            " no manager above the Home Team. `owners:` of the standard in `standards.yaml` names one."
        )
    return f"It waits for {series([mention(one) for one in owners], MOST_ASKED)}: {how}."


def owed(record: Record) -> str:
    """The refusal while evidence is overdue."""
    return (
        f"The evidence of {record.name} was due on {evidence_day(record)} ({code(record.scope.standard)} of"
        f" {code(record.scope.service)}, {code(record.team)}), and until it is there {code(record.team)} cannot deviate"
        f' from this standard again: `/homebot evidence {record.name} data=URL says="..."`. An owner of'
        f" {code(record.home)} may also accept {record.name} as it is, or reject it."
    )
