"""Decisions of bar raisers that are awaited, or against the change, in the words of headlines and titles."""

from collections.abc import Sequence

from homebot.core.decision import Decision, KeyDecision
from homebot.core.render.escape import code
from homebot.core.render.markdown import series
from homebot.core.render.situation import Situation


def awaited(decision: Decision) -> tuple[KeyDecision, ...]:
    """Those that somebody's word is awaited for."""
    return tuple(one for one in decision.key_decisions if one.waits)


def opposed(decision: Decision) -> tuple[KeyDecision, ...]:
    """Those that were answered with `against`, and nobody went against that."""
    return tuple(one for one in decision.key_decisions if one.state == "against" and not one.met)


def named(one: KeyDecision) -> str:
    """`architecture` (B7)."""
    return f"{code(one.kind)} ({one.name})" if one.number else code(one.kind)


def waiting_for(found: Sequence[KeyDecision], now: Situation) -> str:
    """@gina to decide on `architecture` (B7), or an independent bar raiser, where nobody is asked."""
    return series([f"{_who(one, now)} to decide on {named(one)}" for one in found])


def _who(one: KeyDecision, now: Situation) -> str:
    return series([now.person(login) for login in one.people]) or "an independent bar raiser"


def in_title(found: Sequence[KeyDecision]) -> str:
    """The same in a title, which is plain text: `gina (architecture)`."""
    return series([f"{series(one.people) or 'a bar raiser'} ({one.kind})" for one in found])


def against(decision: Decision) -> str:
    """`gina` recommends against it (`architecture`, B7), with the way out; empty where nobody does."""
    found = opposed(decision)
    said = series([f"{code(one.by)} recommends against it ({code(one.kind)}, {one.name})" for one in found])
    ways = series([code(f"/homebot override {one.name}") for one in found])
    return f"{said}. Change it, or a home owner goes against that with {ways}." if found else ""
