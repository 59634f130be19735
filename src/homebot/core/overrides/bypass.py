"""What was merged past the rules: what an enforced service asked for and did not have when somebody merged.

It is charged once, at the first look after the merge, and only where homebot had looked at the pull request before, or
comes within the hour: merges from before its time, and what its rules say later on, are nobody's bypass.
"""

from collections.abc import Iterator
from datetime import timedelta

from homebot.core.decision import Decision, KeyDecision
from homebot.core.facts import Snapshot
from homebot.core.overrides import terms
from homebot.core.register.names import name_of
from homebot.core.render.escape import span

SOON = timedelta(hours=1)
"""A merge that homebot hears of so soon was made under its eyes, though it saw nothing of the pull request before."""
MOST = 20
"""Things that are listed; the others are counted."""


def is_first_look(snapshot: Snapshot) -> bool:
    """Whether this is the first look after a merge that was made under homebot's eyes. Whose move it is, is remembered
    of what was open at the last look only."""
    talk = snapshot.conversation
    if talk.state != "merged" or talk.merged_at is None:
        return False
    if snapshot.last_turn is not None:
        return True
    seen = talk.observed.comments or talk.observed.checks
    return not seen and snapshot.at - talk.merged_at <= SOON


def past(snapshot: Snapshot, decision: Decision, fell: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What was failing or missing at the merge, a line for each: names in code spans, and nobody's login. Nothing where
    all was well, or nobody is to be charged. `fell` are overrides that hold no more since this look."""
    known = any(one.fact(terms.BYPASS) and one.scope.pull == str(snapshot.pull) for one in snapshot.decisions)
    if known or not is_first_look(snapshot) or snapshot.change.unreadable is not None:
        return ()
    found = (
        *_standards(decision),
        *_approvals(decision),
        *_decisions(decision.key_decisions, fell),
        *_holds(snapshot, decision),
    )
    left = len(found) - MOST
    return (*found[:MOST], f"and {left} more") if left > 0 else found


def services(decision: Decision) -> tuple[str, ...]:
    """The enforced services that asked for it, the first of which is named first."""
    judged = [one.service for one in decision.judgements if one.blocks]
    needed = [one.service for one in decision.needs if one.mode == "enforce" and not one.met]
    enforced = [one.service for one in decision.recognition.standings if one.mode == "enforce"]
    return tuple(dict.fromkeys((*judged, *needed))) or tuple(enforced)


def _standards(decision: Decision) -> Iterator[str]:
    for one in decision.judgements:
        if one.blocks:
            yield f"{span(one.standard)} of {span(one.service)}: {one.outcome}, {span(one.summary, 200)}"


def _approvals(decision: Decision) -> Iterator[str]:
    for one in decision.needs:
        if one.mode != "enforce" or one.met:
            continue
        if one.objected_by:
            yield f"changes were asked for in {span(one.service)}"
        if one.missing:
            whose = span(one.team) if one.source is None else f"the owners of {span(', '.join(one.paths), 200)}"
            yield f"{one.missing} of {one.approvals} approvals by {whose} for {span(one.service)}"


def _decisions(raised: tuple[KeyDecision, ...], fell: frozenset[str]) -> Iterator[str]:
    for one in raised:
        if one.mode == "enforce" and (not one.met or one.override in fell):
            name = span(name_of("bar-raiser", one.number)) if one.number else "a bar raiser's decision"
            yield f"{name} ({one.kind}) was {one.state}"


def _holds(snapshot: Snapshot, decision: Decision) -> Iterator[str]:
    if snapshot.holds and any(one.mode == "enforce" for one in decision.recognition.standings):
        yield "somebody had asked to wait (`/homebot hold`)"
