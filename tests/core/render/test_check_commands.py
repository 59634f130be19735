import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.findings import Finding
from homebot.core.render.check_commands import MOST, as_commands, data, property_value
from tests.core.render.checking import checked, judgement

COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")
ODD = st.text(st.sampled_from("a%,:\r\n\x1b\u202e#[]=\\0AD2C3"), max_size=30)


def read_data(text: str) -> str:
    """As the runner of GitHub Actions reads it."""
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def read_property(text: str) -> str:
    """As the runner of GitHub Actions reads it."""
    return read_data(text.replace("%3A", ":").replace("%2C", ","))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("100%", "100%25"),
        ("%0A", "%250A"),
        ("a\r\nb", "a%0D%0Ab"),
        ("a:b,c", "a%3Ab%2Cc"),
        ("::error::x", "%3A%3Aerror%3A%3Ax"),
        ("\x1b[31m", "\\x1b[31m"),
        ("line\u2028end", "line\\u2028end"),
    ],
)
def test_a_property(text: str, wanted: str) -> None:
    assert property_value(text) == wanted


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Co", "Cn"]), max_size=50))
def test_harmless_text_is_read_back(text: str) -> None:
    assert read_data(data(text)) == text
    if "<!--" not in text and "-->" not in text and not set(text) & set("\u115f\u1160\u2800\u3164\uffa0"):
        assert read_property(property_value(text)) == text


@given(path=ODD, message=ODD, fix=ODD, standard=ODD, service=ODD, note=ODD)
def test_whatever_the_names_each_line_is_one_command(
    path: str, message: str, fix: str, standard: str, service: str, note: str
) -> None:
    one = judgement("fail", Finding(message, fix, path, 3, 5), standard=standard, service=service)
    lines = as_commands(checked(one, notes=(note,))).split("\n")
    assert len(lines) == 3
    for line in lines:
        assert COMMAND.fullmatch(line)
        assert all(mark.isprintable() for mark in line)
    found = COMMAND.fullmatch(lines[0])
    assert found is not None
    names = [part.partition("=")[0] for part in found[2].split(",")]
    assert names == ["file", "line", "endLine", "title"]


@pytest.mark.parametrize(
    ("changes", "command"),
    [({}, "error"), ({"mode": "observe"}, "warning"), ({"strength": "advice"}, "notice")],
)
def test_as_loud_as_it_blocks(changes: dict[str, str], command: str) -> None:
    assert as_commands(checked(judgement("fail", Finding("x"), **changes))).startswith(f"::{command} title=")


def test_many_are_cut_with_a_count() -> None:
    findings = (Finding("x", path="a", line=number + 1) for number in range(MOST + 3))
    lines = as_commands(checked(judgement("fail", *findings))).splitlines()
    assert len(lines) == MOST + 2
    assert lines[-2] == "::notice title=homebot::and 3 findings more; --format json holds them all"


def test_nothing_found() -> None:
    assert as_commands(checked(judgement("pass"))) == "::notice title=homebot::1 standard holds"
