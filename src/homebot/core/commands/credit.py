"""Shows the credit of a team, a service or an entity in a period, always with the debt line.

Without a name: your team, or the whole company if you are in none. Periods are quarters in UTC: `2026Q2`, `trailing4`
(this quarter and the three before it) or `all`; without one, this quarter. `pending` lists what
could become credit, of all time unless a period is named."""

from typing import get_args

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import teams_of_actor
from homebot.core.credit.debt import debt_line
from homebot.core.credit.period import Period, current, period
from homebot.core.credit.statement import pending, select, statement
from homebot.core.credit.subject import Subject, SubjectKind, find, nearest
from homebot.core.render.escape import code

USAGE = "/homebot credit [pending] [TEAM|SERVICE|ENTITY] [2026Q2|trailing4|all]"
WHO_MAY: tuple[Role, ...] = ("org member",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot credit", "/homebot credit payments 2026Q2", "/homebot credit team=identity all",
            "/homebot credit pending payments")  # fmt: skip

KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)


class _Unclear(Exception):
    """What of the command cannot be understood, and the right form."""


def apply(call: Call, world: World) -> Answer:
    """Answers with the credit of what is named, its debt line included."""
    waiting = bool(call.words) and call.words[0].lower() == "pending"
    try:
        subject, span = _asked(call.words[1:] if waiting else call.words, dict(call.named), world)
        span = span or (Period("all", None) if waiting else current(world.day))
    except _Unclear as error:
        return refuse(str(error))
    chosen = select(world.contributions, subject, span)
    write = pending if waiting else statement
    return Answer(write(chosen, debt_line(chosen, subject), subject, span))


def _asked(words: tuple[str, ...], named: dict[str, str], world: World) -> tuple[Subject, Period | None]:
    """Whose credit, and when if that was said. Raises `_Unclear`."""
    left = list(words)
    span = period(left[-1], world.day) if left else None
    if span is not None:
        left.pop()
    if len(left) + len(named) > 1 or set(named) - set(KINDS):
        raise _Unclear(f"That cannot be understood. The form is {code(USAGE)}.")
    return _subject(left, named, world), span


def _subject(words: list[str], named: dict[str, str], world: World) -> Subject:
    if not words and not named:
        return _default(world)
    kind = next((known for known in KINDS if known in named), None)
    name = named[kind] if kind is not None else words[0]
    found = find(name, world.directory, kind)
    if found is None:
        near = nearest(name, world.directory)
        guess = f" Did you mean {code(near)}?" if near else ""
        raise _Unclear(f"The catalogue has no {kind or 'team, service or entity'} {code(name)}.{guess}")
    return found


def _default(world: World) -> Subject:
    root = next((entity.name for entity in world.directory.entities.values() if entity.parent is None), "")
    name, kind = next(((team, "team") for team in teams_of_actor(world)), (root, "entity"))
    found = find(name, world.directory, "team" if kind == "team" else "entity")
    if found is None:
        raise _Unclear(f"The catalogue is empty. Name a team, a service or an entity: {code(USAGE)}.")
    return found
