"""Adoptions written by hand: every bad line is named with its place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.settle import Use
from homebot.core.credit.use_lines import LONGEST_LINE, UseLine, contradictions, read_lines
from homebot.core.ownership import Fault
from tests.core.credit.settled_example import USES, line_of

GOOD: dict[str, Any] = {
    "consumer": "ads",
    "service": "ledgerd",
    "home": "payments",
    "contribution": "i15",
    "away": "video",
    "level": "observed",
}


def said(*lines: bytes) -> list[str]:
    """Every fault as a person reads it."""
    found = [line for line in read_lines(lines, "e.jsonl") if isinstance(line, Fault)]
    return [f"{fault.place}: {fault.message}; {fault.fix}" for fault in found]


def written(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_the_example_reads_back() -> None:
    lines = [line_of(use).encode() for use in USES]
    assert [line.use for line in read_lines(lines, "e.jsonl") if isinstance(line, UseLine)] == list(USES)


@pytest.mark.parametrize("line", [b"", b"\n", b" \t\r\n"])
def test_empty_lines_say_nothing(line: bytes) -> None:
    assert list(read_lines([line], "e.jsonl")) == []


def test_a_byte_order_mark_and_carriage_returns_are_passed_over() -> None:
    found = list(read_lines([b"\xef\xbb\xbf" + written() + b"\r\n", written() + b"\r\n"], "e.jsonl"))
    assert [isinstance(line, UseLine) for line in found] == [True, True]


def test_names_are_anything_that_json_can_write() -> None:
    (line,) = read_lines([b" { " + json.dumps({**GOOD, "consumer": 'a"\n\ud800='}).encode()[1:] + b" "], "e.jsonl")
    assert isinstance(line, UseLine)
    assert line.use == Use('a"\n\ud800=', "ledgerd", "payments", "i15", "video", "observed")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(b"x", '1: expected "{", found "x"', id="no object"),
        pytest.param(b"  []", '3: expected "{", found "[]"', id="a list"),
        pytest.param(b"{", "2: expected a key in double quotes, the line ends", id="cut after the bracket"),
        pytest.param(b'{"a"', '5: expected ":", the line ends', id="cut after a key"),
        pytest.param(b'{"a": ', "7: not JSON: Expecting value", id="cut after a colon"),
        pytest.param(b'{"a": "b', "7: not JSON: Unterminated string starting at", id="cut in a string"),
        pytest.param(b'{"a": "b"', '10: expected "," or "}", the line ends', id="cut after a value"),
        pytest.param(b'{"a": "b",', "11: expected a key in double quotes, the line ends", id="cut after a comma"),
        pytest.param(b'{"a" "b"}', '6: expected ":", found ""b"}"', id="no colon"),
        pytest.param(b"{'a': 1}", "2: expected a key in double quotes, found \"'a': 1}\"", id="single quotes"),
        pytest.param(b'{"a": nul}', "7: not JSON: Expecting value", id="a word"),
        pytest.param(b'{"a": 1}, ', "9: more follows after the object; write one adoption a line", id="more"),
        pytest.param(written() + written(), "123: more follows after the object", id="two on a line"),
        pytest.param(b'{"\xff"}', "3: this is not UTF-8; save the file as UTF-8", id="not UTF-8"),
        pytest.param(b'{"\xc3\xa4\xff"}', "4: this is not UTF-8", id="columns count characters"),
        pytest.param(b'{"a": ' + b"[" * 5000, "7: this value is too large", id="deep"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "7: this value is too large", id="a number of 5000 digits"),
        pytest.param(b" " * LONGEST_LINE + b"x", f"{LONGEST_LINE + 1}: the line is over 20000 bytes", id="long"),
        pytest.param(b'{"consumr": "x"}', '2: unknown key "consumr"; did you mean "consumer"?', id="unknown key"),
        pytest.param(b'{"home": "x", "home": "x"}', '15: the key "home" is here twice; leave one', id="a key twice"),
        pytest.param(b"{}", "2: expected a key in double quotes", id="nothing in it"),
        pytest.param(b'{"consumer": "x"}', '1: the key "service" is missing; write all of consumer,', id="less"),
        pytest.param(written(consumer=""), '14: "consumer" is empty text; write a name of 1 to 200', id="no name"),
        pytest.param(written(consumer=" "), '14: "consumer" is empty text', id="a blank name"),
        pytest.param(written(consumer="x" * 201), '14: "consumer" is text that is too long', id="a long name"),
        pytest.param(written(consumer=None), '14: "consumer" is null; write a name', id="null for a name"),
        pytest.param(written(consumer=7), '14: "consumer" is a number', id="a number for a name"),
        pytest.param(written(consumer=float("nan")), '14: "consumer" is a number', id="no number for a name"),
        pytest.param(written(consumer=["x"]), '14: "consumer" is a list', id="a list for a name"),
        pytest.param(written(away={}), '94: "away" is an object; write a name of 1 to 200 characters or', id="object"),
        pytest.param(written(level="obsreved"), '112: unknown level "obsreved"; did you mean "observed"', id="level"),
        pytest.param(written(level=True), '112: "level" is true or false; write one of carried,', id="no level"),
        pytest.param(
            written(contribution=None),
            '79: "contribution" is null, and the level is observed; name what is used',
            id="used, and nothing is named",
        ),
    ],
)
def test_a_bad_line_is_named_with_its_place(line: bytes, expected: str) -> None:
    (found,) = said(b"", line)
    assert found.startswith(f"e.jsonl:2:{expected}")


def test_every_bad_line_is_named() -> None:
    assert [line.split(": ")[0] for line in said(b"x", written(), b"y")] == ["e.jsonl:1:1", "e.jsonl:3:1"]


def test_what_is_carried_may_name_what_and_whose() -> None:
    (line,) = read_lines([written(level="carried")], "e.jsonl")
    assert isinstance(line, UseLine)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_named(line: bytes) -> None:
    for found in read_lines([line], "e.jsonl"):
        assert isinstance(found, Fault)
        assert 1 <= found.place.column <= len(line) + 1


def test_a_contribution_to_a_service_has_one_home_and_one_away_team() -> None:
    lines = [written(), written(consumer="identity"), written(away=None), written(service="other", away=None)]
    found = list(contradictions(line for line in read_lines(lines, "e.jsonl") if isinstance(line, UseLine)))
    assert [str(fault.place) for fault in found] == ["e.jsonl:3:1"]
    assert found[0].message == '"i15" in "ledgerd" has another home or away team here than in line 1'


def test_what_is_only_carried_contradicts_nothing() -> None:
    lines = [written(contribution=None, level="carried", away=away) for away in (None, "video")]
    read = [line for line in read_lines(lines, "e.jsonl") if isinstance(line, UseLine)]
    assert list(contradictions(read)) == []
