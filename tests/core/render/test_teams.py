"""What homebot could not see of teams is said, with what to do."""

from dataclasses import replace

from homebot.core.policy import decide
from homebot.core.render.comment import comment
from homebot.core.render.teams import team_notes
from tests import build


def test_each_kind_has_its_sentence() -> None:
    snapshot = replace(
        build.snapshot(),
        invisible_teams=("acme/vault",),
        renamed_teams=(("acme/old", "acme/new"),),
        large_teams=(("acme/all", 3000),),
    )
    renamed, invisible, large = team_notes(snapshot, 5)
    assert renamed == "GitHub team `acme/old` is called `acme/new` now: write that as `github_team` in `org.yaml`."
    assert invisible.startswith("GitHub shows homebot no team `acme/vault`, so nobody in it is known.")
    assert "*Members: read*" in invisible
    assert large.startswith("`acme/all` has 3,000 people: two hundred of them are considered")
    body = comment(snapshot, decide(snapshot, build.directory(), "1"), build.directory())
    assert all(f"- {line}" in body for line in (renamed, invisible, large))


def test_long_lists_are_cut_and_say_so() -> None:
    snapshot = replace(build.snapshot(), invisible_teams=tuple(f"acme/t{number}" for number in range(9)))
    assert team_notes(snapshot, 2)[2:] == ["… and 7 teams are not shown to homebot."]
