from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.decision import Recognition
from homebot.core.directory import Directory, Succession
from homebot.core.facts import CommitFacts
from homebot.core.proposal import Proposal
from homebot.core.recognise import recognise
from tests import build

MONOREPO = build.directory(
    services=(
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("cart", "checkout", paths=("cart/**",)),
        build.service("player", "video", paths=("player/**",)),
    ),
    bots=("renovate[bot]",),
)


def of(*paths: str, directory: Directory = MONOREPO, **facts: Any) -> Recognition:
    return recognise(build.snapshot(files=tuple(map(build.file, paths)), **facts), directory)


@pytest.mark.parametrize(
    ("author", "paths", "result", "away_team"),
    [
        ("bob", ["ledger/a.py"], "home", None),
        ("alice", ["ledger/a.py"], "away", "checkout"),
        ("alice", ["ledger/a.py", "player/b.py"], "away", "checkout"),
        ("alice", ["ledger/a.py", "cart/b.py"], "mixed", "checkout"),
        ("mallory", ["ledger/a.py"], "outsider", None),
        ("renovate[bot]", ["ledger/a.py"], "bot", None),
        ("alice", ["README.md"], "unowned", None),
        ("mallory", ["README.md"], "unowned", None),
        ("alice", [], "unowned", None),
    ],
)
def test_each_result(author: str, paths: list[str], result: str, away_team: str | None) -> None:
    found = of(*paths, author=author)
    assert (found.result, found.away_team, found.silent) == (result, away_team, False)


def test_an_unowned_path_beside_owned_ones_is_named() -> None:
    found = of("ledger/a.py", "README.md", author="bob")
    assert (found.result, found.unowned_paths) == ("home", ("README.md",))


def test_a_repository_without_services_is_silent() -> None:
    assert of("a.py", directory=build.directory(services=())).silent


def test_a_rename_concerns_both_places() -> None:
    moved = build.file("cart/a.py", kind="renamed", old_path="ledger/a.py")
    found = recognise(build.snapshot(files=(moved,)), MONOREPO)
    assert [(one.service, one.home, one.paths) for one in found.standings] == [
        ("ledgerd", False, ("ledger/a.py",)),
        ("cart", True, ("cart/a.py",)),
    ]


def test_the_last_service_that_covers_a_path_has_it() -> None:
    services = (build.service("all", "payments"), build.service("cart", "checkout", paths=("cart/**",)))
    found = of("cart/a.py", "x.py", directory=build.directory(services=services))
    assert [(one.service, one.paths) for one in found.standings] == [("all", ("x.py",)), ("cart", ("cart/a.py",))]


class TestTheFileThatSetsServices:
    @pytest.mark.parametrize(
        ("configures", "paths", "found", "unowned"),
        [
            ((), [".homebot.yml"], {}, (".homebot.yml",)),
            (("ledgerd", "player"), [".homebot.yml"], {"ledgerd": 1, "player": 1}, ()),
            (("ledgerd",), [".homebot.yml", "ledger/a.py", "cart/b.py"], {"ledgerd": 2, "cart": 1}, ()),
            (("ledgerd",), ["docs/.homebot.yml"], {}, ("docs/.homebot.yml",)),
            (("elsewhere",), [".homebot.yml"], {}, (".homebot.yml",)),
        ],
    )
    def test_concerns_each_of_them(
        self, configures: tuple[str, ...], paths: list[str], found: dict[str, int], unowned: tuple[str, ...]
    ) -> None:
        one = of(*paths, configures=configures)
        assert {standing.service: len(standing.paths) for standing in one.standings} == found
        assert one.unowned_paths == unowned

    @pytest.mark.parametrize("configures", [(), ("ledgerd",)])
    def test_a_service_of_all_paths_has_it_once(self, configures: tuple[str, ...]) -> None:
        one = of(".homebot.yml", directory=build.directory(), configures=configures)
        assert [(standing.service, standing.paths) for standing in one.standings] == [("ledgerd", (".homebot.yml",))]

    def test_the_service_that_covers_it_is_concerned_as_well(self) -> None:
        services = (build.service("rest", "video"), *MONOREPO.services.values())
        one = of(".homebot.yml", directory=build.directory(services=services), configures=("cart",))
        assert [standing.service for standing in one.standings] == ["rest", "cart"]


class TestAuthorOfSeveralTeams:
    DIRECTORY = replace(MONOREPO, teams={**MONOREPO.teams, "video": build.team("video", "vera", "alice")})

    @pytest.mark.parametrize(
        ("body", "away_team"),
        [
            ("", "checkout"),
            ("text\nTeam: video\n", "video"),
            ("team: video", "video"),
            ("Team: payments", "checkout"),
            ("Team: nobody", "checkout"),
            ("see the Team: video", "checkout"),
        ],
    )
    def test_a_trailer_may_name_one_of_them(self, body: str, away_team: str) -> None:
        assert of("ledger/a.py", directory=self.DIRECTORY, body=body).away_team == away_team

    def test_at_home_with_either(self) -> None:
        assert of("cart/a.py", "player/b.py", directory=self.DIRECTORY).result == "home"

    def test_in_a_mixed_change_the_team_that_is_not_at_home_is_away(self) -> None:
        assert of("ledger/a.py", "cart/a.py", directory=self.DIRECTORY).away_team == "video"


class TestBotOnBehalfOf:
    COMMIT = CommitFacts("e" * 40, "al@example", "al@example", "Bump\n\nOn-behalf-of: checkout\n")

    def on_behalf(self, **facts: Any) -> Recognition:
        given = {"author": "renovate[bot]", "commits": (self.COMMIT,), "committers": ("al",), **facts}
        return of("ledger/a.py", **given)

    def test_is_away_when_a_member_wrote_the_commit(self) -> None:
        found = self.on_behalf()
        assert (found.result, found.away_team) == ("away", "checkout")

    @pytest.mark.parametrize(
        "facts",
        [
            {"committers": ()},
            {"committers": ("mallory",)},
            {"committers": ("al", "mallory")},
            {"commits": (), "body": "On-behalf-of: checkout"},
            {"commits": (replace(COMMIT, message="On-behalf-of: unknown"),)},
        ],
    )
    def test_stays_a_bot_when_anybody_else_might_have_said_so(self, facts: dict[str, Any]) -> None:
        assert self.on_behalf(**facts).result == "bot"

    def test_a_clean_merge_neither_speaks_nor_stands_in_the_way(self) -> None:
        merge = replace(self.COMMIT, oid="d" * 40, message="Merge\n\nOn-behalf-of: payments", merge=True)
        by = ((self.COMMIT.oid, ("al",)), (merge.oid, ("bob",)))
        found = self.on_behalf(
            commits=(merge, self.COMMIT), committers=("al", "bob"), commits_of_others=by, clean_merges=(merge.oid,)
        )
        assert (found.result, found.away_team) == ("away", "checkout")
        own = self.on_behalf(commits=(merge, self.COMMIT), committers=("al", "bob"), commits_of_others=by)
        assert own.result == "bot"

    def test_a_person_cannot_use_the_trailer(self) -> None:
        assert self.on_behalf(author="mallory").result == "outsider"

    def test_is_never_at_home(self) -> None:
        message = "On-behalf-of: payments"
        found = self.on_behalf(commits=(replace(self.COMMIT, message=message),), committers=("bob",))
        assert [standing.home for standing in found.standings] == [False]


def test_github_may_say_that_an_author_is_a_bot() -> None:
    assert of("ledger/a.py", author="bob", author_is_bot=True).result == "bot"


def test_members_on_github_count_with_those_of_the_catalogue() -> None:
    assert of("ledger/a.py", author="greta", members=(("payments", ("greta",)),)).result == "home"


class TestTheCatalogueOfTheDay:
    DIRECTORY = replace(MONOREPO, successions=(Succession(build.day("2026-07-01"), "payments", "checkout"),))

    @pytest.mark.parametrize(("merged", "result"), [(6, "away"), (7, "home"), (None, "home")])
    def test_a_merged_change_is_attributed_by_the_day_of_its_merge(self, merged: int | None, result: str) -> None:
        facts = {"state": "merged", "merged_at": datetime(2026, merged, 15, tzinfo=UTC)} if merged else {}
        assert of("ledger/a.py", directory=self.DIRECTORY, **facts).result == result

    def test_a_team_has_nobody_before_it_is_formed(self) -> None:
        young = build.team("checkout", "alice", since=build.day("2026-12-01"))
        directory = replace(MONOREPO, teams={**MONOREPO.teams, "checkout": young})
        assert of("ledger/a.py", directory=directory).result == "outsider"


@settings(deadline=None)
@given(st.permutations(["ledger/a.py", "cart/b.py", "player/c.py", "README.md", "ledger/d.py"]))
def test_the_order_of_files_does_not_matter(paths: list[str]) -> None:
    assert of(*paths) == of(*sorted(paths))


def test_an_edit_of_the_configuration_is_spoken_of_where_no_service_lives() -> None:
    nothing = build.directory(services=())
    assert recognise(build.snapshot(), nothing).silent
    found = recognise(build.snapshot(proposal=Proposal(("config/org.yaml",), everywhere=True)), nothing)
    assert (found.silent, found.result) == (False, "unowned")
