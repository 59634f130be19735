"""Which quarter is to be closed next."""

from datetime import UTC, datetime

import pytest

from homebot.core.credit.due import Setting, due
from homebot.core.credit.parameters import Parameters


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


BEGUN: list[Setting] = [(at("2026-02-10"), Parameters())]


@pytest.mark.parametrize(
    ("closed", "settings", "now", "quarter"),
    [
        pytest.param([], [], "2030-01-01", None, id="no ledger yet"),
        pytest.param([], BEGUN, "2026-04-14T23:59:59", None, id="in its days of grace"),
        pytest.param([], BEGUN, "2026-04-15", "2026Q1", id="when they are over"),
        pytest.param([], BEGUN, "2030-01-01", "2026Q1", id="the oldest first"),
        pytest.param(["2026Q1", "2026Q2"], BEGUN, "2030-01-01", "2026Q3", id="then the next"),
        pytest.param(["2026Q2", "2026Q1"], BEGUN, "2026-10-14", None, id="the last one closed counts"),
        pytest.param(["2026Q4"], BEGUN, "2027-04-15", "2027Q1", id="over the turn of the year"),
        pytest.param(
            [], [(at("2026-01-01"), Parameters(grace_days=0))], "2026-04-01", "2026Q1", id="without days of grace"
        ),
        pytest.param(
            ["2026Q1"],
            [*BEGUN, (at("2026-05-01"), Parameters(grace_days=0))],
            "2026-07-02",
            None,
            id="a change counts from the next quarter on",
        ),
    ],
)
def test_the_next_quarter(closed: list[str], settings: list[Setting], now: str, quarter: str | None) -> None:
    assert due(closed, settings, at(now)) == quarter
