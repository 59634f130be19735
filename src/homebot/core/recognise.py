"""Who the author of a pull request is to the services it touches (SPEC 5), by the catalogue of that day."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from homebot.core.agreements.named import named
from homebot.core.committers import committers
from homebot.core.decision import Recognition, Result, ServiceStanding
from homebot.core.directory import Directory, Service
from homebot.core.facts import Snapshot
from homebot.core.service_paths import touched

_TEAM = re.compile(r"^Team:[ \t]*([^\s,]+)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_ON_BEHALF = re.compile(r"^On-behalf-of:[ \t]*([^\s,]+)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)


def day_of(snapshot: Snapshot) -> date:
    """The day whose catalogue counts: the day of the merge, or, while it is open, the day it was read."""
    return (snapshot.conversation.merged_at or snapshot.at).date()


def members_on(snapshot: Snapshot, directory: Directory, team: str, day: date) -> frozenset[str]:
    """The people of a team that day: those the catalogue lists and those of its GitHub team."""
    found = directory.teams.get(team)
    if found is None or not directory.team_exists_on(team, day):
        return frozenset()
    on_github = next((people for name, people in snapshot.members if name == team), ())
    return frozenset((*found.members, *found.owners, *on_github))


def teams_of(snapshot: Snapshot, directory: Directory, login: str, day: date) -> tuple[str, ...]:
    """The teams a person is in that day, in the order of the catalogue."""
    return tuple(team for team in directory.teams if login in members_on(snapshot, directory, team, day))


def recognise(snapshot: Snapshot, directory: Directory) -> Recognition:
    """The recognition of a snapshot; `silent` in a repository without any service."""
    day = day_of(snapshot)
    services = directory.services_of_repository(snapshot.pull.repository)
    concerned, unowned = touched(services, snapshot.change)
    author = snapshot.conversation.author
    bot = snapshot.conversation.author_is_bot or author in directory.bots
    behalf = _on_behalf_of(snapshot, directory, day) if bot else None
    teams = _bot_teams(behalf) if bot else teams_of(snapshot, directory, author, day)
    standings = tuple(
        ServiceStanding(
            service=service.name,
            team=(owner := directory.owner_on(service, day)),
            mode=service.mode,
            profile=service.profile,
            home=owner in teams and not bot,
            paths=paths,
        )
        for service, paths in concerned
    )
    result = _result(standings, teams, bot)
    away = None
    if result in ("away", "mixed"):
        homes = {standing.team for standing in standings if standing.home}
        away = behalf or away_team(snapshot.conversation.body, teams, homes, _agreed(snapshot, standings))
    return Recognition(
        result=result,
        standings=standings,
        author_teams=teams,
        away_team=away,
        unowned_paths=unowned,
        because=_because(result, author, teams, standings, away),
        silent=_is_silent(snapshot, services),
    )


def _is_silent(snapshot: Snapshot, services: tuple[Service, ...]) -> bool:
    """Where no service lives there is nothing to say, but of an edit of the configuration itself."""
    return not services and snapshot.proposal is None


def _bot_teams(behalf: str | None) -> tuple[str, ...]:
    return () if behalf is None else (behalf,)


def _result(standings: tuple[ServiceStanding, ...], teams: tuple[str, ...], bot: bool) -> Result:
    if not standings:
        return "unowned"
    if bot and not teams:
        return "bot"
    if not teams:
        return "outsider"
    homes = sum(standing.home for standing in standings)
    if homes == len(standings):
        return "home"
    return "mixed" if homes else "away"


def away_team(description: str, teams: tuple[str, ...], homes: Collection[str], agreed: Sequence[str] = ()) -> str:
    """The team of an agreement (`agreed`), else the one the description's `Team:` names, if the author is in it; else
    the first listed, one that is not at home in the change before one that is."""
    for name in (*agreed, *reversed(_TEAM.findall(description))):
        if name in teams:
            return str(name)
    return next((team for team in teams if team not in homes), teams[0])


def _agreed(snapshot: Snapshot, standings: tuple[ServiceStanding, ...]) -> tuple[str, ...]:
    """The away teams of the agreements that the description names, for services that the change touches."""
    numbers, services = named(snapshot.conversation.body), {standing.service for standing in standings}
    known = (one for one in snapshot.decisions if one.kind == "agreement" and one.number in numbers)
    return tuple(one.team for one in known if one.scope.service in services)


def _on_behalf_of(snapshot: Snapshot, directory: Directory, day: date) -> str | None:
    """The team a bot works for.

    Anybody could write a trailer into a description, and GitHub does not say who edited it last. It therefore counts
    only in a commit message of the change, and only when every person who wrote or committed its commits is a member.
    A merge that makes nobody a committer has no word in it either.
    """
    people = committers(snapshot)
    for commit in reversed([one for one in snapshot.change.commits if one.oid not in snapshot.change.clean_merges]):
        for name in reversed(_ON_BEHALF.findall(commit.message)):
            members = members_on(snapshot, directory, name, day)
            if people and members.issuperset(people):
                return str(name)
    return None


def _because(
    result: Result, author: str, teams: tuple[str, ...], standings: tuple[ServiceStanding, ...], away: str | None
) -> str:
    owners = ", ".join(dict.fromkeys(f"{standing.service} ({standing.team})" for standing in standings))
    belongs = f"{author} is in {', '.join(teams)}" if teams else f"{author} is in no team of the catalogue"
    if result == "unowned":
        return "no touched path belongs to a service"
    if result == "bot":
        return f"{author} is a bot; the change touches {owners}"
    if result == "home":
        return f"{belongs}, which owns what the change touches: {owners}"
    if result == "mixed":
        return f"{belongs}; the change touches {owners}, some at home and some away (for {away})"
    return f"{belongs}; the change touches {owners}"
