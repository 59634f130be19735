"""One issue for each question about the roadmap, with both goals; reminders and the outcome stand below it."""

from homebot.core.directory import Directory
from homebot.core.escalations.clock import CLOSED
from homebot.core.escalations.words import OUTCOMES, how_it_ends
from homebot.core.notices import IssueState, Notice
from homebot.core.register.entries import Entry
from homebot.core.register.names import name_of
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain, visible
from homebot.core.render.markdown import paragraphs, series, table

LABEL = "roadmap"
REPOSITORY = "repository"
"""The fact that says where the issue stands."""


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    if record.kind != "escalation" or not record.fact(REPOSITORY):
        return ()
    if entry.act == "escalated":
        return (_issue(record, directory),)
    if entry.act == "reminded":
        is_closed = dict(entry.said).get(CLOSED) == "yes"
        return (_below(record, entry, _closed(record) if is_closed else _reminder(record), "open"),)
    return (_below(record, entry, _outcome(record, entry), "closed"),) if entry.act in OUTCOMES else ()


def key(record: Record) -> str:
    """Of the notice that opens its issue."""
    return f"escalation:{record.number}"


def of_key(text: str) -> int | None:
    """The escalation whose issue the notice of that key opens; `None` for any other notice."""
    kind, _, number = text.partition(":")
    return int(number) if kind == "escalation" and number.isdecimal() else None


def _issue(record: Record, directory: Directory) -> Notice:
    of = name_of("agreement", record.scope.of)
    title = f"{record.name}: {record.team} needs a change in {record.scope.service} that {record.home} declined"
    asked = series([mention(login) for login in record.people], 10)
    body = paragraphs(
        f"{code(record.team)} proposed to change {code(record.scope.service)}, which {code(record.home)} owns, and was"
        f" declined ({of}, {code(record.place)}). So it is a question about the roadmap of both.",
        table(("", "goal"), _goals(record, directory)),
        f"**Why it matters, by {code(record.by)}:** {plain(record.because)}",
        f"{asked}: please decide it together." if asked else "",
        how_it_ends(record),
        _meanings(),
    )
    return Notice(key(record), record.fact(REPOSITORY), body, title=visible(title, 200), labels=(LABEL,))


def _goals(record: Record, directory: Directory) -> list[tuple[str, str]]:
    wanted = [("this change", plain(record.fact("goal")))] if record.fact("goal") else []
    if record.fact("headline"):
        wanted.append(("in a customer's words", plain(record.fact("headline"))))
    return [*wanted, *((f"{code(team)} ({side})", _goal(team, directory)) for team, side in _sides(record))]


def _sides(record: Record) -> tuple[tuple[str, str], ...]:
    return ((record.team, "away"), (record.home, "home"))


def _goal(team: str, directory: Directory) -> str:
    found = directory.teams.get(team)
    return plain(found.goals) if found is not None and found.goals else "not given; `goals:` in `org.yaml` links them"


def _meanings() -> str:
    return table(("outcome", "means"), [(code(name), means) for name, means in OUTCOMES.items()])


def _below(record: Record, entry: Entry, body: str, state: IssueState = "") -> Notice:
    return Notice(f"said:{entry.key}", record.fact(REPOSITORY), body, state=state, upon=key(record))


def _reminder(record: Record) -> str:
    asked = series([code(login) for login in record.people], 30)
    return paragraphs(
        f"{record.name} is open since {record.at:%Y-%m-%d}, and has no outcome yet.",
        f"Asked are {asked}." if asked else "",
        how_it_ends(record),
    )


def _closed(record: Record) -> str:
    return paragraphs(
        f"This was closed without an outcome, so {record.name} is open again: whoever asked does not know what became"
        " of it.",
        how_it_ends(record),
    )


def _outcome(record: Record, entry: Entry) -> str:
    means = OUTCOMES[entry.act]
    return f"**Outcome {code(entry.act)}:** {means}.\n\n{code(entry.by)} decided, because: {plain(entry.because)}"
