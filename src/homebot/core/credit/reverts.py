"""Which contributions a merged pull request undoes.

Believed are GitHub's own two forms only: its revert button (title `Revert "..."`, a line `Reverts owner/name#N` or
`Reverts #N`) and git's `This reverts commit SHA.` with the whole id of a known merge. Anybody can write these words,
so they count only in a pull request merged to the default branch of the same repository, later than what it undoes,
that touches one of the same services; what it did in others stands.
"""

import re
from collections.abc import Iterable

from homebot.core.credit.events import ContributionMerged, ContributionVoided
from homebot.core.credit.undone import parts_in
from homebot.core.decision import Recognition
from homebot.core.facts import PullId, Snapshot

_NAMED = re.compile(r"^Reverts (?:([A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}))?#(\d{1,10})[ \t.]*$", re.MULTILINE)
_COMMIT = re.compile(r"^This reverts commit ([0-9a-f]{40}|[0-9a-f]{64})\b", re.MULTILINE)


def voided(
    snapshot: Snapshot, recognition: Recognition, known: Iterable[ContributionMerged]
) -> tuple[ContributionVoided, ...]:
    """The contributions among `known` that this pull request undoes, by pull request; of each the parts in services
    that it touches: in others it took nothing away."""
    said = snapshot.conversation
    if said.state != "merged" or said.merged_at is None or said.base_ref != said.default_branch:
        return ()
    pulls, commits = named(snapshot)
    touched = {standing.service for standing in recognition.standings}
    undone: dict[str, ContributionVoided] = {}
    for event in known:
        because = _because(event, pulls, commits)
        if because is not None and event.merged_at <= said.merged_at and _can_undo(said.pull, touched, event):
            key = f"voided:{event.pull}:by:{said.pull}"
            where = parts_in(event, touched)
            void = ContributionVoided(key, event.pull, str(said.pull), because, said.merged_at, services=where)
            undone[event.pull] = void
    return tuple(undone[pull] for pull in sorted(undone))


def ahead(snapshot: Snapshot, recognition: Recognition, missing: Iterable[str]) -> tuple[ContributionVoided, ...]:
    """The same of pull requests of this repository whose merges are not known yet: deliveries come in no certain order.
    What it undoes of them is known once they are (`undone.undoes`)."""
    said = snapshot.conversation
    services = tuple(standing.service for standing in recognition.standings)
    if said.state != "merged" or said.merged_at is None or said.base_ref != said.default_branch or not services:
        return ()
    here = [of for of in sorted(missing) if of.rpartition("#")[0] == said.pull.repository and of != str(said.pull)]
    because = "its description says so"
    return tuple(
        ContributionVoided(f"voided:{of}:by:{said.pull}", of, str(said.pull), because, said.merged_at, "", services)
        for of in here
    )


def named(snapshot: Snapshot) -> tuple[frozenset[str], frozenset[str]]:
    """What the words of a pull request say it undoes: pull requests (`owner/name#number`), and commits."""
    return _named_pulls(snapshot), _named_commits(snapshot)


def _can_undo(pull: PullId, touched: set[str], event: ContributionMerged) -> bool:
    """Another pull request of the same repository that touches one of the same services."""
    repository = event.pull.rpartition("#")[0]
    same = repository == pull.repository and event.pull != str(pull)
    return same and any(part.service in touched for part in event.parts)


def _because(event: ContributionMerged, pulls: frozenset[str], commits: frozenset[str]) -> str | None:
    if event.pull in pulls:
        return "its description says so"
    if event.merge_oid is not None and event.merge_oid in commits:
        return f"a commit message says it reverts {event.merge_oid[:7]}"
    return None


def _named_pulls(snapshot: Snapshot) -> frozenset[str]:
    said = snapshot.conversation
    return pulls_named(said.title, said.body, said.pull.repository)


def _named_commits(snapshot: Snapshot) -> frozenset[str]:
    return commits_named((snapshot.conversation.body, *(commit.message for commit in snapshot.change.commits)))


def pulls_named(title: str, body: str, repository: str) -> frozenset[str]:
    """The pull requests that the words of GitHub's revert button name."""
    if not title.startswith('Revert "'):
        return frozenset()
    named = _NAMED.findall(body.replace("\r\n", "\n"))
    return frozenset(f"{(other or repository).lower()}#{int(number)}" for other, number in named)


def commits_named(texts: Iterable[str]) -> frozenset[str]:
    """The commits that messages say they revert, in git's own words."""
    return frozenset(oid for text in texts for oid in _COMMIT.findall(text))
