"""Needs for which nobody can be asked, said plainly, and whom to turn to instead (SPEC 7)."""

from collections.abc import Sequence

from homebot.core.accountable import accountable
from homebot.core.decision import Need
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.recognise import day_of
from homebot.core.render.escape import span
from homebot.core.reviewers.desk import Desk
from homebot.core.writers import writers

Texts = tuple[str, ...]


def stuck(snapshot: Snapshot, directory: Directory, desk: Desk, covered: Sequence[str]) -> tuple[Texts, Texts]:
    """What cannot go on, and the accountable people to call on. `covered` are those who are asked."""
    texts: list[str] = []
    call_on: list[str] = []
    for place, need in enumerate(desk.needs):
        helping = sum(desk.counts.get(login, 0) >> place & 1 for login in covered)
        nobody = need.missing > 0 and not helping
        texts += [_text(desk, need)] if nobody else []
        if need.missing > helping and need.stand_ins:
            call_on += _without(need.stand_ins, (*covered, *need.approved_by))
        elif nobody:
            call_on += accountable(directory, need.team, day_of(snapshot), writers(snapshot))
    return tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(call_on))


def _without(people: Texts, others: Sequence[str]) -> Texts:
    return tuple(login for login in people if login not in others)


def _text(desk: Desk, need: Need) -> str:
    able = [login for login in need.eligible if login not in need.stand_ins]
    reasons = sorted({desk.obstacle(login) or "free" for login in able or need.excluded})
    whom = f"nobody of {need.team}" if need.source is None else f"no owner of {span(need.paths[0])}"
    return f"{whom} can be asked for {need.service}" + (f" ({'; '.join(reasons)})" if reasons else "")
