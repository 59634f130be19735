import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.amounts import credits_of, in_credits
from homebot.core.credit.questions import AskedEntry, contribution_named, entry_named


@pytest.mark.parametrize(
    ("word", "of"),
    [
        ("12", "acme/ledgerd#12"),
        ("#12", "acme/ledgerd#12"),
        ("Acme/Till#3", "acme/till#3"),
        ("https://github.com/acme/till/pull/3", "acme/till#3"),
        ("<https://ghe.example/acme/till/pull/3/files>", "acme/till#3"),
        ("`#0012`", "acme/ledgerd#12"),
        ("i12", None),
        ("acme/till", None),
        ("acme/till#", None),
        ("", None),
        ("2026Q2", None),
    ],
)
def test_a_contribution_is_named_as_people_do(word: str, of: str | None) -> None:
    assert contribution_named(word, "acme/ledgerd") == of


@pytest.mark.parametrize(
    ("word", "entry"),
    [
        ("E17", AskedEntry(17, "")),
        ("e17", AskedEntry(17, "")),
        ("2026Q2:ads:payments", AskedEntry(0, "2026Q2:ads:payments")),
        ("close:2026Q2", AskedEntry(0, "close:2026Q2")),
        ("reversal:2026Q3:ads:2026Q2:payments", AskedEntry(0, "reversal:2026Q3:ads:2026Q2:payments")),
        ("17", None),
        ("E", None),
        ("2026Q5:ads", None),
    ],
)
def test_an_entry_is_named_by_its_place_or_key(word: str, entry: AskedEntry | None) -> None:
    assert entry_named(word) == entry


@given(st.text(max_size=200))
def test_no_word_breaks_the_reading(word: str) -> None:
    of, entry = contribution_named(word, "acme/ledgerd"), entry_named(word)
    assert of is None or "#" in of
    assert entry is None or entry.seq or entry.key


@pytest.mark.parametrize(
    ("amount", "text"),
    [(26_500, "26.5"), (1000, "1"), (0, "0"), (1, "0.001"), (-2500, "-2.5"), (1_234_567_890, "1,234,567.89")],
)
def test_milli_credits_are_read_as_credits(amount: int, text: str) -> None:
    assert credits_of(amount) == text
    assert in_credits(amount).startswith(text)
