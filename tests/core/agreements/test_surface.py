"""Which identifiers an agreement promises, and that a merge under it declares them."""

import pytest

from homebot.core.agreements.surface import promised, promised_by
from homebot.core.credit.merges import MAX_SURFACE, contribution
from homebot.core.recognise import recognise
from tests import build
from tests.core.agreements.records import agreement, under


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("settle_batch", ("settle_batch",)),
        ("settle_batch, `settle_all`", ("settle_batch", "settle_all")),
        ("- settle_batch\n- settle_all\n", ("settle_batch", "settle_all")),
        ("* `POST /v2/refunds`; settle_all", ("/v2/refunds", "settle_all")),
        ("the function settle_batch, and more of it", ()),
        ("set, abc", ()),
        ("", ()),
        (", ".join(f"name_{number}" for number in range(20)), tuple(f"name_{number}" for number in range(10))),
    ],
)
def test_it_is_what_stands_alone(said: str, words: tuple[str, ...]) -> None:
    assert promised(agreement(facts={"surface": said})) == words


def test_of_several_each_once() -> None:
    one, other = agreement(facts={"surface": "first_name, both_name"}), agreement(13, facts={"surface": "both_name"})
    assert promised_by([one, other]) == ("first_name", "both_name")


def test_a_merge_under_it_declares_its_surface_after_its_own() -> None:
    merged = {"state": "merged", "merged_at": build.NOW, "merge_oid": "e" * 40}
    snapshot = under(agreement(), body="Agreement: A12\nSurface: own_name\n", **merged)
    recognition = recognise(snapshot, build.directory())
    many = [f"name_{number}" for number in range(MAX_SURFACE)]
    found = contribution(snapshot, recognition, build.directory(), agreed=["own_name", *many])
    assert found is not None
    assert found.surface == ("own_name", *many[:-1])


def test_the_team_that_an_agreement_names_is_the_away_team() -> None:
    teams = (build.team("payments", "bob"), build.team("checkout", "alice"), build.team("video", "vera", "alice"))
    directory = build.directory(teams)

    def away(snapshot: object) -> str | None:
        return recognise(snapshot, directory).away_team  # type: ignore[arg-type]

    assert away(under()) == "checkout"
    assert away(under(agreement(team="video"))) == "video"
    assert away(under(agreement(team="video"), body="Agreement: A12\nTeam: checkout\n")) == "video"
    assert away(under(agreement(team="video", service="other"))) == "checkout"
    assert away(under(agreement(team="ads"))) == "checkout"
    assert away(under(agreement(team="video"), body="Team: checkout\n")) == "checkout"
