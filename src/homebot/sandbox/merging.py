"""Merges: tried beforehand, made in each of GitHub's three ways, and found in what was pushed."""

import re
from typing import Any

from homebot.sandbox import repositories as git
from homebot.sandbox.errors import ApiError
from homebot.sandbox.objects import Commit
from homebot.sandbox.state import Pull, Repository, User, now

ROBOT = ("GitHub", "noreply@users.noreply.example")


def email(user: User) -> str:
    """The address somebody's commits on GitHub's own pages carry."""
    return f"{user.login}@users.noreply.example"


def tried(repository: Repository, pull: Pull) -> str | None:
    """The commit a merge would make now, kept under `refs/pull/N/merge`; `None` for a conflict, and for one that is
    not open. Tried once for each base and head, as GitHub does in the background."""
    base = repository.objects.refs[f"refs/heads/{pull.base_ref}"]
    if pull.state != "open" or base is None:
        return None
    if pull.tested != (base, pull.head):
        ref = f"refs/pull/{pull.number}/merge"
        tree = merged_tree(repository, base, pull.head)
        if tree is None:
            pull.test_merge = None
            if repository.objects.refs[ref] is not None:
                git.set_ref(repository.path, ref, None)
        else:
            text = f"Merge {pull.head} into {base}"
            pull.test_merge = git.commit_tree(repository.path, tree, (base, pull.head), text, ROBOT)
            git.set_ref(repository.path, ref, pull.test_merge)
        pull.tested = (base, pull.head)
    return pull.test_merge


def merged_tree(repository: Repository, base: str, head: str) -> str | None:
    """The tree of a merge; `None` for a conflict."""
    if repository.objects.contains(head, base):
        return repository.objects.commit(head).tree
    return git.merged_tree(repository.path, base, head)


def made(repository: Repository, pull: Pull, base: str, who: User, given: dict[str, Any]) -> str:
    """The commit the base branch ends with: of a merge, of all changes in one, or of each commit made anew. Raises
    ApiError 405."""
    method = given.get("merge_method", "merge")
    if method == "rebase":
        return _rebased(repository, pull, base, who)
    tree = merged_tree(repository, base, pull.head)
    if tree is None:
        raise ApiError(405, "Pull Request is not mergeable")
    parents = (base, pull.head) if method == "merge" else (base,)
    title = str(given.get("commit_title") or f"{pull.title} (#{pull.number})")
    text = f"{title}\n\n{given.get('commit_message') or pull.body}"
    return git.commit_tree(repository.path, tree, parents, text, (who.login, email(who)))


def updated(repository: Repository, pull: Pull, base: str, who: User) -> str:
    """The base brought into the head, in a commit by whoever asks that GitHub commits. Raises ApiError 422."""
    if repository.objects.contains(pull.head, base):
        raise ApiError(422, "There are no new commits on the base branch.")
    tree = git.merged_tree(repository.path, pull.head, base)
    if tree is None:
        raise ApiError(422, "merge conflict between base and head")
    text = f"Merge branch '{pull.base_ref}' into {pull.head_ref}"
    return git.commit_tree(repository.path, tree, (pull.head, base), text, (who.login, email(who)), ROBOT)


def _rebased(repository: Repository, pull: Pull, base: str, who: User) -> str:
    """Every commit anew on the base, its author and words kept; merges, and what the base has already, are left out."""
    objects, tip = repository.objects, base
    for one in objects.between(base, pull.head):
        if len(one.parents) == 1:
            tree = _picked(repository, one, tip)
            if tree is None:
                raise ApiError(405, "This branch can't be rebased")
            if tree != objects.commit(tip).tree:
                tip = _anew(repository, one, tree, tip, who)
    if tip == base:
        raise ApiError(405, "Pull Request is not mergeable")
    return tip


def _picked(repository: Repository, one: Commit, tip: str) -> str | None:
    """The tree of a commit's change on another commit. A commit of the other's files on the change's own parent makes
    that parent the place where a merge begins."""
    if one.parents[0] == tip:
        return one.tree
    files = repository.objects.commit(tip).tree
    there = git.commit_tree(repository.path, files, one.parents, "there", ROBOT)
    return git.merged_tree(repository.path, there, one.oid)


def _anew(repository: Repository, one: Commit, tree: str, parent: str, who: User) -> str:
    _, data = repository.objects.read(one.oid)
    head, _, message = data.partition(b"\n\n")
    author = re.search(rb"^author .*$", head, re.MULTILINE)
    committer = f"committer {who.login} <{email(who)}> {int(now().timestamp())} +0000".encode()
    lines = [f"tree {tree}".encode(), f"parent {parent}".encode(), author[0] if author else b"", committer]
    return git.write_commit(repository.path, b"\n".join(line for line in lines if line) + b"\n\n" + message)


def found(repository: Repository, pull: Pull, before: str | None, after: str) -> str | None:
    """The commit that brought a pull request's head into its base when somebody pushed it there; `None` when nobody
    did."""
    objects = repository.objects
    if not objects.contains(after, pull.head) or (before is not None and objects.contains(before, pull.head)):
        return None
    arrived = objects.between(before, after) if before else [objects.commit(after)]
    merges = [one.oid for one in arrived if len(one.parents) > 1 and pull.head in one.parents[1:]]
    return merges[0] if merges else pull.head
