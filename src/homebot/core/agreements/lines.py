"""What a pull request's comment says of agreements."""

from collections.abc import Iterator

from homebot.core.agreements.linked import binding, concerned, unknown, why_not
from homebot.core.agreements.needed import MOST_LINES
from homebot.core.agreements.pins import pinned_until, pinning
from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """Under which agreements it is made and what that means, what is wrong with those it names, and what is missing."""
    missing = _missing(decision) if snapshot.conversation.state == "open" else ()
    return [*_made_under(snapshot, decision), *_wrong(snapshot, decision), *missing]


def _made_under(snapshot: Snapshot, decision: Decision) -> Iterator[str]:
    for one in binding(snapshot, decision.recognition):
        with_whom = f"{code(one.team)} in {code(one.scope.service)}, agreed by {code(one.by)} on {one.at.date()}"
        yield f"Made under agreement {one.name} ({one.state}): {with_whom}. {_pinned(one, snapshot, decision)}"


def _pinned(agreement: Record, snapshot: Snapshot, decision: Decision) -> str:
    """As of which day the standards are."""
    until = pinned_until(agreement)
    day = agreement.at.date()
    holding = pinning(snapshot, decision.recognition, agreement.scope.service)
    if holding is not None and holding.number != agreement.number:
        return f"The standards are those of {holding.name}."
    if holding is None or until is None:
        return f"Its standards of {day} held for 90 days; those of today count now."
    return f"The standards of {day} are pinned until {until.date()}; only floors are those of today."


def _wrong(snapshot: Snapshot, decision: Decision) -> Iterator[str]:
    for one in concerned(snapshot):
        reason = why_not(one, decision.recognition)
        if reason:
            yield f"`Agreement: {one.name}` in the description counts for nothing: {plain(reason)}."
    for number in unknown(snapshot):
        yield f"`Agreement: A{number}` in the description counts for nothing: there is no such agreement."


def _missing(decision: Decision) -> Iterator[str]:
    if not decision.unagreed:
        return
    services = series([code(name) for name in decision.unagreed])
    yield (
        f"No agreement covers this change of {services}, which is over {MOST_LINES} lines or has a key decision: a home"
        " owner's `/homebot agree`, here or on an issue with the form, pins the standards of that day."
    )
