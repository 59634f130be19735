"""A repository's own files joined with the catalogue: whose a service is, by every combination of sources."""

from dataclasses import replace
from typing import Any

import pytest

from homebot.core.catalogues import codeowners
from homebot.core.catalogues.owners_files import Aliases, Named, OwnersFile, Section
from homebot.core.directory import Directory, Place, Service
from homebot.core.ownership import Owner, RepositoryCatalogue
from homebot.core.repository_catalogue import in_force, join
from homebot.core.repository_files import Component, Group, OwnerWord, RepositoryFiles, Settings, said_in
from tests import build

HERE = "acme/ledgerd"
UNLISTED = "acme/search"
DAY = build.day("2026-11-23")


def place(file: str, line: int = 1) -> Place:
    return Place(file, line)


def owner(text: str) -> Owner:
    found = codeowners.owner_of(text)
    assert found is not None
    return found


def word(source: Any, *owners: str) -> OwnerWord:
    return OwnerWord(source, place(source, 4), tuple(map(owner, owners)))


def own(**changes: Any) -> Settings:
    return replace(Settings(place(".homebot.yml"), places=(("owner", place(".homebot.yml", 2)),)), **changes)


def component(name: str, owned_by: str | None = None, **changes: Any) -> Component:
    found = Component(name, place("catalog-info.yaml"), owned_by, place("catalog-info.yaml", 9))
    return replace(found, **changes)


def joined(
    files: RepositoryFiles, repository: str = UNLISTED, directory: Directory | None = None
) -> tuple[RepositoryCatalogue, Directory]:
    before = directory or build.directory()
    found = join(before, files, repository, DAY)
    after = in_force(before, found)
    assert in_force(after, found) == after, "twice is once"
    return found, after


def the_one(directory: Directory, repository: str = UNLISTED) -> Service:
    (found,) = directory.services_of_repository(repository)
    return found


TEAMS = build.directory(
    teams=(
        build.team("payments", "bob", "bea", github_team="acme/pay"),
        build.team("checkout", "alice", "al"),
        build.team("video", "vera", "vic", entity="media"),
    )
)
ALL = {
    "settings": (own(owner="payments"),),
    "components": (component("search", "group:default/checkout"),),
    "words": (word("CODEOWNERS", "@acme/video"), word("OWNERS", "@carol")),
}


@pytest.mark.parametrize(
    ("present", "source", "team", "others"),
    [
        (("settings",), ".homebot.yml", "payments", ()),
        (("components",), "Backstage", "checkout", ()),
        (("settings", "components", "words"), ".homebot.yml", "payments", ("Backstage", "CODEOWNERS")),
        (("components", "words"), "Backstage", "checkout", ("CODEOWNERS", "OWNERS")),
        (("words",), "CODEOWNERS", "video", ("OWNERS",)),
        (("settings", "words"), ".homebot.yml", "payments", ("CODEOWNERS",)),
    ],
)
def test_the_first_source_has_the_say_and_the_others_are_shown(
    present: tuple[str, ...], source: str, team: str, others: tuple[str, ...]
) -> None:
    """A team whose people GitHub alone knows (payments) may have carol: OWNERS does not contradict it."""
    found, directory = joined(RepositoryFiles(**{name: ALL[name] for name in present}), directory=TEAMS)  # type: ignore[arg-type]

    service = the_one(directory)
    assert (service.name, service.owner, service.mode, service.profile) == ("search", team, "observe", "default")
    assert dict(found.said)["search"].source == source
    assert tuple(other.source for drift in found.drift for other in drift.others) == others
    assert found.faults == ()


def test_only_owners_makes_a_team_of_its_people() -> None:
    found, directory = joined(RepositoryFiles(words=(word("OWNERS", "@carol", "@dora"),)))

    assert the_one(directory).owner == "search-owners"
    team = directory.teams["search-owners"]
    assert (team.members, team.owners, team.entity) == (("carol", "dora"), ("carol", "dora"), "company")
    assert team.place == place("OWNERS", 4)
    assert not found.drift


def test_without_any_word_there_is_no_service() -> None:
    found, directory = joined(RepositoryFiles())
    assert found == RepositoryCatalogue()
    assert directory is not None
    assert directory.services_of_repository(UNLISTED) == ()


@pytest.mark.parametrize("words", [(word("CODEOWNERS", "ops@example.com"),), ()])
def test_an_address_owns_nothing(words: tuple[OwnerWord, ...]) -> None:
    assert joined(RepositoryFiles(words=words))[1].services_of_repository(UNLISTED) == ()


@pytest.mark.parametrize(
    ("named", "team", "github"),
    [
        ("@acme/pay", "payments", "acme/pay"),
        ("@acme/checkout", "checkout", None),
        ("@acme/search", "search", "acme/search"),
        ("@acme/payments", "acme/payments", "acme/payments"),
        ("@other/checkout", "other/checkout", "other/checkout"),
    ],
    ids=["by GitHub team", "by name", "new", "another team has the name", "another organisation's"],
)
def test_a_github_team_is_a_team_of_the_catalogue_or_becomes_one(named: str, team: str, github: str | None) -> None:
    _, directory = joined(RepositoryFiles(words=(word("CODEOWNERS", named),)), directory=TEAMS)
    assert the_one(directory).owner == team
    assert directory.teams[team].github_team == github


def test_a_backstage_group_that_nobody_lists_becomes_a_team() -> None:
    group = Group("group:default/search", "search", place("catalog-info.yaml", 20), ("sam", "sue"))
    files = RepositoryFiles(components=(component("search", "group:default/search"),), groups=(group,))

    _, directory = joined(files)

    assert the_one(directory).owner == "search"
    assert (directory.teams["search"].members, directory.teams["search"].entity) == (("sam", "sue"), "company")


@pytest.mark.parametrize(
    ("files", "where", "message"),
    [
        (RepositoryFiles(settings=(own(owner="paymnts"),)), ".homebot.yml:2:1", 'owner: unknown team "paymnts"'),
        (
            RepositoryFiles(components=(component("search", "group:default/paymnts"),)),
            "catalog-info.yaml:9:1",
            'spec.owner: unknown team "paymnts"',
        ),
    ],
)
def test_an_unknown_team_is_named_with_the_nearest_and_the_next_source_is_used(
    files: RepositoryFiles, where: str, message: str
) -> None:
    found, directory = joined(files)
    (fault,) = found.faults
    assert (str(fault.place), fault.message, fault.fix) == (where, message, 'did you mean "payments"?')
    assert the_one(directory).owner == "paymnts", "nobody else is named"

    found, directory = joined(replace(files, words=(word("CODEOWNERS", "@acme/video"),)))
    assert len(found.faults) == 1
    assert the_one(directory).owner == "video"


def test_a_service_without_any_owner_is_there_and_says_so() -> None:
    found, directory = joined(RepositoryFiles(settings=(own(mode="advise"),)))
    assert (the_one(directory).owner, the_one(directory).mode) == ("search-owners", "advise")
    assert 'nobody is named as owner of "search"' in found.faults[0].message


def test_what_services_yaml_says_of_the_owner_stays_and_drift_is_shown_with_both_places() -> None:
    files = RepositoryFiles(
        settings=(own(owner="video"),),
        components=(component("ledgerd", "group:default/payments"),),
        words=(word("CODEOWNERS", "@acme/checkout"), word("OWNERS", "@bob")),
    )
    found, directory = joined(files, HERE)

    assert the_one(directory, HERE).owner == "payments"
    (drift,) = found.drift
    assert (drift.winner.team, str(drift.winner.place)) == ("payments", "services.yaml:3:1")
    assert [(other.source, other.team, str(other.place)) for other in drift.others] == [
        (".homebot.yml", "video", ".homebot.yml:2:1"),
        ("CODEOWNERS", "checkout", "CODEOWNERS:4:1"),
    ], "Backstage agrees, and bob of OWNERS is in payments"
    (fault,) = found.faults
    assert str(fault.place) == ".homebot.yml:2:1"
    assert fault.message == 'owner: "ledgerd" is owned by "payments", says services.yaml:3:1'


def test_the_home_team_sets_what_is_its_own() -> None:
    files = RepositoryFiles(
        settings=(own(mode="advise", approvals=2, paths=("src/**",), lifecycle="deprecated", warranty_days=3),)
    )
    found, directory = joined(files, HERE)
    service = the_one(directory, HERE)
    assert (service.mode, service.paths, service.lifecycle, service.warranty_days) == (
        "advise",
        ("src/**",),
        "deprecated",
        3,
    )
    assert (service.review.approvals, service.review.first_response) == (2, "2wd")
    assert found.services == (service,)
    assert found.faults == ()


@pytest.mark.parametrize(
    ("key", "value", "message", "fix"),
    [
        ("repository", "acme/other", "repository: this is acme/ledgerd, not acme/other", "remove the key"),
        ("profile", "defualt", 'profile: unknown profile "defualt"', 'did you mean "default"?'),
        ("consumes", ("pixle",), 'consumes: unknown service "pixle"', 'did you mean "pixel"?'),
        ("provides", ("pkg:pypi/pixel",), 'provides: "pkg:pypi/pixel" is provided by "pixel" already', "see "),
        ("name", "pixel", 'name: the service "pixel" lives in acme/pixel', "see "),
    ],
)
def test_what_is_not_its_own_is_refused_with_its_line(key: str, value: Any, message: str, fix: str) -> None:
    directory = build.directory(
        services=(
            build.service("ledgerd", "payments"),
            build.service("pixel", "video", repository="acme/pixel", provides=("pkg:pypi/pixel",)),
        )
    )
    settings = Settings(place(".homebot.yml"), places=((key, place(".homebot.yml", 7)),), **{key: value})
    found, after = joined(RepositoryFiles(settings=(settings,)), HERE, directory)
    (fault,) = found.faults
    assert (str(fault.place), fault.message) == (".homebot.yml:7:1", message)
    assert fault.fix.startswith(fix)
    assert after == directory, "nothing is changed by it"


@pytest.mark.parametrize("key", ["consumes", "owner"])
def test_many_wrong_names_are_not_each_compared_with_all_there_are(key: str) -> None:
    """It takes milliseconds each, and a file may hold a hundred thousand."""
    names = [f"pixle-{number}" for number in range(30)]
    known = tuple(build.service(f"pixel-{number}", "payments", repository="acme/pixel") for number in range(30))
    teams = (*build.directory().teams.values(), *(build.team(f"pixel-{number}") for number in range(30)))
    several = tuple(own(name=name, owner=name) for name in names)
    settings = several if key == "owner" else (own(owner="payments", consumes=tuple(names)),)
    found, _ = joined(RepositoryFiles(settings=settings), directory=build.directory(teams, known))
    hints = [bool(one.fix) for one in found.faults if "unknown" in one.message]
    assert hints == [True] * 10 + [False] * 20


def test_several_services_are_told_apart_by_name() -> None:
    directory = build.directory(
        services=(
            build.service("api", "payments", paths=("api/**",)),
            build.service("web", "checkout", paths=("web/**",)),
        )
    )
    files = RepositoryFiles(
        settings=(own(name="web", mode="observe"), own(name="tools", owner="video"), own(mode="advise")),
        words=(word("CODEOWNERS", "@acme/video"),),
    )
    found, after = joined(files, HERE, directory)

    services = after.services_of_repository(HERE)
    assert [(one.name, one.owner, one.mode) for one in services] == [
        ("tools", "video", "observe"),
        ("api", "payments", "enforce"),
        ("web", "checkout", "observe"),
    ], "a new service comes first: it takes no path from those that services.yaml lists"
    assert [fault.message for fault in found.faults] == ["which service is meant?"]
    assert not found.drift, "an owner of everything is no owner of each service"


def test_components_of_a_folder_each_and_one_for_the_rest() -> None:
    at = "url:https://github.com/acme/search/tree/main/"
    files = RepositoryFiles(
        components=(
            component("index", "group:default/video", source=f"{at}services/index/"),
            component("search", "group:default/checkout", source=at, lifecycle="experimental"),
            component("other", "group:default/checkout"),
            component("elsewhere", "group:default/checkout", github="acme/elsewhere"),
        )
    )
    found, directory = joined(files)
    assert [(one.name, one.owner, one.paths, one.lifecycle) for one in directory.services_of_repository(UNLISTED)] == [
        ("search", "checkout", ("**",), "experimental"),
        ("index", "video", ("/services/index/",), "production"),
    ], "the last that matches has a path"
    assert [one.message for one in found.faults] == ['the component "other" names no folder; "search" has them all']


def test_a_name_that_is_taken_elsewhere_gets_longer() -> None:
    _, directory = joined(RepositoryFiles(words=(word("OWNERS", "@carol"),)), "globex/ledgerd")
    assert directory.services["ledgerd"].repository == HERE
    assert the_one(directory, "globex/ledgerd").name == "globex/ledgerd"


def test_what_files_say_of_the_whole_repository() -> None:
    rules = codeowners.read("CODEOWNERS", b"* @acme/one\n*.py @acme/two\n** @acme/three mail@example.com\ndocs/\n")
    owners = OwnersFile("OWNERS", "", (Section(place("OWNERS", 2), approvers=(Named("carol", place("OWNERS", 3)),)),))
    found = said_in((), None, rules, owners, Aliases())
    assert [(one.source, [str(owner) for owner in one.owners]) for one in found.words] == [
        ("CODEOWNERS", ["@acme/three", "mail@example.com"]),
        ("OWNERS", ["@carol"]),
    ]
    assert found.words[0].place == Place("CODEOWNERS", 3)


def test_an_owner_of_everything_may_be_taken_back() -> None:
    rules = codeowners.read("CODEOWNERS", b"* @acme/one\n*\n")
    assert said_in((), None, rules, None, Aliases()).words == ()


def test_an_owner_that_ended_is_a_fault_that_blocks_nothing() -> None:
    ended = build.directory(teams=(build.team("payments", "bob", until=build.day("2026-11-22")),), services=())
    files = RepositoryFiles(components=(component("search", "group:default/payments"),))

    found = join(ended, files, UNLISTED, DAY)

    assert [service.owner for service in found.services] == ["payments"]
    assert [str(fault.message) for fault in found.faults] == ['nobody owns "search": payments ended on 2026-11-22']
    assert join(ended, files, UNLISTED, build.day("2026-11-22")).faults == ()
