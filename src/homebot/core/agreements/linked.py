"""Which agreements a pull request is made under: those its description names, and those that were made on it."""

from homebot.core.agreements.named import named
from homebot.core.decision import Recognition
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.register.table import UNDERWAY


def concerned(snapshot: Snapshot) -> tuple[Record, ...]:
    """The agreements that it is, or says that it is, made under, in the order of their numbers."""
    numbers, here = named(snapshot.conversation.body), str(snapshot.pull)
    return tuple(
        one
        for one in snapshot.decisions
        if one.kind == "agreement" and (one.number in numbers or (one.place == here and one.state in UNDERWAY))
    )


def unknown(snapshot: Snapshot) -> tuple[int, ...]:
    """Numbers that its description names and that no agreement has."""
    known = {one.number for one in snapshot.decisions if one.kind == "agreement"}
    return tuple(number for number in named(snapshot.conversation.body) if number not in known)


def binding(snapshot: Snapshot, recognition: Recognition) -> tuple[Record, ...]:
    """Those that it truly is made under: for a service that it touches from away, by the team of its author, and
    underway."""
    return tuple(one for one in concerned(snapshot) if not why_not(one, recognition))


def why_not(agreement: Record, recognition: Recognition) -> str:
    """Why a pull request is not made under an agreement that it names; empty where it is."""
    services = {one.service for one in recognition.standings}
    if agreement.state not in UNDERWAY:
        return f"it is {agreement.state}"
    if agreement.scope.service not in services:
        return f"it is for `{agreement.scope.service}`, which this change does not touch"
    if agreement.team not in (recognition.away_team, *recognition.author_teams):
        return f"it is with `{agreement.team}`, of which the author is not"
    home = any(one.home for one in recognition.standings if one.service == agreement.scope.service)
    return f"the author is at home in `{agreement.scope.service}`" if home else ""
