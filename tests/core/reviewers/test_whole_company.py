"""A change that touches a whole company: it is decided and told in time, and fifteen people are asked at a time."""

import time
from datetime import UTC, datetime

from homebot.core.decision import ReviewChoice
from homebot.core.directory import Place
from homebot.core.ownership import Owner, PathOwners
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from tests import build

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def reasons(found: ReviewChoice) -> dict[str, str]:
    return {candidate.login: candidate.reason for candidate in found.trail}


def test_a_change_to_a_whole_company_is_decided_in_time() -> None:
    """Sixty services of as many teams, and twelve hundred people who own one path each."""
    numbers = range(60)
    teams = [build.team(f"t{n}", *(f"p{n}x{m}" for m in range(5))) for n in numbers]
    services = [build.service(f"s{n}", f"t{n}", paths=(f"s{n}/**",)) for n in numbers]
    paths = [f"s{n}/f{m}" for n in numbers for m in range(20)]
    owners = [f"q{number}" for number in range(len(paths))]
    rules = tuple(
        PathOwners("CODEOWNERS", Place("CODEOWNERS", line), (Owner("user", owner),), (path,))
        for line, (path, owner) in enumerate(zip(paths, owners, strict=True), 1)
    )
    people = build.people(*owners, *(login for team in teams for login in team.members))
    files = [build.file(path) for path in paths]

    began = time.process_time()
    snapshot = build.snapshot(files=files, functions=(), people=people, path_owners=rules)
    found = decide(snapshot, build.directory(teams, services), "1").choice
    assert time.process_time() - began < 10
    assert len(found.request) == 15
    assert set(found.request) == set(reasons(found)) & {one.login for one in found.trail if one.because}


def test_a_whole_company_that_is_absent_is_told_in_time() -> None:
    teams = [build.team(f"t{n}", *(f"p{n}x{m}" for m in range(150))) for n in range(40)]
    services = [build.service(f"s{n}x{m}", f"t{n}", paths=(f"s{n}/{m}/**",)) for n in range(40) for m in range(10)]
    directory = build.directory(teams, services, profiles={"default": ()})
    people = build.people(*(login for team in teams for login in team.members), absent_until=DECEMBER)
    snapshot = build.snapshot(
        files=[build.file(f"s{n}/{m}/f") for n in range(40) for m in range(10)], functions=(), people=people
    )
    began = time.process_time()
    decision = decide(snapshot, directory, "1")
    text = comment(snapshot, decision, directory)
    assert time.process_time() - began < 4
    assert "… and " in text, "lists are cut and say so"
    assert decision.choice.request == ()


def test_who_finds_no_place_among_fifteen_follows_and_nobody_is_stuck() -> None:
    teams = [build.team("checkout", "alice"), *(build.team(f"t{n:02}", f"p{n:02}", f"q{n:02}") for n in range(18))]
    services = [build.service(f"s{n:02}", f"t{n:02}", paths=(f"s{n:02}/**",)) for n in range(18)]
    directory = build.directory(teams, services, profiles={"default": ()})
    snapshot = build.snapshot(
        files=[build.file(f"s{n:02}/f") for n in range(18)],
        people=build.people(*(login for team in teams for login in team.members)),
    )
    decision = decide(snapshot, directory, "1")

    found = decision.choice
    assert (len(found.request), len(found.later), found.stuck, found.call_on) == (15, 3, (), ())
    assert {reasons(found)[login] for login in found.later} == {"follows: at most 15 are asked at a time"}
    text = comment(snapshot, decision, directory)
    assert text.splitlines()[1].startswith("**Waiting for @p")
    assert "follow as soon as others have reviewed" in text
    assert "second person" not in text
