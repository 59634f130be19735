"""The form of the JSON is a promise: docs/check.md names every key."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import homebot
from homebot.core.findings import Finding
from homebot.core.render.check_json import as_json
from tests.core.render.checking import checked, judgement

PAGE = Path(homebot.__file__).parents[2] / "docs" / "check.md"
FOUND = checked(
    judgement("fail", Finding("too \x1b[31mlarge", "split it", "a\udcff.py", 3, 4)),
    judgement("not-applicable", standard="tests"),
    notes=("a note",),
)


def keys(value: Any, path: str = "") -> Iterator[str]:
    """Every key by its way: `judgements[].findings[].path`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}{key}"
            yield from keys(inner, f"{path}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, f"{path.removesuffix('.')}[].")


def test_every_key_is_documented_and_every_documented_key_is_there() -> None:
    documented = re.findall(r"^\| `([a-z_.\[\]]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(set(keys(json.loads(as_json(FOUND)))))


def test_it_is_safe_on_a_terminal_and_loses_nothing() -> None:
    text = as_json(FOUND)
    assert text.isascii()
    assert all(mark.isprintable() or mark == "\n" for mark in text)
    (finding,) = json.loads(text)["judgements"][0]["findings"]
    assert (finding["message"], finding["path"]) == ("too \x1b[31mlarge", "a\udcff.py")


def test_it_says_whether_it_passes() -> None:
    assert json.loads(as_json(FOUND))["passes"] is False
    assert json.loads(as_json(checked(judgement("fail", strength="advice"))))["passes"] is True
    assert json.loads(as_json(checked(judgement("error"))))["passes"] is False
    assert json.loads(as_json(checked(judgement("fail", mode="observe"))))["passes"] is False
