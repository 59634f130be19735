"""Whose word is awaited about a contribution, disputes and questions that nobody has answered, and who may give it."""

from dataclasses import dataclass
from datetime import datetime

from homebot.core.credit.answering import Answerer
from homebot.core.credit.events import DisputeClosed, Disputed, SurfaceGone
from homebot.core.credit.figures import ClaimFigures
from homebot.core.credit.undone import standing
from homebot.core.render.escape import code
from homebot.core.render.markdown import series
from homebot.core.speaker import Speaker

MOST_TEAMS = 5
"""Of whom it is said who answers for them."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who speaks: their login and number (`Speaker`), the teams they own and those they are in, the command's key, and
    when."""

    login: str
    owns: tuple[str, ...]
    of: tuple[str, ...]
    command: str
    at: datetime
    id: int = 0

    @property
    def speaker(self) -> Speaker:
        """The person."""
        return Speaker(self.login, self.id)


def open_disputes(figures: ClaimFigures) -> list[Disputed]:
    """The disputes that nobody has closed."""
    return [one for one in figures.events if isinstance(one, Disputed) and one.key not in _closings(figures)]


def open_questions(figures: ClaimFigures) -> list[SurfaceGone]:
    """Surfaces that are gone, and nobody has said what that means."""
    merged, closed = figures.merged, _closings(figures)
    left = {part.service for part in standing(merged, figures.events)} if merged is not None else set()
    gone = (one for one in figures.events if isinstance(one, SurfaceGone) and one.key not in closed)
    return [one for one in gone if one.service in left]


def awaited(figures: ClaimFigures) -> tuple[str, ...]:
    """The teams whose word an open dispute or question waits for, by name."""
    disputed = (one.by_team for one in open_disputes(figures))
    return tuple(sorted({*disputed, *(team for _, team in questions(figures))}))


def questions(figures: ClaimFigures) -> list[tuple[SurfaceGone, str]]:
    """The open questions, and the team that each is put to (`surface_gone.asked_team`)."""
    homes = {part.service: part.home_team for part in figures.merged.parts} if figures.merged is not None else {}
    asked = homes | dict(figures.asked)
    return [(one, asked.get(one.service, "")) for one in open_questions(figures)]


def speaks_for(team: str, named: str | None, figures: ClaimFigures, who: Claimant) -> str:
    """The team in whose name the claimant answers for a team; only where they `named` one of the two. Empty where they
    may not: a team that is there answers itself."""
    may = dict(figures.answerers).get(team, Answerer((team,)))
    by = next((one for one in may.teams if one in who.owns), team if who.login in may.people else "")
    return by if named in (None, team, by) else ""


def who_may(figures: ClaimFigures) -> str:
    """Who answers what is open, in words."""
    known = dict(figures.answerers)
    return "".join(f" {_answers(team, known.get(team, Answerer((team,))))}" for team in awaited(figures)[:MOST_TEAMS])


def _answers(team: str, may: Answerer) -> str:
    for_it = "" if may.teams == (team,) else f" for {code(team)}"
    if may.people:
        return f"A manager may{for_it}: {series([code(login) for login in may.people], 10)}."
    if may.teams:
        return f"An owner of {series([code(one) for one in may.teams], 10)} may{for_it}."
    return f"Nobody stands for {code(team)}: name an heir under `succession` in `org.yaml`."


def _closings(figures: ClaimFigures) -> set[str]:
    return {event.closes for event in figures.events if isinstance(event, DisputeClosed)}


def ended(figures: ClaimFigures, named: str | None, because: str, who: Claimant) -> list[DisputeClosed]:
    """An end of each dispute that is the claimant's to end."""
    mine = ((one, speaks_for(one.by_team, named, figures, who)) for one in open_disputes(figures))
    return [closed(one, by, because, who) for one, by in mine if by]


def closed(one: Disputed | SurfaceGone, team: str, because: str, who: Claimant) -> DisputeClosed:
    """The end of a dispute or question, by the claimant in the name of a team."""
    return DisputeClosed(f"closed:{one.key}:{who.command}", one.of, one.key, team, who.at, because, who.command)
