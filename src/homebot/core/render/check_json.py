"""The result of `homebot check` as JSON for other programs: docs/check.md explains every key."""

import json
from typing import Any

from homebot.core.decision import Judgement, ServiceStanding
from homebot.core.facts import FunctionComplexity
from homebot.core.findings import Finding
from homebot.core.render.checked import Checked, verdict

VERSION = 1
"""Rises when a key goes or means something else; new keys may come without it."""


def as_json(checked: Checked) -> str:
    """One object, in ASCII with everything else escaped, so that it may be shown on any terminal."""
    change = checked.change
    return json.dumps(
        {
            "version": VERSION,
            "homebot": checked.version,
            "passes": not checked.failing,
            "verdict": verdict(checked),
            "repository": checked.repository,
            "base": {"name": checked.base, "commit": change.base, "merge_base": change.merge_base},
            "head": {"name": checked.head, "commit": change.head},
            "rules": {"from": checked.rules, "configuration": checked.configuration},
            "notes": list(checked.notes),
            "files": len(change.files),
            "commits": {"count": len(change.commits), "cut": change.commits_cut},
            "services": [_service(standing) for standing in checked.standings],
            "judgements": [_judgement(judgement) for judgement in checked.judgements],
            "functions": [_function(function) for function in checked.functions],
            "unowned": list(checked.unowned),
        },
        indent=2,
    )


def _service(standing: ServiceStanding) -> dict[str, Any]:
    return {
        "name": standing.service,
        "team": standing.team or None,
        "mode": standing.mode,
        "profile": standing.profile,
        "away": not standing.home,
        "paths": len(standing.paths),
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "service": judgement.service,
        "standard": judgement.standard,
        "strength": judgement.strength,
        "outcome": judgement.outcome,
        "blocks": judgement.blocks,
        "summary": judgement.summary,
        "waiting": judgement.waiting,
        "findings": [_finding(finding) for finding in judgement.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "fix": finding.fix,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "error": finding.error,
        "pre_existing": finding.pre_existing,
        "awaited": finding.awaited,
        "decided_by": finding.decided_by,
        "one_way": finding.one_way,
    }


def _function(function: FunctionComplexity) -> dict[str, Any]:
    return {
        "path": function.path,
        "name": function.name,
        "line": function.line,
        "end_line": function.end_line,
        "before": function.before,
        "after": function.after,
        "tool": function.tool,
    }
