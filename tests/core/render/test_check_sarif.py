import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.findings import Finding
from homebot.core.render.check_sarif import MOST, as_sarif
from homebot.core.render.checked import Checked
from tests.core.render.checking import checked, judgement

SCHEMA = json.loads(gzip.decompress((Path(__file__).parent / "schemas" / "sarif-2.1.0.json.gz").read_bytes()))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
ODD = st.text(min_size=1, max_size=40)


def valid(result: Checked) -> dict[str, Any]:
    """The one run, after the schema had its say."""
    found = json.loads(as_sarif(result))
    VALIDATOR.validate(found)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    return dict(run)


def test_the_schema_refuses_what_is_wrong() -> None:
    """Else the other tests would say nothing."""
    found = json.loads(as_sarif(checked(judgement("fail", Finding("x", path="a.py", line=1)))))
    found["runs"][0]["results"][0]["level"] = "failure"
    assert not VALIDATOR.is_valid(found)


def test_nothing_found() -> None:
    run = valid(checked(judgement("pass"), judgement("not-applicable", standard="tests")))
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["size", "tests"]
    assert run["invocations"][0]["exitCode"] == 0


def test_a_finding_on_lines() -> None:
    place = Finding("f has complexity 14; the limit is 10", "split it", "ledger/a b.py", 12, 30)
    run = valid(checked(judgement("fail", place, standard="complexity"), judgement("pass")))
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("complexity", 0, "error")
    assert result["message"]["text"] == "f has complexity 14; the limit is 10. To fix: split it."
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "ledger/a%20b.py", "uriBaseId": "%SRCROOT%"}
    assert where["region"] == {"startLine": 12, "endLine": 30}
    assert result["properties"]["wholeChange"] is False
    assert run["invocations"][0]["exitCode"] == 1


def test_a_finding_on_the_whole_change_has_a_place_too() -> None:
    """GitHub refuses a file with a result that has none."""
    (result,) = valid(checked(judgement("fail", Finding("too large"))))["results"]
    where = result["locations"][0]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("ledger/close.py", 1)
    assert result["properties"]["wholeChange"] is True


def test_a_finding_on_a_change_without_files() -> None:
    assert valid(checked(judgement("fail", Finding("odd")), files=()))["results"]


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "error"),
        ({"mode": "observe"}, "warning"),
        ({"mode": "advise"}, "warning"),
        ({"strength": "advice"}, "note"),
    ],
)
def test_as_loud_as_it_blocks(changes: dict[str, str], level: str) -> None:
    (result,) = valid(checked(judgement("fail", Finding("x"), **changes)))["results"]
    assert result["level"] == level


@pytest.mark.parametrize("outcome", ["deviated", "pre-existing"])
def test_what_is_excused_is_a_note(outcome: Any) -> None:
    (result,) = valid(checked(judgement(outcome, Finding("x", path="a", line=3))))["results"]
    assert result["level"] == "note"


def test_the_fingerprint_stays_when_lines_and_measures_move() -> None:
    def of(finding: Finding) -> str:
        (result,) = valid(checked(judgement("fail", finding)))["results"]
        return str(result["partialFingerprints"]["homebot/v1"])

    first = of(Finding("f has complexity 14", path="a.py", line=3))
    assert first == of(Finding("f has complexity 15", path="a.py", line=90))
    assert first != of(Finding("g has complexity 14", path="a.py", line=3))
    assert first != of(Finding("f has complexity 14", path="b.py", line=3))


def test_many_are_cut_with_a_count_the_loudest_stay() -> None:
    quiet = judgement("fail", *(Finding("q", path="a", line=n + 1) for n in range(MOST)), strength="advice")
    loud = judgement("fail", *(Finding("l", path="b", line=n + 1) for n in range(7)), standard="tests")
    run = valid(checked(quiet, loud))
    assert len(run["results"]) == MOST
    assert [one["level"] for one in run["results"][:8]] == ["error"] * 7 + ["note"]
    told = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert "7 results more were left out" in told


@settings(max_examples=60, deadline=None)
@given(path=ODD, message=ODD, fix=st.text(max_size=40), line=st.integers(1, 10**6), length=st.integers(-3, 50))
def test_whatever_the_names(path: str, message: str, fix: str, line: int, length: int) -> None:
    text = as_sarif(checked(judgement("fail", Finding(message, fix, path, line, line + length))))
    assert text.isascii()
    run = valid(checked(judgement("fail", Finding(message, fix, path, line, line + length))))
    (result,) = run["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote(uri) == path
    assert all(mark.isprintable() for mark in result["message"]["text"])
