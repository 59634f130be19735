"""What a `credit` command asks for: read of its words before anything is read of the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from homebot.core.commands.answer import World
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import teams_of_actor
from homebot.core.credit.claims import LONGEST
from homebot.core.credit.period import Period, current, period
from homebot.core.credit.questions import (
    AskedClaim,
    AskedContribution,
    AskedEntry,
    AskedFunding,
    AskedRollup,
    AskedStatement,
    AskedVerify,
    Question,
    agreement_named,
    contribution_named,
    entry_named,
)
from homebot.core.credit.subject import Subject, SubjectKind, find, nearest
from homebot.core.render.escape import code

KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)
FORMS = {
    "": "/homebot credit [TEAM|SERVICE|ENTITY] [2026Q2|trailing4|all]",
    "pending": "/homebot credit pending [TEAM|SERVICE|ENTITY]",
    "funding": "/homebot credit funding [TEAM|SERVICE|ENTITY] [2026Q2|trailing4|all]",
    "explain": "/homebot credit explain PR|CONTRIBUTION|ENTRY|AGREEMENT",
    "rollup": "/homebot credit rollup ENTITY [2026Q2|trailing4|all]",
    "verify": "/homebot credit verify",
    "attest": '/homebot credit attest CONTRIBUTION note="..." [team=TEAM]',
    "second": "/homebot credit second CONTRIBUTION [team=TEAM]",
    "withdraw": '/homebot credit withdraw CONTRIBUTION because="..." [team=TEAM]',
    "dispute": '/homebot credit dispute CONTRIBUTION [settled] [consumer=TEAM] because="..."',
}
"""Each form by its first word; without one it is a statement."""


CLAIMS = ("attest", "second", "withdraw", "dispute")
"""Forms that are a person's word."""


class Unclear(Exception):
    """What of the command cannot be understood, and the right form."""


@dataclass(frozen=True, slots=True)
class Form:
    """A command read: which form it has, what it asks of the ledger, and what else it says."""

    name: str
    question: Question
    said: str = ""
    """The note or the reason."""
    settled: bool = False
    team: str | None = None


def read(call: Call, world: World) -> Form:
    """The form a command has. Raises `Unclear`."""
    name = call.words[0].lower() if call.words and call.words[0].lower() in FORMS else ""
    words = list(call.words[1:] if name else call.words)
    return _READERS[name](name, words, dict(call.named), world)


def _statement(name: str, words: list[str], named: dict[str, str], world: World) -> Form:
    span = period(words[-1], world.day) if words else None
    if span is not None:
        words.pop()
    if len(words) + len(named) > 1 or set(named) - set(KINDS):
        raise _misread(name)
    waiting = name == "pending"
    subject = _subject(words, named, world)
    if name == "funding":
        return Form(name, AskedFunding(subject, span or current(world.day)))
    return Form(name, AskedStatement(subject, span or _usual(world, waiting), waiting))


def _usual(world: World, waiting: bool) -> Period:
    return Period("all", None) if waiting else current(world.day)


def _rollup(name: str, words: list[str], named: dict[str, str], world: World) -> Form:
    span = period(words[-1], world.day) if words else None
    if span is not None:
        words.pop()
    if len(words) > 1 or named:
        raise _misread(name)
    root = next((entity.name for entity in world.directory.entities.values() if entity.parent is None), "")
    entity = _named(words[0] if words else root, "entity", world)
    return Form(name, AskedRollup(entity.name, span or current(world.day)))


def _explain(name: str, words: list[str], named: dict[str, str], world: World) -> Form:
    if len(words) > 1 or named:
        raise _misread(name)
    word = words[0] if words else (f"#{world.number}" if world.on_pull else "")
    agreement = agreement_named(word)
    if agreement is not None:
        return Form(name, agreement)
    entry = entry_named(word)
    of = contribution_named(word, world.repository)
    if entry is None and of is None:
        raise _misread(name)
    return Form(name, entry if isinstance(entry, AskedEntry) else AskedContribution(of or ""))


def _verify(name: str, words: list[str], named: dict[str, str], world: World) -> Form:
    if words or named:
        raise _misread(name)
    return Form(name, AskedVerify())


def _claim(name: str, words: list[str], named: dict[str, str], world: World) -> Form:
    settled = name == "dispute" and "settled" in [word.lower() for word in words[1:]]
    of = contribution_named(words[0], world.repository) if words else None
    team = named.pop("consumer" if name == "dispute" else "team", None)
    said = _reason(name, named)
    if of is None or named or len(words) != 1 + settled:
        raise _misread(name)
    if team is not None and team not in world.directory.teams:
        raise Unclear(f"The catalogue has no team {code(team)}.{_guess(team, world)}")
    return Form(name, AskedClaim(of, teams_of_actor(world)), said, settled, team)


def _reason(name: str, named: dict[str, str]) -> str:
    """Takes what is said with a claim. Only who seconds another need not say why."""
    key = "note" if name == "attest" else "because"
    said = named.pop(key, "")
    if name != "second" and not said.strip():
        raise Unclear(f"Say why: {code(FORMS[name])}. Nothing was changed.")
    if len(said) > LONGEST:
        raise Unclear(f"The {key} has {len(said):,} characters; at most {LONGEST} are kept. Nothing was changed.")
    return said


_READERS: dict[str, Callable[[str, list[str], dict[str, str], World], Form]] = {
    "": _statement,
    "pending": _statement,
    "funding": _statement,
    "explain": _explain,
    "rollup": _rollup,
    "verify": _verify,
    **dict.fromkeys(CLAIMS, _claim),
}


def _misread(name: str) -> Unclear:
    return Unclear(f"That cannot be understood. The form is {code(FORMS[name])}.")


def _subject(words: list[str], named: dict[str, str], world: World) -> Subject:
    if not words and not named:
        return _default(world)
    kind = next((known for known in KINDS if known in named), None)
    return _named(named[kind] if kind is not None else words[0], kind, world)


def _named(name: str, kind: SubjectKind | None, world: World) -> Subject:
    found = find(name, world.directory, kind)
    if found is None:
        raise Unclear(f"The catalogue has no {kind or 'team, service or entity'} {code(name)}.{_guess(name, world)}")
    return found


def _guess(name: str, world: World) -> str:
    near = nearest(name, world.directory)
    return f" Did you mean {code(near)}?" if near else ""


def _default(world: World) -> Subject:
    root = next((entity.name for entity in world.directory.entities.values() if entity.parent is None), "")
    name, kind = next(((team, "team") for team in teams_of_actor(world)), (root, "entity"))
    found = find(name, world.directory, "team" if kind == "team" else "entity")
    if found is None:
        raise Unclear(f"The catalogue is empty. Name a team, a service or an entity: {code(FORMS[''])}.")
    return found
