from homebot.core.directory import Place, Succession
from homebot.core.owners import explain
from tests import build

DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments"),
        build.service("cart", "checkout", paths=("cart/**",)),
        build.service("elsewhere", "video", repository="acme/other"),
    ),
    successions=(
        Succession(build.day("2026-07-01"), "payments", "video", place=Place("org.yaml", 40)),
        Succession(build.day("2026-03-01"), "checkout", "video", place=Place("org.yaml", 39)),
    ),
)


def test_the_last_service_that_covers_a_path_owns_it() -> None:
    answer = explain("cart/basket.py", "acme/ledgerd", DIRECTORY, build.day("2026-11-23"))
    assert (answer.service, answer.team, answer.reviewers) == ("cart", "video", ("vera", "vic"))
    assert [str(place) for place in answer.places] == ["services.yaml:3:1", "org.yaml:5:1", "org.yaml:39:1"]


def test_the_owner_is_the_one_of_that_day_and_the_succession_is_shown() -> None:
    before = explain("x.py", "acme/ledgerd", DIRECTORY, build.day("2026-06-30"))
    after = explain("x.py", "acme/ledgerd", DIRECTORY, build.day("2026-07-01"))
    assert (before.team, after.team) == ("payments", "video")
    assert "org.yaml:40:1" not in map(str, before.places)
    assert "org.yaml:40:1" in map(str, after.places)
    assert "org.yaml:39:1" not in map(str, after.places), "another team's succession"


def test_a_path_nobody_owns_has_no_owner() -> None:
    answer = explain("x.py", "acme/unknown", DIRECTORY, build.day("2026-11-23"))
    assert (answer.service, answer.team, answer.reviewers, answer.places) == (None, None, (), ())


def test_a_leading_slash_and_the_case_of_the_repository_change_nothing() -> None:
    day = build.day("2026-11-23")
    assert explain("/cart/x.py", "Acme/Ledgerd", DIRECTORY, day).service == "cart"
