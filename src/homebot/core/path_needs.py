"""Where an ownership file names owners for a path, one of them has to approve too (SPEC 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from homebot.core.committers import committers
from homebot.core.decision import Need
from homebot.core.facts import Snapshot
from homebot.core.ownership import Owner, PathOwners
from homebot.core.writers import with_access, writers

MOST = 50
"""Groups of owners that one service asks for. Beyond that the service's team speaks for the rest."""
SHOWN = 3
"""Names and paths a need keeps for its readers; a reader who wants them all has the file."""

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules whose owners come down to the same people."""

    eligible: frozenset[str]
    rules: list[PathOwners] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def path_needs(snapshot: Snapshot, of_team: Need, paths: Sequence[str]) -> tuple[list[tuple[Need, Paths]], Paths]:
    """The needs of those who own `paths` of the service that `of_team` is about, each with all its paths; and notes.

    Owners among whom the whole team is need no approval of their own, as the team's is one of theirs. Nobody is waited
    for who cannot approve: then the team's approval, which is needed anyway, is enough.
    """
    groups: dict[frozenset[str], _Group] = {}
    notes = []
    seeing, wrote = with_access(snapshot), writers(snapshot)
    for rule, touched in _touched(snapshot, paths):
        named = _named(snapshot, rule.owners)
        eligible = named - wrote
        if not eligible & seeing:
            notes.append(_nobody(snapshot, rule, of_team.team))
        elif not _implied(of_team, eligible):
            group = groups.setdefault(eligible, _Group(eligible))
            group.rules.append(rule)
            group.paths.extend(touched)
    kept = list(groups.values())[:MOST]
    if len(groups) > MOST:
        notes.append(f"more than {MOST} groups of people own paths of it; {of_team.team} speaks for the others")
    return [(_need(snapshot, of_team, group), tuple(group.paths)) for group in kept], _cut(notes)


def _touched(snapshot: Snapshot, paths: Sequence[str]) -> Iterator[tuple[PathOwners, list[str]]]:
    """The rules that name somebody for some of `paths`, with those."""
    wanted = set(paths)
    for rule in snapshot.path_owners:
        touched = [path for path in rule.paths if path in wanted]
        if rule.owners and touched:
            yield rule, touched


def _named(snapshot: Snapshot, owners: Sequence[Owner]) -> frozenset[str]:
    """The people behind owners; nobody behind an e-mail address, or a team that homebot may not see."""
    teams = dict(snapshot.github_teams)
    of_teams = (login for owner in owners if owner.kind == "team" for login in teams.get(owner.name, ()))
    return frozenset((*of_teams, *(owner.name for owner in owners if owner.kind == "user")))


def _implied(of_team: Need, eligible: frozenset[str]) -> bool:
    return bool(of_team.approvals and of_team.eligible) and eligible.issuperset(of_team.eligible)


def _need(snapshot: Snapshot, of_team: Need, group: _Group) -> Need:
    owners = dict.fromkeys(owner for rule in group.rules for owner in rule.owners)
    named = _named(snapshot, tuple(owners))
    return replace(
        of_team,
        approvals=1,
        eligible=tuple(sorted(group.eligible)),
        excluded=tuple(sorted(named & writers(snapshot))),
        stand_ins=(),
        source=group.rules[0].source,
        place=group.rules[0].place,
        owners=tuple(map(str, owners))[:SHOWN],
        paths=tuple(group.paths[:SHOWN]),
        path_count=len(group.paths),
    )


def _nobody(snapshot: Snapshot, rule: PathOwners, team: str) -> str:
    reasons = ", ".join(f"{owner} {_why_not(snapshot, owner)}" for owner in rule.owners[:SHOWN])
    more = ", …" if len(rule.owners) > SHOWN else ""
    place = f"{rule.place.file}:{rule.place.line}"
    return f"nobody whom {place} names can approve, so an approval of {team} counts instead: {reasons}{more}"


def _why_not(snapshot: Snapshot, owner: Owner) -> str:
    """Why an owner who can see nothing, or may say nothing, cannot approve."""
    if owner.kind == "email":
        return "is an address, which no login is known for"
    if owner.kind == "team":
        known = owner.name in dict(snapshot.github_teams)
        return "has nobody who could" if known else "is unknown, or not to be seen by homebot"
    if owner.name == snapshot.conversation.author:
        return "is the author"
    if owner.name in committers(snapshot):
        return "is a committer"
    return "is unknown, or has no access"


def _cut(notes: Sequence[str]) -> Paths:
    """Equal ones once, and only the first few: a file may name ghosts in every line."""
    once = tuple(dict.fromkeys(notes))
    return once if len(once) <= SHOWN else (*once[:SHOWN], f"and {len(once) - SHOWN} more rules whose owners cannot")
