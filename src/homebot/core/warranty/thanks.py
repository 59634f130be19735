"""One thank-you for each agreement: what it promised, and who uses it now. Nothing is said that is not known."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import count, paragraphs, series

MOST = 8
"""Services that are named; the number says how many there are."""


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A service of a team that uses the work (`used`), or resolves a release that holds it (`carried`)."""

    team: str
    service: str
    level: Literal["used", "carried"]


def thanked(agreement: Record, uses: Iterable[Use], now: datetime, directory: Directory) -> Entry:
    """The entry that thanks, with the uses known today."""
    known = [[one.team, one.service, one.level] for one in sorted(set(uses))]
    return Entry(
        key=f"{agreement.name}:thanked",
        number=agreement.number,
        kind="agreement",
        act="thanked",
        at=now,
        due=agreement.due,
        said=(("uses", json.dumps(known)),),
        configuration=directory.digest,
    )


def uses_in(agreement: Record) -> tuple[Use, ...]:
    """The uses that were known when it was thanked for."""
    return tuple(Use(team, service, level) for team, service, level in json.loads(agreement.fact("uses") or "[]"))


def thanks(agreement: Record, directory: Directory) -> str:
    """The thank-you in Markdown. Whose team's services use it is said by name, in the alphabet's order."""
    day = agreement.changed_at.date()
    home = code(home_of(agreement, directory, day))
    first = f"🙏 **Thank you, {code(agreement.team)}.** {agreement.name} is done, and {home} maintains the work now."
    headline, beneficiaries = agreement.fact("headline"), agreement.fact("beneficiaries")
    promised = f"What it promised: {plain(headline)}" if headline else ""
    meant = f"For whom: {plain(beneficiaries)}" if beneficiaries else ""
    merged = agreement.fact("merged").split()
    made = f"Made in {series([code(pull) for pull in merged])}." if merged else ""
    return paragraphs(first, promised, meant, made, _effect(agreement))


def _effect(agreement: Record) -> str:
    uses = uses_in(agreement)
    used = _those(uses, "used")
    carried = [one for one in _those(uses, "carried") if one not in used]
    parts = [
        f"{verb} {count(len(found), 'service')}: {series(found, MOST)}."
        for verb, found in (("In use by", used), ("Released to, and not called yet by,", carried))
        if found
    ]
    if not parts:
        return (
            f"No other team's service is known to use it yet. `/homebot credit explain {agreement.name}` says when one"
            " does."
        )
    return f"{' '.join(parts)} `/homebot credit explain {agreement.name}` has the evidence."


def _those(uses: Iterable[Use], level: str) -> list[str]:
    found = {(one.team, one.service) for one in uses if one.level == level}
    return [
        f"{code(service)} of {code(team)}" if service else f"a service of {code(team)}"
        for team, service in sorted(found)
    ]
