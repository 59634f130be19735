"""A branch's merge queue and homebot's checks at a group's commit, in one GraphQL query."""

from collections.abc import Iterator, Mapping
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Gone
from homebot.adapters.github.own_checks import FRAGMENT, SUITES, own_checks
from homebot.adapters.github.reach import inside, nodes
from homebot.core.facts import Observed
from homebot.core.merge_groups import Entry, MergeGroup, QueueView

QUERY = f"""\
query MergeGroup($owner: String!, $name: String!, $branch: String!, $ref: String!, $oid: GitObjectID!, $app: Int) {{
  viewer {{ login }}
  repository(owner: $owner, name: $name) {{
    mergeQueue(branch: $branch) {{
      entries(first: 100) {{ nodes {{ position headCommit {{ oid }} pullRequest {{ number headRefOid }} }} }}
    }}
    ref(qualifiedName: $ref) {{ target {{ oid }} }}
    object(oid: $oid) {{ ...on Commit {{ {SUITES} }} }}
  }}
}}

{FRAGMENT}
"""
"""GitHub builds groups for a hundred pull requests at most, so that one page holds every group there is."""


def read_queue(client: Client, repository: str, group: MergeGroup, app_id: int | None) -> QueueView:
    """The queue a group stands in, and what homebot said at its commit.

    Raises:
        CallFailed: when GitHub cannot be asked; `Gone` where the repository is not there.
    """
    owner, _, name = repository.partition("/")
    variables = {
        "owner": owner,
        "name": name,
        "branch": group.branch,
        "ref": f"refs/heads/{group.branch}",
        "oid": group.head,
        "app": app_id,
    }
    data = client.query("merge group", QUERY, variables)
    found = inside(data, "repository")
    if not found:
        raise Gone(f"GitHub shows no repository {repository}")
    viewer = str(inside(data, "viewer").get("login") or "").lower()
    checks = tuple(own_checks(inside(found, "object"), viewer))
    entries = tuple(_entries(found)) if found.get("mergeQueue") else None
    return QueueView(entries, inside(found, "ref", "target").get("oid"), Observed(checks=checks))


def _entries(found: Mapping[str, Any]) -> Iterator[Entry]:
    """Those GitHub shows; one whose pull request is hidden stands there under the number 0, so that it is not
    overlooked."""
    for node in nodes(found, "mergeQueue", "entries"):
        pull = inside(node, "pullRequest")
        yield Entry(
            position=int(node.get("position") or 0),
            number=int(pull.get("number") or 0),
            pull_head=str(pull.get("headRefOid") or ""),
            group_head=inside(node, "headCommit").get("oid"),
        )
