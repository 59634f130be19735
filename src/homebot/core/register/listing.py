"""Answers about the register in Markdown: a list of decisions, and the whole history of one."""

from datetime import datetime

from homebot.core.register.entries import Entry
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.question import Asked
from homebot.core.register.record import Record
from homebot.core.register.told import shown, what, when, where, who
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, paragraphs, series, table

MOST_LISTED = 30
"""Decisions in one answer."""
MOST_ENTRIES = 60
"""Of one decision's history, in one answer."""
MOST_FACTS = 400
"""Characters of a fact that are shown."""
_HEAD = ("decision", "state", "what", "who", "when", "said in")


def listing(asked: Asked, facts: RegisterFacts, now: datetime) -> str:
    """The decisions that were asked for, what is due soonest first."""
    all_there = len(facts.listed) + facts.cut
    meant = f"{_adjective(asked)}{'decision' if all_there == 1 else 'decisions'}{_of(asked)}"
    if not facts.listed:
        every = f" {code(f'/homebot register{_name(asked)} state=all')} lists those of every state."
        none = f"No {_adjective(asked)}decision{_of(asked)}.{'' if asked.state == 'all' else every}"
        return paragraphs(none, facts.note)
    left = (
        f"These are the first {len(facts.listed)}. Ask for one team, one service or one `kind=`, or, where homebot"
        f" runs, {code(_command_line(asked), 200)} for all of them."
        if facts.cut
        else ""
    )
    told = "`/homebot register D12` tells the history of one."
    return paragraphs(
        f"**{all_there:,} {meant}:**", table(_HEAD, [_row(one, now) for one in facts.listed]), left, told, facts.note
    )


def _row(record: Record, now: datetime) -> tuple[str, ...]:
    said = where(record.entries[0]) if record.entries else ""
    return f"`{record.name}`", code(record.state), what(record), who(record), when(record, now), said


def _adjective(asked: Asked) -> str:
    if asked.state in ("open", "all"):
        return "open " if asked.state == "open" else ""
    return f"`{asked.state}` "


def _of(asked: Asked) -> str:
    kind = f" of the kind `{asked.kind}`" if asked.kind else ""
    return kind + (f" of the {asked.subject.kind} {code(asked.subject.name)}" if asked.subject else "")


def _name(asked: Asked) -> str:
    return f" {asked.subject.name}" if asked.subject else ""


def _command_line(asked: Asked) -> str:
    state = "" if asked.state == "open" else f" --state {asked.state}"
    return f"homebot register{_name(asked)}{state}{f' --kind {asked.kind}' if asked.kind else ''}"


def history(record: Record, now: datetime, web: str = "", most: int = MOST_ENTRIES) -> str:
    """What was done about one decision, in its order; of more than `most` entries the newest."""
    entries = record.entries[-most:]
    left = len(record.entries) - len(entries)
    cut = (
        f"{count(left, 'entry', 'entries')} before these are left out: `homebot register show {record.name}`, where"
        " homebot runs, tells all."
        if left
        else ""
    )
    return paragraphs(
        f"**`{record.name}`**, {record.kind}, is {code(record.state)}. {what(record, 400)}".rstrip(),
        bullets(line for line in _standing(record, now) if line),
        cut,
        "\n".join(_told(place, entry, web) for place, entry in enumerate(entries, start=left + 1)),
    )


def _standing(record: Record, now: datetime) -> tuple[str, ...]:
    scope = record.scope
    return (
        f"By {who(record)}",
        _first_up(when(record, now)),
        f"Holds for {code(scope.pull)} alone" if scope.pull else "",
        f"Covers the content of {code(scope.head[:12])}" if scope.head else "",
        f"Paths: {series([code(path, 200) for path in scope.paths], 10)}" if scope.paths else "",
        *(f"{code(name, 60)}: {plain(value, MOST_FACTS)}" for name, value in record.said if value.strip()),
    )


def _told(place: int, entry: Entry, web: str) -> str:
    """One entry: when, who, what, why, with what shown, and under which configuration."""
    lines = [
        plain(entry.because, 1_000) if entry.because else "",
        f"Evidence: {shown(entry.evidence)}" if entry.evidence is not None else "",
        f"Asked: {series([code(login) for login in entry.people])}" if entry.people else "",
        _days(entry),
        f"Under the configuration {code(entry.configuration[:12])}" if entry.configuration else "",
    ]
    by = code(entry.by) if entry.by else "homebot"
    said = f", in {where(entry, web)}" if entry.place else ""
    head = f"{place}. {entry.at:%Y-%m-%d %H:%M} UTC, {by}: **{entry.act}**{said}"
    return "\n".join([head, *(f"   - {line}" for line in lines if line)])


def _days(entry: Entry) -> str:
    parts = [f"until {entry.until:%Y-%m-%d}"] if entry.until is not None else []
    parts += [f"due {entry.due:%Y-%m-%d}"] if entry.due is not None else []
    return _first_up(", ".join(parts))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
