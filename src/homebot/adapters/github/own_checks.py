"""homebot's own check runs at a commit, from the suites that GitHub's GraphQL API shows of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from homebot.adapters.github.reach import moment, nodes
from homebot.core.own import OwnCheck

_FRAGMENT = "fragment check on "
_SHARED = (Path(__file__).parent / "conversation.graphql").read_text().partition(_FRAGMENT)[2].partition("\n")[0]
FRAGMENT = f"{_FRAGMENT}{_SHARED}"
"""What is asked of a run, as the conversation's query asks it."""
SUITES = """\
checkSuites(first: 20, filterBy: {appId: $app}) {
  nodes {
    app { slug }
    standards: checkRuns(first: 5, filterBy: {checkName: "homebot: standards"}) { nodes { ...check } }
    review: checkRuns(first: 5, filterBy: {checkName: "homebot: review"}) { nodes { ...check } }
  }
}"""
"""What is asked of a commit, in words that need `FRAGMENT` and `$app: Int`."""


def own_checks(commit: Mapping[str, Any], viewer: str) -> Iterator[OwnCheck]:
    """Our runs only: another App may use the same names."""
    for suite in nodes(commit, "checkSuites"):
        slug = str((suite.get("app") or {}).get("slug") or "").lower()
        if viewer in (slug, f"{slug}[bot]"):
            for run in (*nodes(suite, "standards"), *nodes(suite, "review")):
                yield from _own_check(run)


def _own_check(run: Mapping[str, Any]) -> Iterator[OwnCheck]:
    number = _number(run)
    if number is not None:
        yield OwnCheck(
            id=number,
            name=str(run["name"]),
            status=str(run["status"]).lower(),
            conclusion=str(run["conclusion"]).lower() if run.get("conclusion") else None,
            digest=str(run.get("externalId") or ""),
            started_at=moment(run["startedAt"]) if run.get("startedAt") else None,
        )


def _number(run: Mapping[str, Any]) -> int | None:
    """GraphQL's number has 32 bits and newer runs have none; their address ends with it."""
    last = str(run.get("permalink") or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return int(run["databaseId"]) if run.get("databaseId") else int(last) if last.isdigit() else None
