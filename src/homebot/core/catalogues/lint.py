"""What is wrong with ownership as such: owners who are gone, rules of no use, paths that hang on one person.

And which of it an edit brings in: what was wrong before is nobody's charge.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from homebot.core.catalogues.codeowners import CodeownersFile, Rule
from homebot.core.catalogues.faults import Faults
from homebot.core.catalogues.owners_files import Aliases, OwnersFile
from homebot.core.directory import Directory, Place
from homebot.core.ownership import Fault, Owner
from homebot.core.paths import PathTable
from homebot.core.wording import quoted

_NUMBER = re.compile(r"\d+")

Standing = Literal["fine", "gone", "missing", "hidden", "no access"]
"""Of an owner: `gone`, GitHub has no such account; `missing`, the organisation has no such team; `hidden`, there may be
such a team and homebot may not see it; `no access`, who cannot write to the repository."""

_SAID: dict[Standing, tuple[str, str]] = {
    "gone": ("GitHub knows nobody of that name", "name who took over"),
    "missing": ("the organisation has no such team", "name a team that exists"),
    "hidden": (
        "homebot sees no such team: it is secret, or does not exist",
        "make it visible, or name its people",
    ),
    "no access": (
        "has no write access to this repository, so GitHub does not ask it",
        "give write access, or name somebody who has it",
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of owners, and the members of teams. Of an owner or team that is not in it nothing is said."""

    standing: Mapping[Owner, Standing] = field(default_factory=dict)
    members: Mapping[Owner, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A fault, and what it is about: the same in two versions of a file, whatever line it stands on by then."""

    fault: Fault
    about: tuple[str, ...]


def lint(file: CodeownersFile, known: Known, paths: Sequence[str] | None = None) -> tuple[Complaint, ...]:
    """Everything wrong with a CODEOWNERS file, by place. Without `paths`, every file of the repository, nothing is said
    of which rules are of use."""
    complaints = [*of_reading(file.faults)]
    for rule in file.rules:
        for owner in rule.owners:
            complaints += _of_owner(owner, quoted(rule.pattern), rule.place, known)
    if paths is not None:
        complaints += _of_use(file.rules, known, paths)
    return _sorted(complaints)


def lint_owners(file: OwnersFile, aliases: Aliases, known: Known) -> tuple[Complaint, ...]:
    """Everything wrong with an OWNERS file, by place."""
    complaints = [*of_reading(file.faults)]
    for section in file.sections:
        for named in (*section.approvers, *section.reviewers):
            for login in aliases.members.get(named.name, (named.name,)):
                shown = f"{quoted(section.pattern)} of {quoted(file.file)}"
                complaints += _of_owner(Owner("user", login), shown, named.place, known)
    return _sorted(complaints)


def brought_in(before: CodeownersFile | None, after: CodeownersFile | None) -> tuple[Owner, ...]:
    """Whom the rules name that an edit brings in, each once."""
    old = {(rule.pattern, rule.owners) for rule in (before.rules if before is not None else ())}
    new = (rule for rule in (after.rules if after is not None else ()) if (rule.pattern, rule.owners) not in old)
    return tuple(dict.fromkeys(owner for rule in new for owner in rule.owners))


def people_in(file: OwnersFile, aliases: Aliases) -> frozenset[Owner]:
    """Everybody whom an OWNERS file names, aliases expanded."""
    named = (one for section in file.sections for one in (*section.approvers, *section.reviewers))
    logins = (login for one in named for login in aliases.members.get(one.name, (one.name,)))
    return frozenset(Owner("user", login) for login in logins)


def lonely(directory: Directory) -> tuple[Complaint, ...]:
    """Services that hang on one person: the only one of the team that `services.yaml` names."""
    found: dict[str, list[str]] = {}
    for service in directory.services.values():
        found.setdefault(service.owner, []).append(service.name)
    complaints = []
    for name, services in found.items():
        team = directory.teams.get(name)
        people = {*team.members, *team.owners} if team is not None else set()
        if team is not None and team.place is not None and len(people) == 1 and not team.github_team:
            (person,) = people
            what = f"{quoted(services[0])} hangs" if len(services) == 1 else f"{len(services)} services hang"
            message = f"the team {quoted(name)} is {person} alone, and {what} on it"
            complaints.append(Complaint(Fault(team.place, message, "add a second person"), ("lonely", name, person)))
    return tuple(complaints)


def introduced(before: Iterable[Complaint], after: Iterable[Complaint]) -> tuple[Fault, ...]:
    """The faults of `after` that were not there before, wherever they stood; a hundred of them and how many more."""
    old = Counter(complaint.about for complaint in before)
    faults = Faults()
    for complaint in after:
        if old[complaint.about]:
            old[complaint.about] -= 1
        else:
            faults.take(complaint.fault)
    return faults.all()


def _sorted(complaints: list[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(complaints, key=lambda complaint: (complaint.fault.place.line, complaint.fault.place.column)))


def of_reading(faults: Iterable[Fault]) -> Iterator[Complaint]:
    """What could not be read in a file. A number in it (of bytes, of lines) may be another one in another version."""
    return (Complaint(fault, ("reading", _NUMBER.sub("0", fault.message))) for fault in faults)


def _of_owner(owner: Owner, rule: str, place: Place, known: Known) -> Iterator[Complaint]:
    standing = known.standing.get(owner, "fine")
    if standing != "fine":
        what, fix = _SAID[standing]
        yield Complaint(Fault(place, f"{owner}, named for {rule}: {what}", fix), (standing, rule, str(owner)))


def _of_use(rules: Sequence[Rule], known: Known, paths: Sequence[str]) -> Iterator[Complaint]:
    table = PathTable([(rule.pattern, number) for number, rule in enumerate(rules)], "codeowners")
    survey = table.survey(paths)
    for number in survey.unmatched:
        yield _about_rule(rules[number], "matches no file of this repository", "mend the pattern, or take the rule out")
    for number in survey.shadowed:
        yield _about_rule(
            rules[number], "never counts: later rules win every file it matches", "move it down, or take it out"
        )
    for found, count in Counter(table.match_all(paths)).items():
        person = None if found is None else _alone(rules[found], known)
        if found is not None and person is not None:
            files = "1 file" if count == 1 else f"{count} files"
            what = f"leaves {files} to {person} alone"
            yield _about_rule(rules[found], what, "name a team, or a second person", person)


def _about_rule(rule: Rule, what: str, fix: str, *more: str) -> Complaint:
    about = (fix, rule.pattern, *more)
    return Complaint(Fault(rule.place, f"the rule {quoted(rule.pattern)} {what}", fix), about)


def _alone(rule: Rule, known: Known) -> str | None:
    """The one person a rule comes down to, teams looked into; `None` where there are more, none, or nobody knows."""
    people: set[str] = set()
    for owner in rule.owners:
        if owner.kind != "team":
            people.add(str(owner))
        elif owner in known.members:
            people.update(f"@{login}" for login in known.members[owner])
        else:
            return None
    return next(iter(people)) if len(people) == 1 else None
