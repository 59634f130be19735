"""The result of `homebot check` as SARIF 2.1.0, for code scanning and for editors."""

import hashlib
import json
import re
from inspect import cleandoc
from typing import Any
from urllib.parse import quote

from homebot.core import ownership_edit
from homebot.core.decision import Judgement
from homebot.core.findings import Finding, Level
from homebot.core.render.checked import Checked, verdict
from homebot.core.render.escape import visible
from homebot.core.render.levels import level
from homebot.core.render.markdown import count
from homebot.core.standards import STANDARDS

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5_000
"""GitHub shows so many results of one analysis."""

_LEVELS: dict[Level, str] = {"failure": "error", "warning": "warning", "notice": "note"}


def as_sarif(checked: Checked) -> str:
    """One run. A finding about the whole change is placed on its first file, since GitHub refuses results without a
    place; the property `wholeChange` tells them apart."""
    names = list(dict.fromkeys(judgement.standard for judgement in checked.judgements))
    first = min((file.path for file in checked.change.files), default=".")
    run = {
        "tool": {"driver": {"name": "homebot", "version": checked.version, "rules": [_rule(name) for name in names]}},
        "automationDetails": {"id": "homebot/check/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(checked)],
        "results": [_result(one, finding, names, first) for one, finding in checked.places[:MOST]],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(name: str) -> dict[str, Any]:
    text = cleandoc((ownership_edit if name == ownership_edit.NAME else STANDARDS[name]).__doc__ or name)
    return {
        "id": name,
        "shortDescription": {"text": text.splitlines()[0]},
        "fullDescription": {"text": text.splitlines()[0]},
        "help": {"text": text},
    }


def _invocation(checked: Checked) -> dict[str, Any]:
    """That homebot itself did its work; findings are no failure of the tool."""
    left = len(checked.places) - MOST
    said = [verdict(checked), *checked.notes, *([f"{count(left, 'result')} more were left out"] if left > 0 else ())]
    return {
        "executionSuccessful": True,
        "exitCode": 1 if checked.failing else 0,
        "toolExecutionNotifications": [{"level": "note", "message": {"text": visible(text, 500)}} for text in said],
    }


def _result(judgement: Judgement, finding: Finding, names: list[str], first: str) -> dict[str, Any]:
    message = visible(finding.message, 2_000)
    line = finding.line or 1
    return {
        "ruleId": judgement.standard,
        "ruleIndex": names.index(judgement.standard),
        "level": _LEVELS[level(judgement, finding)],
        "message": {"text": f"{message}. To fix: {visible(finding.fix, 1_000)}." if finding.fix else message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path or first, safe="/"), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line, "endLine": max(line, finding.end_line or line)},
                }
            }
        ],
        "partialFingerprints": {"homebot/v1": _fingerprint(judgement, finding)},
        "properties": {
            "service": judgement.service,
            "outcome": judgement.outcome,
            "strength": judgement.strength,
            "wholeChange": finding.path is None,
        },
    }


def _fingerprint(judgement: Judgement, finding: Finding) -> str:
    """The same for a finding whose line or measure moved: numbers do not count."""
    words = re.sub(r"\d+", "0", finding.message)
    named = "\0".join((judgement.service, judgement.standard, finding.path or "", words))
    return hashlib.sha256(named.encode("utf-8", "backslashreplace")).hexdigest()
