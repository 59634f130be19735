"""The debt line: what of the register counts as what, and how it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.debt import DebtLine, Reviews, told, with_decisions
from homebot.core.register.table import TABLE

STATES = sorted({(one.kind, one.after) for one in TABLE if one.after})


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        ("deviation", "open", DebtLine(0, open_deviations=2, lacking_evidence=2)),
        ("deviation", "overdue", DebtLine(0, open_deviations=2, lacking_evidence=2)),
        ("deviation", "evidenced", DebtLine(0, open_deviations=2)),
        ("deviation", "accepted", DebtLine(0, open_deviations=2)),
        ("deviation", "proposed", DebtLine(0, open_deviations=2)),
        ("override", "awaiting", DebtLine(0, overrides_due=2)),
        ("override", "due", DebtLine(0, overrides_due=2)),
        ("claim", "open", DebtLine(0, open_warranty=2)),
        ("claim", "late", DebtLine(0, open_warranty=2)),
        ("claim", "acknowledged", DebtLine(0, open_warranty=2)),
        ("bar-raiser", "needed", DebtLine(0)),
        ("agreement", "warranty", DebtLine(0)),
    ],
)
def test_what_counts_as_what(kind: str, state: str, expected: DebtLine) -> None:
    assert with_decisions(DebtLine(0), {(kind, state): 2}) == expected


@given(st.dictionaries(st.sampled_from(STATES), st.integers(0, 9)))
def test_no_figure_is_netted_against_another(held: dict[tuple[str, str], int]) -> None:
    line = with_decisions(DebtLine(7, 1, reviews=Reviews(1, 3, 2.5)), held)
    assert (line.away_complexity, line.unmeasured, line.reviews) == (7, 1, Reviews(1, 3, 2.5))
    assert 0 <= line.lacking_evidence <= line.open_deviations
    counted = line.open_deviations + line.overrides_due + line.open_warranty
    assert counted <= sum(number for (kind, _), number in held.items() if kind in ("deviation", "override", "claim"))


def test_every_figure_is_written_with_its_unit() -> None:
    line = DebtLine(3, 1, 1200, 2, 3, 4, Reviews(1, 12, 5.25))
    assert told(line, "Credit.") == (
        "Credit.\n\n**Debt:** net complexity added by away changes +3 (1 change could not be measured whole); open"
        " deviations 1,200, of which 2 lack evidence; overrides awaiting follow-up 3; open warranty claims 4; late"
        " reviews 1 of 12; median first response 5.2 h."
    )
