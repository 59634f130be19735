"""What CI says of a commit, from the roll-up that GitHub makes of check runs and commit statuses."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from homebot.adapters.github.client import Client
from homebot.core.contexts import of_run, of_status
from homebot.core.facts import PullId
from homebot.core.found import Context

PAGES = 10
# The last thing in that file, so that both queries ask for the same.
_FRAGMENT = "fragment contexts on "
_SHARED = (Path(__file__).parent / "conversation.graphql").read_text().partition(_FRAGMENT)[2]
QUERY = f"""\
query Contexts($owner: String!, $name: String!, $oid: GitObjectID!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    object(oid: $oid) {{
      ...on Commit {{ statusCheckRollup {{ contexts(first: 100, after: $after) {{ ...contexts }} }} }}
    }}
  }}
}}

{_FRAGMENT}{_SHARED}"""

_Node = Mapping[str, Any]


def read_contexts(
    client: Client, pull: PullId, oid: str, names: frozenset[str], page: Mapping[str, Any] | None = None
) -> tuple[tuple[Context, ...], bool]:
    """What CI says of a commit under these names, and whether GitHub holds more than the ten pages that were read.
    `page` is the first one where it is at hand.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    page = _page(client, pull, oid, None) if page is None else page
    nodes = _nodes(page)
    for _ in range(PAGES - 1):
        if not (after := _next(page)):
            break
        page = _page(client, pull, oid, after)
        nodes += _nodes(page)
    return named(names, nodes), bool(_next(page))


def _nodes(page: Mapping[str, Any]) -> list[_Node]:
    return [node for node in page.get("nodes") or [] if node]


def _next(page: Mapping[str, Any]) -> str:
    about = page.get("pageInfo") or {}
    return str(about.get("endCursor") or "") if about.get("hasNextPage") else ""


def _page(client: Client, pull: PullId, oid: str, after: object) -> Mapping[str, Any]:
    variables = {"owner": pull.owner, "name": pull.name, "oid": oid, "after": after}
    data = client.query("contexts", QUERY, variables)
    commit = (data.get("repository") or {}).get("object") or {}
    page: Mapping[str, Any] = (commit.get("statusCheckRollup") or {}).get("contexts") or {}
    return page


def named(names: frozenset[str], nodes: Iterable[_Node]) -> tuple[Context, ...]:
    """The contexts of these names. A workflow that ran again replaces what it said before; other workflows and Apps
    of one name stand beside it."""
    newest: dict[tuple[object, ...], tuple[str, Context]] = {}
    for node in nodes:
        context = _context(node)
        if context is None or context.name not in names:
            continue
        key, started = _key(node, context.name), str(node.get("startedAt") or "")
        if key not in newest or started >= newest[key][0]:
            newest[key] = (started, context)
    return tuple(context for _, context in newest.values())


def _context(node: _Node) -> Context | None:
    if node.get("__typename") == "StatusContext" and node.get("context"):
        return of_status(str(node["context"]), str(node.get("state") or ""))
    if node.get("__typename") == "CheckRun" and node.get("name"):
        return of_run(str(node["name"]), str(node.get("status") or ""), node.get("conclusion"))
    return None


def _key(node: _Node, name: str) -> tuple[object, ...]:
    suite = node.get("checkSuite") or {}
    run = suite.get("workflowRun") or {}
    app, workflow = suite.get("app") or {}, run.get("workflow") or {}
    return node.get("__typename"), name, app.get("slug"), workflow.get("name"), run.get("event")
