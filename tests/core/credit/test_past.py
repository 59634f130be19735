from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from homebot.core.credit.events import ContributionMerged
from homebot.core.credit.past import (
    IN_FUTURE,
    NO_PULL,
    NO_SERVICE,
    TWICE,
    PastCommit,
    Replayed,
    Said,
    name_of,
    replay,
    said,
)
from homebot.core.credit.past_authors import Identities
from homebot.core.directory import Succession
from tests import build

DIRECTORY = build.directory(
    teams=(
        build.team("payments", "bob"),
        build.team("payments-core", "cleo"),
        build.team("checkout", "alice", "both"),
        build.team("video", "vera", "both"),
    ),
    services=(build.service("ledgerd", "payments"), build.service("player", "video")),
)
PEOPLE = Identities(
    {f"{login}@x": login for login in ("bob", "alice", "vera", "both", "cleo", "guest")},
    {name: frozenset(team.members) for name, team in DIRECTORY.teams.items()},
)
START = datetime(2025, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def service_of(path: str) -> str | None:
    return {"a": "ledgerd", "b": "player"}.get(path[0])


def commit(number: int, message: str, *mails: str, paths: tuple[str, ...] = ("a.py",), day: int = 0) -> PastCommit:
    oid = f"{number:040x}"
    return PastCommit(oid, f"{number - 1:040x}", oid, START + timedelta(days=day or number), mails, message, paths)


def run(*commits: PastCommit) -> Replayed:
    return replay("acme/ledgerd", commits, service_of, DIRECTORY, PEOPLE, NOW)


def only(*commits: PastCommit) -> ContributionMerged:
    (found,) = run(*commits).contributions
    return found


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Merge pull request #12 from acme/x\n\nAdd it", Said(12, "Add it", "Add it")),
        (
            "Merge pull request #12 from acme/x\r\n\r\nAdd it\r\n\r\nSurface: a_word",
            Said(12, "Add it", "Surface: a_word"),
        ),
        ("Merge pull request #12 from acme/x", Said(12, "", "")),
        ("Add it (#12)\n\nmore", Said(12, "Add it", "more")),
        ("Add it (#3) (#12)", Said(12, "Add it (#3)", "")),
        ('Revert "Add it (#12)" (#13)', Said(13, 'Revert "Add it (#12)"', "")),
        ('Revert "Add it (#12)"', None),
        ("Add it (#0)", None),
        ("Add it (#1234567890)", None),
        ("Add it(#12)", None),
        ("(#12)", None),
        ("Merge branch 'main' into x", None),
        ("fix\n\nMerge pull request #12 from acme/x", None),
        ("", None),
        ("\0\ufffd", None),
    ],
)
def test_githubs_own_forms_name_a_pull_request(message: str, found: Said | None) -> None:
    assert said(message) == found


@pytest.mark.parametrize(
    ("mails", "result", "away", "home", "doubt"),
    [
        (("alice@x",), "away", "checkout", False, None),
        (("bob@x",), "home", None, True, None),
        (("alice@x", "both@x"), "away", "checkout", False, None),
        (("vera@x", "alice@x"), "outsider", None, False, "by authors of several teams"),
        (("bob@x", "alice@x"), "home", None, True, None),
        (("guest@x",), "outsider", None, False, "by an author without a team"),
        (("who@y",), "outsider", None, False, "by an author whom git does not name"),
        (("alice@x", "who@y"), "outsider", None, False, "by an author whom git does not name"),
        ((), "outsider", None, False, "by an author whom git does not name"),
        (("1+dependabot[bot]@users.noreply.github.com",), "bot", None, False, "by a bot"),
        (("alice@x", "1+d[bot]@users.noreply.github.com"), "bot", None, False, "by a bot"),
    ],
)
def test_an_away_team_is_named_only_where_git_leaves_no_doubt(
    mails: tuple[str, ...], result: str, away: str | None, home: bool, doubt: str | None
) -> None:
    found = run(commit(1, "Add it (#7)", *mails))
    (event,) = found.contributions
    (part,) = event.parts
    assert (event.result, part.away_team, part.home) == (result, away, home)
    assert found.doubts == (((doubt, 1),) if doubt else ())


def test_a_person_whom_the_catalogue_lists_among_bots_is_one() -> None:
    robots = replace(DIRECTORY, bots=("alice",))
    (event,) = replay(
        "acme/ledgerd", [commit(1, "Bump (#7)", "alice@x")], service_of, robots, PEOPLE, NOW
    ).contributions
    assert (event.result, event.parts[0].away_team) == ("bot", None)


def test_a_trailer_chooses_among_the_authors_teams() -> None:
    assert only(commit(1, "Add it (#7)\n\nTeam: video", "both@x")).parts[0].away_team == "video"
    assert only(commit(1, "Add it (#7)\n\nTeam: payments", "both@x")).parts[0].away_team == "checkout"


def test_a_change_at_home_and_away_is_credited_where_it_is_away() -> None:
    event = only(commit(1, "Add it (#7)", "vera@x", paths=("a.py", "b.py", "none")))
    assert event.result == "mixed"
    assert [(one.service, one.away_team, one.home) for one in event.parts] == [
        ("ledgerd", "video", False),
        ("player", None, True),
    ]


def test_owners_and_teams_are_those_of_the_day() -> None:
    moved = replace(
        DIRECTORY,
        successions=(Succession(date(2025, 4, 1), "payments", "payments-core", "ledgerd", "split"),),
        teams={**DIRECTORY.teams, "checkout": replace(DIRECTORY.teams["checkout"], since=date(2025, 4, 1))},
    )
    commits = (commit(1, "One (#1)", "alice@x", day=1), commit(2, "Two (#2)", "alice@x", day=40))
    one, two = replay("acme/ledgerd", commits, service_of, moved, PEOPLE, NOW).contributions
    assert (one.parts[0].home_team, one.parts[0].away_team) == ("payments", None)
    assert (two.parts[0].home_team, two.parts[0].away_team) == ("payments-core", "checkout")


def test_what_is_no_contribution_is_counted_by_why() -> None:
    found = run(
        commit(1, "One (#1)", "alice@x"),
        commit(2, "pushed", "alice@x"),
        commit(7, "pushed, and no service's", "alice@x", paths=("none",)),
        commit(3, "Again (#1)", "bob@x"),
        commit(4, "Docs (#4)", "alice@x", paths=("none",)),
        commit(5, "Nothing (#5)", "alice@x", paths=()),
        commit(6, "Tomorrow (#6)", "alice@x", day=900),
    )
    assert [event.title for event in found.contributions] == ["One"]
    assert dict(found.skipped) == {NO_PULL: 1, TWICE: 1, NO_SERVICE: 3, IN_FUTURE: 1}


def test_a_fact_is_under_the_key_of_a_merge_and_its_words_are_not_proven_yet() -> None:
    event = only(commit(1, "One (#1)\n\nSurface: settle_batch, x", "alice@x"))
    assert (event.key, event.pull) == ("merged:acme/ledgerd#1", "acme/ledgerd#1")
    assert (event.surface, event.unproven_surface) == ((), ("settle_batch",))
    assert (event.merge_oid, event.merged_at, event.complexity_delta) == (f"{1:040x}", START + timedelta(days=1), None)


OID = f"{1:040x}"


@pytest.mark.parametrize(
    ("message", "paths", "by"),
    [
        (f'Revert "One" (#2)\n\nThis reverts commit {OID}.', ("a.py",), "acme/ledgerd#2"),
        ('Revert "One" (#2)\n\nReverts acme/ledgerd#1', ("a.py",), "acme/ledgerd#2"),
        ('Merge pull request #2 from acme/revert-1-x\n\nRevert "One"\n\nReverts #1', ("a.py",), "acme/ledgerd#2"),
        (f"Revert it\n\nThis reverts commit {OID}, reversing it.", ("a.py",), f"acme/ledgerd@{f'{2:040x}'[:12]}"),
        ('Revert "One" (#2)\n\nReverts acme/other#1', ("a.py",), None),
        ("One (#2)\n\nReverts acme/ledgerd#1", ("a.py",), None),
        (f'Revert "One" (#2)\n\nThis reverts commit {OID[:12]}.', ("a.py",), None),
        (f'Revert "One" (#2)\n\nThis reverts commit {OID}.', ("b.py",), None),
    ],
)
def test_what_a_later_commit_says_it_reverts_is_void(message: str, paths: tuple[str, ...], by: str | None) -> None:
    found = run(commit(1, "One (#1)", "alice@x"), commit(2, message, "bob@x", paths=paths))
    assert [one.by for one in found.voids] == ([] if by is None else [by])


def test_nothing_undoes_what_comes_after_it_or_itself_and_the_first_word_counts() -> None:
    early = commit(1, f"R (#9)\n\nThis reverts commit {2:040x}.", "bob@x")
    one = commit(2, f"One (#1)\n\nThis reverts commit {2:040x}.", "alice@x")
    later = [commit(n, f'Revert "One" (#{n})\n\nReverts #1', "bob@x") for n in (3, 4)]
    found = run(early, one, *later)
    assert [(void.of, void.by) for void in found.voids] == [("acme/ledgerd#1", "acme/ledgerd#3")]


def test_what_is_undone_in_one_service_stands_in_the_other() -> None:
    both = commit(1, "One (#1)", "alice@x", paths=("a.py", "b.py"))
    words = f"again\n\nThis reverts commit {OID}."
    later = [
        commit(n, words, "bob@x", paths=paths) for n, paths in ((2, ("b.py",)), (3, ("b.py",)), (4, ("a.py", "b.py")))
    ]
    assert [(one.at.day, one.services) for one in run(both, *later).voids] == [
        (3, ("player",)),
        (5, ("ledgerd",)),
    ]
    assert [one.services for one in run(both, later[2]).voids] == [()]


def test_a_revert_whose_clock_is_behind_is_not_before_what_it_undoes() -> None:
    found = run(commit(1, "One (#1)", "alice@x", day=50), commit(2, 'Revert "One" (#2)\n\nReverts #1', "bob@x", day=3))
    assert found.voids[0].at == found.contributions[0].merged_at


def test_a_batch_is_named_by_what_it_holds() -> None:
    one, two = run(commit(1, "One (#1)", "alice@x"), commit(2, "Two (#2)", "alice@x")).contributions
    day = date(2025, 3, 1)
    assert name_of(day, [one, two]) == name_of(day, [two, one])
    assert name_of(day, [one, two]).startswith("2025-03-01-")
    assert len({name_of(day, [one, two]), name_of(day, [one]), name_of(date(2025, 3, 2), [one, two])}) == 3
