"""What GitHub says of owners that a file names: whether there are such, and whether they could review, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.people import NAMESAKES, PAGE
from homebot.adapters.github.reach import inside, nodes
from homebot.core.catalogues.lint import Known, Standing
from homebot.core.ownership import Owner

MOST = 50
"""Owners that are looked up for one edit."""


@dataclass(slots=True)
class _Query:
    """Fields with the variables they use: no name ever stands in the text."""

    fields: list[str] = field(default_factory=list)
    of_repository: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def add(self, index: int, owner: Owner) -> None:
        if owner.kind == "team":
            self._team(index, owner.name)
        else:
            self._user(index, owner.name)

    def _user(self, index: int, login: str) -> None:
        self.variables[f"u{index}"] = login
        self.fields.append(f"u{index}: user(login: $u{index}) {{ login }}")
        users = f"assignableUsers(query: $u{index}, first: {NAMESAKES}) {{ nodes {{ login }} }}"
        self.of_repository.append(f"a{index}: {users}")

    def _team(self, index: int, slug: str) -> None:
        organisation, _, name = slug.partition("/")
        self.variables |= {f"o{index}": organisation, f"s{index}": name}
        members = f"members(first: {PAGE}) {{ nodes {{ login }} }}"
        self.fields.append(f"t{index}: organization(login: $o{index}) {{ team(slug: $s{index}) {{ {members} }} }}")

    def ask(self, client: Client, repository: str) -> Any:
        owner, _, name = repository.partition("/")
        if self.of_repository:
            self.variables |= {"owner": owner, "name": name}
            self.fields.append(f"repository(owner: $owner, name: $name) {{\n{chr(10).join(self.of_repository)}\n}}")
        declared = ", ".join(f"${key}: String!" for key in self.variables)
        return client.query(
            "standing", f"query Standing({declared}) {{\n{chr(10).join(self.fields)}\n}}", self.variables
        )


def read_standing(client: Client, repository: str, owners: Sequence[Owner]) -> Known:
    """How the first fifty people and teams stand to the repository, and who is in the teams, as far as GitHub shows it
    (a hundred people of each). Of addresses and of bots nothing is known. A team of another organisation is `missing`,
    as GitHub takes none for an owner; its people are told all the same.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    wanted = [one for one in owners if _is_known_there(one)][:MOST]
    if not wanted:
        return Known()
    query = _Query()
    for index, owner in enumerate(wanted):
        query.add(index, owner)
    data = query.ask(client, repository)
    organisation = repository.partition("/")[0]
    standing = {owner: _standing(data, index, owner, organisation) for index, owner in enumerate(wanted)}
    seen = [(index, one) for index, one in enumerate(wanted) if inside(data, f"t{index}", "team")]
    return Known(standing, {owner: _members(data, index) for index, owner in seen})


def _is_known_there(owner: Owner) -> bool:
    return owner.kind != "email" and not owner.name.endswith("[bot]")


def _members(data: Any, index: int) -> tuple[str, ...]:
    return tuple(sorted(str(node["login"]).lower() for node in nodes(data, f"t{index}", "team", "members")))


def _standing(data: Any, index: int, owner: Owner, organisation: str) -> Standing:
    if owner.kind == "team":
        if owner.name.partition("/")[0] != organisation:
            # GitHub lets a repository name teams of its own organisation alone.
            return "missing"
        return "fine" if inside(data, f"t{index}", "team") else "hidden"
    if not inside(data, f"u{index}"):
        return "gone"
    able = {str(node["login"]).lower() for node in nodes(data, "repository", f"a{index}")}
    return "fine" if owner.name in able else "no access"
