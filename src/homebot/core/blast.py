"""Which open pull requests an edit of the catalogue would change (SPEC 3): the stored facts of each, decided as things
are and as they would be. Pure: nothing is asked of anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Person, Snapshot
from homebot.core.policy import decide
from homebot.core.proposal import Affected, Difference, Proposal, What
from homebot.core.recognise import day_of

MOST_TOLD = 50
"""Pull requests that are named; of the others it is said how many there are."""
MOST_NAMES = 10
MOST_LETTERS = 100
"""Of a name or a title."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The facts of one pull request with the catalogue that decides over them."""

    snapshot: Snapshot
    directory: Directory


@dataclass(frozen=True, slots=True)
class NewPeople:
    """What was learnt of those whom the edit brings in: the members of GitHub teams (`org/slug`), and who of them has
    `no_access` to the repository."""

    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    users: tuple[str, ...] = ()
    no_access: frozenset[str] = frozenset()


def introduce(scene: Scene, new: NewPeople) -> Scene:
    """The scene with people that its facts, read before, cannot know."""
    snapshot, by_slug = scene.snapshot, dict(new.teams)
    named = {team.name: team.github_team for team in scene.directory.teams.values() if team.github_team in by_slug}
    members = dict(snapshot.members) | {name: by_slug[slug] for name, slug in named.items() if slug is not None}
    known = {person.login for person in snapshot.people}
    logins = sorted({*new.users, *(login for _, people in new.teams for login in people), *_listed(scene)} - known)
    people = tuple(Person(login, has_access=login not in new.no_access) for login in logins)
    return replace(
        scene,
        snapshot=replace(
            snapshot,
            members=tuple(sorted(members.items())),
            github_teams=tuple(sorted((dict(snapshot.github_teams) | by_slug).items())),
            people=(*snapshot.people, *people),
        ),
    )


def _listed(scene: Scene) -> Iterable[str]:
    """Whom the catalogue lists for the services of the repository."""
    directory, day = scene.directory, day_of(scene.snapshot)
    for service in directory.services_of_repository(scene.snapshot.pull.repository):
        team = directory.teams.get(directory.owner_on(service, day))
        yield from (*team.members, *team.owners) if team is not None else ()


def affected(scenes: Iterable[tuple[Scene, Scene]], version: str) -> tuple[tuple[Affected, ...], int]:
    """The pull requests whose two scenes, as it is and as it would be, come to different ends: the first of them, and
    how many there are besides."""
    found: list[Affected] = []
    more = 0
    for now, then in scenes:
        differences = _differences(now, then, version)
        if differences and len(found) < MOST_TOLD:
            talk = now.snapshot.conversation
            found.append(Affected(str(talk.pull), talk.title[:MOST_LETTERS], differences))
        elif differences:
            more += 1
    return tuple(found), more


def _differences(now: Scene, then: Scene, version: str) -> tuple[Difference, ...]:
    before, after = _end(now, version), _end(then, version)
    pairs = ((what, before[what], after[what]) for what in before)
    return tuple(Difference(what, _short(was), _short(would)) for what, was, would in pairs if was != would)


def _end(scene: Scene, version: str) -> dict[What, tuple[str, ...]]:
    """What a pull request comes to, as far as anybody would notice."""
    if not scene.directory.services_of_repository(scene.snapshot.pull.repository):
        return {"standards": (), "review": (), "home team": (), "asked": (), "owners of its paths": _owners(scene)}
    decision = decide(scene.snapshot, scene.directory, version)
    return {
        "standards": (_words(decision.standards_conclusion or decision.standards_status),),
        "review": (_words(decision.review_conclusion or decision.review_status),),
        "home team": tuple(f"{one.team} ({one.service})" for one in decision.recognition.standings),
        "asked": _asked(decision),
        "owners of its paths": _owners(scene),
    }


def _asked(decision: Decision) -> tuple[str, ...]:
    choice = decision.choice
    return tuple(sorted({*choice.request, *choice.keep} - {*choice.release}))


def _owners(scene: Scene) -> tuple[str, ...]:
    return tuple(sorted({str(owner) for one in scene.snapshot.path_owners for owner in one.owners}))


def _words(state: str) -> str:
    return state.replace("_", " ")


def _short(names: Sequence[str]) -> tuple[str, ...]:
    cut = tuple(name[:MOST_LETTERS] for name in names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return cut if left <= 0 else (*cut[:-1], f"{left + 1} more")


def with_radius(
    proposal: Proposal, found: tuple[tuple[Affected, ...], int], looked_at: int, notes: Sequence[str]
) -> Proposal:
    """The proposal with what it would change elsewhere."""
    told, more = found
    return replace(proposal, affected=told, affected_more=more, looked_at=looked_at, notes=(*proposal.notes, *notes))
