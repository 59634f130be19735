import pytest

from homebot.core.credit.growth import Growth, Reach, grown, growth_note, last_quarters
from tests.core.credit.example import CLOSED_ON

Q = ("2025Q3", "2025Q4", "2026Q1", "2026Q2")


def reach(now: int, *ends: int | None) -> Reach:
    return Reach("ledgerd", now, tuple(zip(Q, ends, strict=True)))


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (reach(3, 0, 0, 0, 0), Growth("2026Q2", 0, "", 3)),
        (reach(2, 0, 0, 0, 0), None),
        (reach(9, 6, 6, 6, 6), Growth("2026Q2", 6, "", 9)),
        (reach(9, 7, 7, 7, 7), None),
        (reach(10, 7, 7, 7, 7), None),
        (reach(11, 7, 7, 7, 7), Growth("2026Q2", 7, "", 11)),
        (reach(30, 20, 20, 20, 20), Growth("2026Q2", 20, "", 30)),
        (reach(29, 20, 20, 20, 20), None),
        (reach(6, 1, 1, 1, 5), Growth("2026Q1", 1, "2026Q2", 5)),
        (reach(8, 1, 1, 1, 5), Growth("2026Q2", 5, "", 8)),
        (reach(5, 1, 1, 5, 5), None),
        (reach(0, 9, 9, 9, 9), None),
        (reach(9, None, None, None, None), None),
        (reach(9, None, None, None, 5), Growth("2026Q2", 5, "", 9)),
        (Reach("ledgerd", 9), None),
    ],
)
def test_a_service_grew_when_three_teams_and_half_as_many_came_within_a_quarter(
    known: Reach, found: Growth | None
) -> None:
    assert grown(known) == found


def test_the_note_names_the_numbers_and_escapes_the_name() -> None:
    assert growth_note(Reach("a`b", 4, (("2026Q2", 1),))) == (
        "``a`b`` had 1 consumer team at the end of 2026Q2 and has 4 now: its team may need people."
    )
    assert growth_note(reach(7, 1, 1, 1, 6)) == (
        "`ledgerd` had 1 consumer team at the end of 2026Q1 and had 6 at the end of 2026Q2: its team may need people."
    )
    assert growth_note(reach(1, 1, 1, 1, 1)) == ""


def test_the_last_four_quarters_are_those_that_have_ended() -> None:
    assert last_quarters(CLOSED_ON) == Q
