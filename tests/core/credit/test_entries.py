"""The chain of the books, and what is named when somebody changed it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.entries import (
    GENESIS,
    Draft,
    Line,
    Recorded,
    canonical,
    chained,
    drafted,
    hashed,
    recorded,
    verify,
)
from homebot.store import json as stored
from tests.core.credit.drafts import DRAFTS, settlement

BOOKS = tuple(recorded(entry) for entry in chained(DRAFTS))


def found(entries: Sequence[Recorded]) -> tuple[int, str] | None:
    """The place of the first bad entry, and what is wrong."""
    broken = verify(entries).broken
    return (broken.seq, broken.why) if broken else None


class TestCanonicalJson:
    def test_is_one_line_of_ascii_with_sorted_keys(self) -> None:
        draft = Draft("k", "close", "2026Q2", datetime(2026, 7, 15, tzinfo=UTC), because="ä\n\ud800")
        assert canonical(draft) == (
            '{"adoptions":[],"at":"2026-07-15T00:00:00Z","because":"\\u00e4\\n\\ud800","consumer":"","facts":[],'
            '"home":"","key":"k","kind":"close","lines":[],"quarter":"2026Q2"}'
        )

    def test_holds_every_field_of_a_line(self) -> None:
        line = json.loads(canonical(settlement()))["lines"][0]
        assert line == {"account": "minted", "amount": -1000, "kind": "carried", "rule": "sum", "team": "ads"}

    @pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.key)
    def test_is_what_the_store_writes_and_reads(self, draft: Draft) -> None:
        assert canonical(draft) == stored.encode(draft)
        assert drafted(canonical(draft)) == stored.decode(canonical(draft), Draft) == draft

    def test_names_the_moment_in_utc(self) -> None:
        there = datetime(2026, 7, 15, 2, tzinfo=timezone(timedelta(hours=2)))
        assert canonical(settlement(at=there)) == canonical(settlement(at=datetime(2026, 7, 15, tzinfo=UTC)))

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda body: body.replace('"lines"', '"limes"'), id="another key"),
            pytest.param(lambda body: body.replace("{", '{"more":1,', 1), id="one key more"),
            pytest.param(lambda body: body.replace(",", ", ", 1), id="white space"),
            pytest.param(lambda body: body.replace("-1000", "-1000.0"), id="not a whole number"),
            pytest.param(lambda body: body.replace("-1000", "true"), id="no number"),
            pytest.param(lambda body: body.replace('"minted"', '"stolen"'), id="another account"),
            pytest.param(lambda body: body.replace('Z"', '+00:00"'), id="another way to write the moment"),
            pytest.param(lambda body: body.replace('Z"', '"'), id="no zone"),
            pytest.param(lambda body: body.replace('"ads"', '"\\u0061ds"', 1), id="an escape that need not be"),
            pytest.param(lambda body: body.replace('"ads"', "7"), id="no text"),
            pytest.param(lambda body: body[:-1], id="cut"),
            pytest.param(lambda body: f"[{body}]", id="a list"),
            pytest.param(lambda body: "[" * 100_000, id="deep"),
            pytest.param(lambda body: "", id="nothing"),
        ],
    )
    def test_another_text_is_refused(self, change: Any) -> None:
        with pytest.raises(ValueError, match="the body is"):
            drafted(change(canonical(settlement())))


class TestTheChain:
    def test_counts_from_one_and_begins_with_sixty_four_zeros(self) -> None:
        first, second = list(chained(DRAFTS))[:2]
        assert (first.seq, first.previous) == (1, GENESIS) == (1, "0" * 64)
        assert (second.seq, second.previous) == (2, first.hash)

    def test_hashes_can_be_checked_without_homebot(self) -> None:
        (entry,) = chained([settlement()])
        assert entry.hash == hashlib.sha256(("0" * 64 + canonical(settlement())).encode()).hexdigest()

    def test_goes_on_where_it_ended(self) -> None:
        whole = list(chained(DRAFTS))
        assert list(chained(DRAFTS[2:], 2, whole[1].hash)) == whole[2:]


class TestVerify:
    def test_good_books_are_good(self) -> None:
        verified = verify(BOOKS)
        assert (verified.entries, verified.seq, verified.hash, verified.broken) == (4, 4, BOOKS[3].hash, None)

    def test_empty_books_are_good(self) -> None:
        assert verify(()).broken is None

    def test_it_can_begin_after_an_anchor(self) -> None:
        assert verify(BOOKS[2:], 2, BOOKS[1].hash).entries == 2
        assert verify(BOOKS[2:], 2, BOOKS[0].hash).broken is not None

    def test_a_cut_tail_is_good_for_itself(self) -> None:
        assert verify(BOOKS[:2]).broken is None

    @pytest.mark.parametrize(
        ("books", "place", "why"),
        [
            pytest.param(BOOKS[:1] + BOOKS[2:], 3, "its number is 3, and 2 is expected", id="one is missing"),
            pytest.param(BOOKS[:2] + BOOKS[1:], 2, "its number is 2, and 3 is expected", id="one is there twice"),
            pytest.param(BOOKS[1:], 2, "its number is 2, and 1 is expected", id="the first one is missing"),
            pytest.param(
                (BOOKS[0], replace(BOOKS[1], previous="f" * 64), *BOOKS[2:]), 2, "the hash before", id="another before"
            ),
            pytest.param(
                (BOOKS[0], replace(BOOKS[1], hash="f" * 64), *BOOKS[2:]), 2, "its hash is ffffffffffff", id="other hash"
            ),
            pytest.param(
                (BOOKS[0], replace(BOOKS[1], body=BOOKS[1].body.replace("1000", "1001")), *BOOKS[2:]),
                2,
                "its hash is",
                id="another amount",
            ),
        ],
    )
    def test_the_first_bad_entry_is_named(self, books: Sequence[Recorded], place: int, why: str) -> None:
        at, said = found(books) or (0, "")
        assert at == place
        assert why in said

    @pytest.mark.parametrize(
        ("lines", "why"),
        [
            pytest.param([("minted", "ads", -1000), ("earned", "x", 999)], "sum to -1 and", id="unbalanced"),
            pytest.param([("minted", "ads", -5), ("earned", "ads", 5)], "the consumer mints", id="self-credit"),
            pytest.param([("minted", "x", -5), ("earned", "y", 5)], "the consumer mints", id="minted by another"),
            pytest.param([("minted", "ads", 0)], "a line of nothing", id="a line of nothing"),
            pytest.param([("minted", "ads", 5), ("earned", "x", -5)], "what is minted is negative", id="signs"),
        ],
    )
    def test_a_well_chained_entry_that_cannot_be_is_named(self, lines: list[tuple[Any, str, int]], why: str) -> None:
        draft = settlement(lines=tuple(Line(account, team, amount, "used", "") for account, team, amount in lines))
        place, said = found([recorded(entry) for entry in chained([*DRAFTS, draft])]) or (0, "")
        assert place == 5
        assert why in said

    def test_a_reversal_turns_the_signs(self) -> None:
        lines = (Line("minted", "ads", 5, "used", ""), Line("earned", "x", -5, "used", ""))
        assert found([recorded(entry) for entry in chained([settlement(kind="reversal", lines=lines)])]) is None

    def test_a_body_that_is_well_hashed_and_no_entry_is_named(self) -> None:
        body = BOOKS[1].body.replace('"because":', '"becausf":')
        forged = Recorded(2, body, BOOKS[1].previous, hashed(BOOKS[1].previous, body))
        assert found([BOOKS[0], forged]) == (2, "the body is no entry")

    def test_it_reads_no_further_than_it_must(self) -> None:
        def entries() -> Any:
            yield replace(BOOKS[0], seq=7)
            raise AssertionError("it read on")

        assert verify(entries()).broken is not None


@settings(max_examples=500)
@given(st.data())
def test_one_flipped_byte_anywhere_is_named(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(BOOKS) - 1))
    name = data.draw(st.sampled_from(("body", "previous", "hash")))
    text = getattr(BOOKS[place], name)
    at, bit = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 7))
    flipped = text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :]
    changed = (*BOOKS[:place], replace(BOOKS[place], **{name: flipped}), *BOOKS[place + 1 :])
    verified = verify(changed)
    assert verified.broken is not None
    assert verified.broken.seq == place + 1
    assert verified.entries == place


@given(st.integers(0, len(BOOKS) - 1), st.integers(0, 62))
def test_a_flipped_bit_of_a_number_is_named(place: int, bit: int) -> None:
    changed = replace(BOOKS[place], seq=BOOKS[place].seq ^ 1 << bit)
    verified = verify((*BOOKS[:place], changed, *BOOKS[place + 1 :]))
    assert verified.broken is not None
    assert verified.entries == place
