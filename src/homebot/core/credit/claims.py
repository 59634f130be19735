"""What people say of an adoption: attest, second, withdraw, dispute. Who may, and which facts follow (SPEC 10)."""

from dataclasses import dataclass, replace

from homebot.core.credit.adoptions import Adoption, fold
from homebot.core.credit.awaited import Claimant, closed, ended, questions, speaks_for, who_may
from homebot.core.credit.events import (
    Attested,
    ContributionMerged,
    ContributionReleased,
    ContributionVoided,
    Disputed,
    Event,
    Part,
    Seconded,
    Withdrawn,
    concerns,
)
from homebot.core.credit.figures import ClaimFigures
from homebot.core.credit.undone import parts_in, standing
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """What is answered, and the facts that follow."""

    reply: str
    facts: tuple[Event, ...]


class Refused(Exception):
    """Why a claim cannot be made, who may, and the right form."""


def attest(of: str, team: str | None, note: str, figures: ClaimFigures, who: Claimant) -> Claim:
    """An owner of a consumer says that it uses the contribution. Raises `Refused`."""
    merged = _standing(of, figures)
    consumer = _one_team(team, who.owns, "an owner of the consuming team attests")
    parts = [part for part in _foreign(merged, consumer, who) if _is_released(part, figures)]
    if not parts:
        raise Refused(f"{code(of)} is not released yet: nobody can use it.")
    why = dict(figures.eligible).get(consumer, "it owns no service")
    if why:
        raise Refused(f"{code(consumer)} cannot adopt: {why}.")
    if _open_attestation(figures, consumer):
        raise Refused(f"{code(consumer)} attests it already; another person of the team says `/homebot credit second`.")
    if any(one.kind == "used" and one.undone_at is None for one in _adoptions(merged, figures, consumer)):
        raise Refused(f"{code(consumer)} uses {code(of)} already: `/homebot credit explain {of}`.")
    facts = tuple(
        Attested(
            _key("attested", of, part.service, consumer, who), of, part.service, consumer, who.at, note, who.command
        )
        for part in parts
    )
    reply = (
        f"{code(consumer)} attests its use of {code(of)}. It counts when a second person of {code(consumer)} says"
        f" `/homebot credit second {of}`."
    )
    return Claim(reply, facts)


def second(of: str, team: str | None, figures: ClaimFigures, who: Claimant) -> Claim:
    """Another person of the consumer says so too, of what they earn nothing by. Raises `Refused`."""
    merged = _standing(of, figures)
    words = _words_of_others(of, team, figures, who)
    consumer = words[0].consumer
    foreign = {part.service for part in _foreign(merged, consumer, who)}
    facts = tuple(
        Seconded(_key("seconded", of, one.service, consumer, who), of, one.service, consumer, who.at, who.command)
        for one in words
        if one.consumer == consumer and one.service in foreign
    )
    if not facts:
        raise Refused("Nobody of the home or away team can second a use of their own work.")
    return Claim(f"Seconded: {code(consumer)} uses {code(of)}, attested by two of its people.", facts)


def _words_of_others(of: str, team: str | None, figures: ClaimFigures, who: Claimant) -> list[Attested]:
    """What others attest of the claimant's teams, or of one of them. Raises `Refused` where there is nothing."""
    spoken = dict(figures.spoken)
    waiting = [one for mine in who.of if team in (None, mine) for one in _open_attestation(figures, mine)]
    if not waiting:
        raise Refused(f"No team of yours attests {code(of)}. An owner begins with `/homebot credit attest`.")
    others = [one for one in waiting if one.command not in spoken or not who.speaker.is_same(spoken[one.command])]
    if not others:
        raise Refused("You attested it yourself; a second person of the team has to second it.")
    return others


def withdraw(of: str, team: str | None, because: str, figures: ClaimFigures, who: Claimant) -> Claim:
    """Takes back one's own dispute, one's team's use, or, at home, a contribution whose surface is gone. Raises
    `Refused`."""
    merged = _known(of, figures)
    owned = tuple(one for one in who.owns if team in (None, one))
    disputes = ended(figures, team, because, who)
    if disputes:
        return Claim(f"The dispute about {code(of)} is withdrawn.", tuple(disputes))
    using = tuple(one for one in owned if _is_used(merged, figures, one))
    if using:
        return _unused(of, _one_team(team, using, ""), because, who)
    gone = [one.service for one, asked in questions(figures) if speaks_for(asked, team, figures, who)]
    if gone:
        return _gone(of, merged, gone, because, who)
    raise Refused(
        f"There is nothing of yours to take back in {code(of)}: an owner withdraws the use of their own team, a dispute"
        f" that their team opened, or, at home, a contribution whose surface is gone from the code.{who_may(figures)}"
    )


def _gone(of: str, merged: ContributionMerged, services: list[str], because: str, who: Claimant) -> Claim:
    where = parts_in(merged, services)
    void = ContributionVoided(f"voided:{of}:by:{who.command}", of, "", because, who.at, who.command, where)
    what = f"The part of {code(of)} in {series([code(one) for one in where])}" if where else code(of)
    return Claim(f"{what} is void: its home says that it is gone.", (void,))


def _unused(of: str, team: str, because: str, who: Claimant) -> Claim:
    fact = Withdrawn(_key("withdrawn", of, "", team, who), of, team, who.at, because, who.command)
    return Claim(f"{code(team)} takes back its use of {code(of)}.", (fact,))


def dispute(of: str, consumer: str, because: str, figures: ClaimFigures, who: Claimant) -> Claim:
    """Nothing of it vests until it is closed; who only adopts disputes their own adoption. Raises `Refused`."""
    merged = _standing(of, figures)
    consumers = {concerns(event)[1] for event in figures.events} - {""}
    if consumer and consumer not in consumers:
        known = series([code(one) for one in sorted(consumers)], 8) or "nobody"
        raise Refused(f"{code(consumer)} has not adopted {code(of)}. Adopted by: {known}.")
    by_team = _party(of, merged, consumers & {consumer} if consumer else consumers, who)
    earners = _homes(merged) | _aways(merged)
    consumer = consumer if by_team in earners else by_team
    whom = f"by {code(consumer)}" if consumer else "by anybody"
    fact = Disputed(_key("disputed", of, consumer, by_team, who), of, consumer, by_team, who.at, because, who.command)
    return Claim(f"{code(by_team)} disputes the adoption of {code(of)} {whom}. Nothing of it vests until the dispute is"
                 f" settled: `/homebot credit dispute {of} settled because=\"...\"` by an owner of"
                 f" {code(by_team)}.", (fact,))  # fmt: skip


def _party(of: str, merged: ContributionMerged, consumers: set[str], who: Claimant) -> str:
    """The team of the claimant's that a contribution concerns: one that earns by it before one that adopts it."""
    for parties in (_homes(merged) | _aways(merged), consumers):
        by_team = next((team for team in who.owns if team in parties), None)
        if by_team is not None:
            return by_team
    raise Refused(f"An owner of the home, away or consuming team disputes {code(of)}; you own none of these.")


def settled(of: str, because: str, figures: ClaimFigures, who: Claimant) -> Claim:
    """A dispute of one's own team, or the question about a surface that is gone, is answered: it stays."""
    _known(of, figures)
    facts = ended(figures, None, because, who)
    asked = ((one, speaks_for(team, None, figures, who)) for one, team in questions(figures))
    facts += [closed(one, by, because, who) for one, by in asked if by]
    if not facts:
        raise Refused(f"No dispute or question about {code(of)} is yours to settle.{who_may(figures)}")
    return Claim(f"Settled: the adoptions of {code(of)} stand.", tuple(facts))


def _known(of: str, figures: ClaimFigures) -> ContributionMerged:
    if figures.merged is None:
        raise Refused(f"The ledger knows no contribution {code(of)}. A merged pull request to a service is one.")
    return figures.merged


def _standing(of: str, figures: ClaimFigures) -> ContributionMerged:
    """The contribution, of what is left of it. Raises `Refused` where that is nothing."""
    merged = _known(of, figures)
    parts = standing(merged, figures.events)
    if not parts:
        raise Refused(f"{code(of)} was undone: there is nothing to adopt.")
    return replace(merged, parts=parts)


def _one_team(named: str | None, teams: tuple[str, ...], rule: str) -> str:
    if named is not None and named in teams:
        return named
    if named is not None or not teams:
        raise Refused(f"This is not yours to say: {rule}.")
    if len(teams) > 1:
        shown = series([code(team) for team in teams])
        raise Refused(f"You own {shown}: say which by `team={teams[0]}`.")
    return teams[0]


def _foreign(merged: ContributionMerged, consumer: str, who: Claimant) -> list[Part]:
    """The parts that the consumer can attest. Neither it nor who speaks may be of the home or away team."""
    parts = [part for part in merged.parts if not {part.home_team, part.away_team} & {consumer, *who.of}]
    if not parts:
        raise Refused("Nobody of the home or away team can attest a use of their own work.")
    return parts


def _is_released(part: Part, figures: ClaimFigures) -> bool:
    """Whether somebody can have it: by its first release, or by the merge where its service releases no package."""
    released = (one.service for one in figures.events if isinstance(one, ContributionReleased))
    return part.service not in figures.releasing or part.service in released


def _open_attestation(figures: ClaimFigures, team: str) -> list[Attested]:
    """What stands attested by a team and is not seconded."""
    waiting: list[Attested] = []
    for event in sorted(figures.events, key=lambda one: one.at):
        if isinstance(event, Attested) and event.consumer == team:
            waiting.append(event)
        elif isinstance(event, Seconded) and event.consumer == team:
            waiting = [one for one in waiting if one.service != event.service]
        elif isinstance(event, Withdrawn) and event.consumer == team:
            waiting = []
    return waiting


def _adoptions(merged: ContributionMerged, figures: ClaimFigures, team: str) -> tuple[Adoption, ...]:
    return fold(merged, team, [event for event in figures.events if concerns(event)[1] in ("", team)])


def _is_used(merged: ContributionMerged, figures: ClaimFigures, team: str) -> bool:
    """Whether a team uses it, or has begun to attest so."""
    used = (one.kind == "used" and one.undone_at is None for one in _adoptions(merged, figures, team))
    return bool(_open_attestation(figures, team)) or any(used)


def _homes(merged: ContributionMerged) -> set[str]:
    return {part.home_team for part in merged.parts}


def _aways(merged: ContributionMerged) -> set[str]:
    return {part.away_team for part in merged.parts if part.away_team is not None}


def _key(kind: str, of: str, where: str, team: str, who: Claimant) -> str:
    return f"{kind}:{of}:{where}:{team}:{who.command}"
