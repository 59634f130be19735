"""Anchors as lines, and held against the books."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.anchors import MOST_FINDINGS, Anchor, differences, line, read

A, B = "a" * 64, "b" * 64
ANCHORS = st.builds(Anchor, st.integers(1, 2**63 - 1), st.text("0123456789abcdef", min_size=64, max_size=64))


@given(st.lists(ANCHORS, max_size=10))
def test_what_is_written_is_read(anchors: list[Anchor]) -> None:
    assert read("".join(line(one) for one in anchors)) == (tuple(anchors), ())


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "7",
        '{"seq": 1}',
        f'{{"seq": "1", "hash": "{A}"}}',
        f'{{"seq": true, "hash": "{A}"}}',
        f'{{"seq": 0, "hash": "{A}"}}',
        f'{{"seq": 9999999999999999999, "hash": "{A}"}}',
        '{"seq": 1, "hash": "abc"}',
        f'{{"seq": 1, "hash": "{A.upper()}"}}',
        f'{{"seq": 1, "hash": "{A}", "more": 1}}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_none_is_named(text: str) -> None:
    anchors, wrong = read(line(Anchor(1, A)) + text + "\n" + line(Anchor(2, B)))
    assert anchors == (Anchor(1, A), Anchor(2, B))
    assert len(wrong) == 1
    assert wrong[0].startswith("line 2 of the anchors is none: ")


def test_what_is_wrong_is_cut() -> None:
    assert len(read("x\n" * 100)[1]) == MOST_FINDINGS


@pytest.mark.parametrize(
    ("hashes", "last", "said"),
    [
        ({3: A, 5: B}, 9, []),
        ({3: A, 5: A}, 9, [f"entry 5 was anchored with hash {B}, and the books have {A}"]),
        ({3: A}, 4, ["entry 5 was anchored, and the books end at entry 4: their tail is cut"]),
        ({}, 0, [f"entry {seq} was anchored, and the books end at entry 0: their tail is cut" for seq in (3, 5)]),
        ({5: B}, 9, [f"entry 3 was anchored with hash {A}, and the books have none"]),
    ],
)
def test_the_books_are_held_against_them(hashes: dict[int, str], last: int, said: list[str]) -> None:
    assert list(differences((Anchor(3, A), Anchor(5, B)), hashes, last)) == said
