"""Whom CODEOWNERS and OWNERS name for paths, and which of the two has the say."""

import pytest

from homebot.core.catalogues import codeowners
from homebot.core.catalogues.owners_files import Aliases, Named, OwnersFile, Section
from homebot.core.directory import Place
from homebot.core.ownership import Owner, PathOwners
from homebot.core.path_owners import OwnershipRules, named, path_owners, table

RULES = b"""\
*.py @acme/payments @alice
/docs/
/docs/api/ ops@example.com
"""


def section(file: str, approvers: tuple[str, ...] = (), reviewers: tuple[str, ...] = ()) -> OwnersFile:
    def people(logins: tuple[str, ...]) -> tuple[Named, ...]:
        return tuple(Named(login, Place(file, 2)) for login in logins)

    found = Section(Place(file, 1), approvers=people(approvers), reviewers=people(reviewers))
    return OwnersFile(file, file.rpartition("/")[0], (found,))


CODEOWNERS = table(codeowners.read("CODEOWNERS", RULES))
OWNERS = {"": section("OWNERS", ("carol",)), "web": section("web/OWNERS", (), ("dora",))}


@pytest.mark.parametrize(
    ("path", "rules", "source", "line", "owners"),
    [
        ("a.py", OwnershipRules(CODEOWNERS), "CODEOWNERS", 1, ["@acme/payments", "@alice"]),
        ("a.py", OwnershipRules(CODEOWNERS, OWNERS), "CODEOWNERS", 1, ["@acme/payments", "@alice"]),
        ("docs/x.md", OwnershipRules(CODEOWNERS, OWNERS), "CODEOWNERS", 2, []),
        ("docs/x.py", OwnershipRules(CODEOWNERS, OWNERS), "CODEOWNERS", 2, []),
        ("docs/api/x", OwnershipRules(CODEOWNERS), "CODEOWNERS", 3, ["ops@example.com"]),
        ("a.md", OwnershipRules(CODEOWNERS, OWNERS), "OWNERS", 2, ["@carol"]),
        ("web/x.css", OwnershipRules(owners=OWNERS), "OWNERS", 2, ["@carol"]),
        ("web/x.css", OwnershipRules(owners={"web": OWNERS["web"]}), "OWNERS", 2, ["@dora"]),
    ],
    ids=[
        "a rule",
        "CODEOWNERS before OWNERS",
        "nobody again",
        "the last rule",
        "an address",
        "OWNERS where no rule is",
        "the approvers of the root",
        "reviewers where there are no approvers",
    ],
)
def test_whom_a_path_has(path: str, rules: OwnershipRules, source: str, line: int, owners: list[str]) -> None:
    (found,) = path_owners([path], rules)
    assert (found.source, found.place.line, [str(owner) for owner in found.owners]) == (source, line, owners)
    assert found.paths == (path,)


def test_nothing_is_said_without_files() -> None:
    assert path_owners(["a.py"], OwnershipRules()) == ()
    assert path_owners(["a.md"], OwnershipRules(CODEOWNERS)) == ()


def test_the_paths_of_a_rule_are_together() -> None:
    found = path_owners(["a.py", "docs/x", "b.py", "c.txt"], OwnershipRules(CODEOWNERS, aliases=Aliases()))
    assert [one.paths for one in found] == [("a.py", "b.py"), ("docs/x",)]


def test_the_names_that_are_asked_of_github() -> None:
    place = Place("CODEOWNERS", 1)
    owners = (Owner("team", "acme/a"), Owner("user", "bob"), Owner("email", "x@example.com"))
    found = (PathOwners("CODEOWNERS", place, owners, ("a",)), PathOwners("CODEOWNERS", place, owners, ("b",)))
    assert named(found) == (("acme/a",), ("bob",))
