"""Where a branch stood before a pull request was merged to it."""

from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change

_MAX_COMMIT_BYTES = 1 << 20


def before_merge(mirror: Mirror, change: Change, merge_oid: str) -> str | None:
    """The commit before the first that the merge brought: the first parent of a merge commit or of a squashed one; of
    a rebased pull request as many commits back as it has. `None` where there is none.

    A rebased pull request is told by its last commit, which keeps its message.
    """
    back = 1
    if len(change.commits) > 1 and not change.commits_cut and _is_rebased(mirror, change, merge_oid):
        back = sum(not commit.merge for commit in change.commits)
    found = mirror.objects.info(f"{merge_oid}~{back}")
    return found.oid if found is not None and found.kind == "commit" else None


def _is_rebased(mirror: Mirror, change: Change, merge_oid: str) -> bool:
    if merge_oid == change.head:
        return True
    raw = mirror.objects.read(merge_oid, _MAX_COMMIT_BYTES)
    if isinstance(raw, int):
        return False
    header, _, message = raw.partition(b"\n\n")
    text = message.decode("utf-8", "replace").strip()
    return header.count(b"\nparent ") == 1 and text == change.commits[0].message.strip()
