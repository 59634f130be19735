from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.store import json


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    day: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    words: tuple[str, ...]
    pairs: tuple[tuple[str, int], ...] = ()
    inner: Inner | None = None


texts = st.text(st.characters(exclude_categories=())) | st.just("\ud800\x00é")
moments = st.datetimes(timezones=st.just(UTC))
inners = st.builds(Inner, texts, st.dates(), st.none() | moments)
pairs = st.lists(st.tuples(texts, st.integers(-(2**53), 2**53))).map(tuple)


@given(st.builds(Outer, st.lists(texts).map(tuple), pairs, st.none() | inners))
def test_what_was_written_is_read_whatever_strangers_wrote(value: Outer) -> None:
    text = json.encode(value)
    assert text.isascii()
    assert "\x00" not in text
    assert json.decode(text, Outer) == value


def test_older_and_newer_releases_read_each_other() -> None:
    assert json.decode('{"words":["a"],"gone":1}', Outer) == Outer(("a",))


def test_something_else_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        json.decode('{"words":"a"}', Outer)
