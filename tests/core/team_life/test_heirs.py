"""Who stands for a team that is no more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.directory import Directory, Succession, Temporary
from homebot.core.team_life.heirs import heir, is_gone
from tests import build

DAY = build.day("2026-07-01")
BEFORE = DAY - timedelta(days=1)


def directory(*steps: Succession, **until: date) -> Directory:
    """Teams payments, core, mobile and launch; `until` their last days."""
    teams = [build.team(name, f"{name}-owner", until=until.get(name)) for name in ("payments", "core", "mobile")]
    launch = build.team("launch", "lee", temporary=Temporary(BEFORE, "payments"))
    return build.directory(teams=(*teams, launch), successions=steps)


def step(source: str, target: str, service: str | None = None, on: date = DAY) -> Succession:
    return Succession(on, source, target, service)


@pytest.mark.parametrize(
    ("catalogue", "team", "service", "expected"),
    [
        (directory(), "payments", "ledgerd", "payments"),
        (directory(step("payments", "core")), "payments", "ledgerd", "payments"),  # it is there: it keeps what it said
        (directory(step("payments", "core"), payments=BEFORE), "payments", "ledgerd", "core"),
        (directory(step("payments", "core", "ledgerd"), step("payments", "mobile"), payments=BEFORE),
         "payments", "ledgerd", "core"),
        (directory(step("payments", "core", "ledgerd"), step("payments", "mobile"), payments=BEFORE),
         "payments", "shop", "mobile"),
        (directory(step("payments", "core", "ledgerd"), payments=BEFORE), "payments", "shop", "core"),
        (directory(step("payments", "core", "ledgerd"), step("payments", "mobile", "till"), payments=BEFORE),
         "payments", "shop", None),  # split in two, and neither has this
        (directory(step("payments", "core"), step("core", "mobile"), payments=BEFORE, core=BEFORE),
         "payments", "ledgerd", "mobile"),
        (directory(step("payments", "core"), step("core", "payments"), payments=BEFORE, core=BEFORE),
         "payments", "ledgerd", None),
        (directory(), "launch", "ledgerd", "payments"),  # the sponsor
        (directory(step("launch", "core")), "launch", "ledgerd", "core"),
        (directory(step("payments", "core"), payments=BEFORE), "launch", "ledgerd", "core"),
        (directory(payments=BEFORE), "payments", "ledgerd", None),
        (directory(), "nobody", "ledgerd", None),
        (directory(step("payments", "core", on=DAY + timedelta(days=1)), payments=BEFORE), "payments", "x", None),
    ],
)  # fmt: skip
def test_who_stands_for_whom(catalogue: Directory, team: str, service: str, expected: str | None) -> None:
    found = heir(catalogue, team, service, DAY)

    assert (found.team if found is not None else None) == expected


def test_the_reason_is_that_of_the_first_step() -> None:
    merged = heir(directory(step("payments", "core"), payments=BEFORE), "payments", "ledgerd", DAY)
    sponsored = heir(directory(), "launch", "ledgerd", DAY)

    assert merged is not None
    assert merged.because == "payments handed on to core on 2026-07-01"
    assert sponsored is not None
    assert sponsored.because == "launch was temporary until 2026-06-30, and payments is its sponsor"


def test_a_team_is_there_on_its_last_day_and_before_its_first() -> None:
    catalogue = directory(payments=DAY)

    assert not is_gone(catalogue, "payments", DAY)
    assert is_gone(catalogue, "payments", DAY + timedelta(days=1))


NAMES = ("payments", "core", "mobile", "launch")
STEPS = st.builds(
    Succession,
    on=st.dates(DAY - timedelta(days=9), DAY + timedelta(days=9)),
    source=st.sampled_from(NAMES),
    target=st.sampled_from(NAMES),
    service=st.sampled_from((None, "ledgerd")),
)
ENDS = st.dictionaries(st.sampled_from(NAMES[:3]), st.dates(DAY - timedelta(days=9), DAY + timedelta(days=9)))


@given(st.lists(STEPS, max_size=6), ENDS, st.sampled_from(NAMES))
def test_whoever_stands_for_another_is_there(steps: list[Succession], until: dict[str, date], team: str) -> None:
    catalogue = directory(*steps, **until)

    found = heir(catalogue, team, "ledgerd", DAY)

    assert found is None or not is_gone(catalogue, found.team, DAY)
    if not is_gone(catalogue, team, DAY):
        assert found is not None
        assert (found.team, found.because) == (team, "")
