"""Whose a repository's services are by its `catalog-info.yaml`: the people who are meant, and nobody else."""

import json
from typing import Any

import pytest

from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues import backstage
from homebot.core.catalogues.owners_files import Aliases
from homebot.core.directory import Directory
from homebot.core.ownership import RepositoryCatalogue
from homebot.core.repository_catalogue import in_force, join
from homebot.core.repository_files import said_in
from tests import build

HERE = "acme/search"


def backstage_says(*entities: str) -> tuple[RepositoryCatalogue, Directory]:
    """A `catalog-info.yaml` of these entities, joined with the catalogue."""
    file = backstage.read(documents("catalog-info.yaml", "---\n".join(entities).encode()))
    found = join(build.directory(), said_in((), file, None, None, Aliases()), HERE, build.day("2026-11-23"))
    return found, in_force(build.directory(), found)


def entity(kind: str, name: str, spec: dict[str, Any], **metadata: Any) -> str:
    return json.dumps({"kind": kind, "metadata": {"name": name, **metadata}, "spec": spec}) + "\n"


def in_folder(name: str, folder: str, owner: str, namespace: str = "default") -> str:
    at = {"backstage.io/source-location": f"url:https://github.com/acme/search/tree/main/{folder}/"}
    return entity("Component", name, {"owner": owner}, namespace=namespace, annotations=at)


def whose(directory: Directory) -> dict[str, tuple[str, ...]]:
    """The people of each service's team."""
    services = directory.services_of_repository(HERE)
    return {service.name: directory.teams[service.owner].members for service in services}


def paths(directory: Directory) -> list[tuple[str, ...]]:
    return [service.paths for service in directory.services_of_repository(HERE)]


def test_a_user_who_owns_is_the_person_of_their_login_and_no_namesake() -> None:
    jane = entity("User", "jane", {"memberOf": []}, annotations={"github.com/user-login": "JDoe"})
    _, directory = backstage_says(entity("Component", "search", {"owner": "user:jane"}), jane)
    assert whose(directory) == {"search": ("jdoe",)}


@pytest.mark.parametrize(
    "user",
    [
        entity("User", "jane", {"memberOf": []}, annotations={"github.com/user-login": "jane@example.com"}),
        entity("User", "jane.doe", {"memberOf": []}),
        "",
    ],
    ids=["no login", "no name of a login", "described nowhere"],
)
def test_a_user_without_a_login_is_nobody(user: str) -> None:
    owner = "user:jane" if '"jane"' in user else "user:jane.doe"
    found, directory = backstage_says(entity("Component", "search", {"owner": owner}), user)
    assert whose(directory) == {"search": ()}
    assert any(one.message.startswith("spec.owner: unknown team") for one in found.faults)


def test_who_is_beneath_an_owning_group_is_of_its_team_and_circles_are_told() -> None:
    found, directory = backstage_says(
        entity("Component", "search", {"owner": "core"}),
        entity("Group", "core", {"members": ["bob"], "children": ["index"]}),
        entity("Group", "index", {"members": ["sam"], "children": ["core"]}),
        entity("User", "sue", {"memberOf": ["index"]}),
    )
    assert whose(directory) == {"search": ("bob", "sam", "sue")}
    assert ["groups in a circle" in one.message for one in found.faults] == [True]


def test_teams_of_one_name_are_not_taken_for_one_another() -> None:
    _, directory = backstage_says(
        in_folder("a", "a", "user:jane"),
        in_folder("b", "b", "user:bill"),
        in_folder("c", "c", "user:jane"),
        in_folder("d", "d", "core"),
        in_folder("e", "e", "group:other/core"),
        entity("Group", "core", {"members": ["sam"]}),
        entity("Group", "core", {"members": ["sue"]}, namespace="other"),
    )
    assert whose(directory) == {"a": ("jane",), "b": ("bill",), "c": ("jane",), "d": ("sam",), "e": ("sue",)}
    owners = [service.owner for service in directory.services_of_repository(HERE)]
    assert owners == ["search-owners", "search-owners-2", "search-owners", "core", "core-2"]


def test_a_team_that_the_catalogue_lists_by_now_is_as_it_says() -> None:
    """What the files said is kept with each evaluation, and joined with the catalogue of a later day."""
    group = entity("Group", "core", {"members": ["sam"]})
    found, _ = backstage_says(entity("Component", "search", {"owner": "core"}), group)
    listed = build.directory(teams=(build.team("core", "bob"),))
    assert whose(in_force(listed, found)) == {"search": ("bob",)}


def test_components_of_one_name_are_told_and_the_first_keeps_its_folder() -> None:
    found, directory = backstage_says(
        in_folder("index", "a", "user:jane"), in_folder("Index", "b", "user:bill", namespace="other")
    )
    assert paths(directory) == [("/a/",)]
    assert whose(directory) == {"index": ("jane",)}
    assert [one.message for one in found.faults] == [
        'the component "Index" has the name of another, catalog-info.yaml:1:44'
    ]


def test_a_folder_with_brackets_is_that_folder_and_not_everything() -> None:
    _, directory = backstage_says(in_folder("page", "app/[id]", "user:jane"))
    assert paths(directory) == [("/app/[id]/",)]
