"""Whom a repository's ownership files name for paths (SPEC 3): CODEOWNERS first, then OWNERS.

A rule of CODEOWNERS without owners makes a path nobody's again, as on GitHub, and OWNERS has no say there either. Only
where no rule covers a path does OWNERS answer for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from homebot.core.catalogues.codeowners import CodeownersFile, Rule
from homebot.core.catalogues.owners_files import Aliases, OwnersFile, owners_of
from homebot.core.directory import Place
from homebot.core.ownership import Owner, PathOwners, Source
from homebot.core.paths import PathTable


@dataclass(frozen=True)
class OwnershipRules:
    """The rules for paths of one commit: CODEOWNERS ready to be asked, and OWNERS files by their folders."""

    codeowners: PathTable[Rule] = field(default_factory=lambda: PathTable([]))
    owners: Mapping[str, OwnersFile] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)


def table(file: CodeownersFile) -> PathTable[Rule]:
    """The rules of a CODEOWNERS file, ready to be asked."""
    return PathTable([(rule.pattern, rule) for rule in file.rules], "codeowners")


def path_owners(paths: Sequence[str], rules: OwnershipRules) -> tuple[PathOwners, ...]:
    """Whom the files name for the paths, those of one rule together, in the order of the paths."""
    found: dict[tuple[Source, Place, tuple[Owner, ...]], list[str]] = {}
    for path in paths:
        answer = _of(path, rules)
        if answer is not None:
            found.setdefault(answer, []).append(path)
    return tuple(PathOwners(source, place, owners, tuple(of)) for (source, place, owners), of in found.items())


def _of(path: str, rules: OwnershipRules) -> tuple[Source, Place, tuple[Owner, ...]] | None:
    rule = rules.codeowners.match(path)
    if rule is not None:
        return "CODEOWNERS", rule.place, rule.owners
    owned = owners_of(path, rules.owners, rules.aliases) if rules.owners else None
    layers = (owned.approvers or owned.reviewers) if owned is not None else ()
    if not layers:
        return None
    owners = tuple(dict.fromkeys(owner for layer in layers for owner in layer.owners))
    return ("OWNERS", layers[0].place, owners) if owners else None


def named(found: Iterable[PathOwners]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The GitHub teams and the people that are named for paths, each once."""
    owners = dict.fromkeys(owner for one in found for owner in one.owners)
    teams = tuple(owner.name for owner in owners if owner.kind == "team")
    return teams, tuple(owner.name for owner in owners if owner.kind == "user")
