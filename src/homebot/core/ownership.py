"""Who a repository's own files say owns what: facts that the ownership formats give, before the catalogue has its say.

Names of users and GitHub teams are in lower case, e-mail addresses as written. Every fact carries its place.
"""

from dataclasses import dataclass
from typing import Literal

from homebot.core.directory import Place, Service, Team

OwnerKind = Literal["user", "team", "email"]
Source = Literal["services.yaml", ".homebot.yml", "Backstage", "CODEOWNERS", "OWNERS"]
"""In the order of their precedence for who owns a service (SPEC 3); OWNERS comes last."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person (`alice`), a GitHub team (`acme/payments`) or an e-mail address."""

    kind: OwnerKind
    name: str

    def __str__(self) -> str:
        return self.name if self.kind == "email" else f"@{self.name}"


@dataclass(frozen=True, slots=True)
class PathOwners:
    """Whom one rule of an ownership file names for some of the touched paths. No `owners`: the rule says nobody."""

    source: Source
    place: Place
    owners: tuple[Owner, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in an ownership file, where, and what to do. The rest of the file counts, unless the fault leaves
    it `broken`: not read, or not from there on."""

    place: Place
    message: str
    fix: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Whose a service is, by one source. `team` is a team of the catalogue, `words` what the source writes."""

    source: Source
    team: str
    place: Place
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """Sources that disagree on whose a service is (`ownership-drift`, SPEC 3); the winner is used."""

    service: str
    winner: Said
    others: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class RepositoryCatalogue:
    """What a repository's own files add to the catalogue: services that are new or set otherwise, teams that `org.yaml`
    does not list, who said whose each service is, where sources disagree, and what is wrong in the files."""

    services: tuple[Service, ...] = ()
    teams: tuple[Team, ...] = ()
    said: tuple[tuple[str, Said], ...] = ()
    drift: tuple[Drift, ...] = ()
    faults: tuple[Fault, ...] = ()


NOTHING_ADDED = RepositoryCatalogue()
