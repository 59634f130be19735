"""GitHub's merge queue: each pull request in it gets a group, a commit on a temporary branch that holds the base
branch, all pull requests ahead, and itself. Required checks at that commit decide.

Passes the first one, it is merged. Fails it, it is taken out, and the groups behind it are made anew. With `HEADGREEN`
("Only merge non-failing pull requests" switched off) the last group that passes takes all before it along.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from homebot.sandbox import merging
from homebot.sandbox import repositories as git
from homebot.sandbox.errors import ApiError
from homebot.sandbox.present import Present, moment
from homebot.sandbox.state import MergeQueue, Pull, Queued, Repository, User, now
from homebot.sandbox.webhooks import Webhooks
from homebot.sandbox.world import World

PASSES = ("success", "neutral", "skipped")
Merged = Callable[[Repository, Pull, User, str, str], None]
Told = Callable[..., None]
State = Literal["passed", "failed", "pending"]


class MergeQueues:
    """The acts on merge queues. Called with the world's lock held. `merged` notes that a pull request was merged, onto
    which commit and as which; `pushed` that a branch moved; `about` tells of a pull request."""

    def __init__(
        self, world: World, present: Present, webhooks: Webhooks, merged: Merged, pushed: Told, about: Told
    ) -> None:
        self._world = world
        self._present = present
        self._webhooks = webhooks
        self._merged = merged
        self._pushed = pushed
        self._about = about
        self._at_it = False

    def require(self, repository: Repository, given: dict[str, Any]) -> None:
        """A branch is merged by its queue from now on, after these required checks; again, it demands others."""
        branch = str(given.get("branch", repository.default_branch))
        queue = repository.queues.setdefault(branch, MergeQueue(self._world.next_id(), branch, ()))
        queue.required = tuple(given.get("required", queue.required))
        queue.method, queue.strategy = given.get("method", queue.method), given.get("strategy", queue.strategy)
        queue.hidden = bool(given.get("hidden", queue.hidden))

    def enqueue(self, repository: Repository, who: User, numbers: list[int], bypass: bool) -> None:
        """Puts pull requests into the queue, in this order. One that may not be merged yet is refused, as GitHub does,
        unless an administrator goes around the rules (`bypass`); then nobody is put in."""
        for number in numbers:
            pull = repository.issues.get(number)
            if (
                not isinstance(pull, Pull)
                or pull.state != "open"
                or pull.draft
                or pull.base_ref not in repository.queues
            ):
                raise ApiError(422, f"Pull request {number} cannot be added to a merge queue")
            queue = repository.queues[pull.base_ref]
            if any(one.pull is pull for one in queue.entries):
                raise ApiError(422, f"Pull request {number} is already in the queue")
            if not bypass and self._state(repository, queue, pull.head) != "passed":
                raise ApiError(422, f"Pull request {number} has required checks that did not pass")
        for number in numbers:
            pull = repository.issues[number]
            assert isinstance(pull, Pull)
            entry = Queued(self._world.next_id(), pull, who, pull.head, now())
            repository.queues[pull.base_ref].entries.append(entry)
            self._about(repository, pull, "enqueued", who)
        self.look(repository)

    def look(self, repository: Repository) -> None:
        """Does what is due after a push, a check, or a change of the queue."""
        if self._at_it:  # What we do ourselves comes back here.
            return
        self._at_it = True
        try:
            for queue in repository.queues.values():
                while self._step(repository, queue):
                    pass
        finally:
            self._at_it = False

    def _step(self, repository: Repository, queue: MergeQueue) -> bool:
        """One thing that is due; whether there was one."""
        for entry in queue.entries:
            if entry.pull.state != "open" or entry.pull.head != entry.pull_head or entry.pull.draft:
                self._dequeue(repository, queue, entry, "manual")
                return True
        return self._build(repository, queue) or self._conclude(repository, queue)

    def _build(self, repository: Repository, queue: MergeQueue) -> bool:
        """Makes the groups that are not there, each on the one before it; on another base, anew."""
        base = repository.objects.refs[f"refs/heads/{queue.branch}"]
        assert base is not None
        for entry in queue.entries:
            if entry.base != base:
                self._destroy(repository, queue, entry, "invalidated")
                try:
                    self._make(repository, queue, entry, base)
                except ApiError:  # They do not go together.
                    self._dequeue(repository, queue, entry, "merge_conflict")
                    return True
            base = entry.head
        return False

    def _make(self, repository: Repository, queue: MergeQueue, entry: Queued, base: str) -> None:
        pull = entry.pull
        title = f"Merge pull request #{pull.number} from {repository.owner}/{pull.head_ref}"
        given = {"merge_method": queue.method, "commit_title": title, "commit_message": pull.title}
        entry.head = merging.made(repository, pull, base, entry.who, given)
        entry.base = base
        entry.branch = f"gh-readonly-queue/{queue.branch}/pr-{pull.number}-{base}"
        git.set_ref(repository.path, f"refs/heads/{entry.branch}", entry.head)
        self._tell(repository, queue, entry, "checks_requested")

    def _conclude(self, repository: Repository, queue: MergeQueue) -> bool:
        """Merges what may be merged, or takes the first out when it failed."""
        states = [self._state(repository, queue, entry.head) for entry in queue.entries]
        if not states:
            return False
        if queue.strategy == "HEADGREEN":
            count = max((place for place, state in enumerate(states, 1) if state == "passed"), default=0)
            fails = "pending" not in states
        else:
            count, fails = int(states[0] == "passed"), states[0] == "failed"
        if count:
            self._merge(repository, queue, queue.entries[:count])
        elif fails:
            self._dequeue(repository, queue, queue.entries[0], "ci_failure")
        return bool(count or fails)

    def _state(self, repository: Repository, queue: MergeQueue, commit: str) -> State:
        """What the newest run of each required check says."""
        newest = {run.name: run for run in repository.checks_at(commit)}
        found = [newest[name].conclusion if name in newest else None for name in queue.required]
        if any(one is not None and one not in PASSES for one in found):
            return "failed"
        return "pending" if None in found else "passed"

    def _merge(self, repository: Repository, queue: MergeQueue, entries: list[Queued]) -> None:
        """The branch ends with the last of these groups."""
        before = entries[0].base
        git.set_ref(repository.path, f"refs/heads/{queue.branch}", entries[-1].head)
        for entry in entries:
            self._merged(repository, entry.pull, entry.who, entry.base, entry.head)
            queue.entries.remove(entry)
            self._destroy(repository, queue, entry, "merged")
            self._about(repository, entry.pull, "closed", entry.who)
        self._pushed(repository, entries[-1].who, queue.branch, before, entries[-1].head)

    def _dequeue(self, repository: Repository, queue: MergeQueue, entry: Queued, why: str) -> None:
        queue.entries.remove(entry)
        self._destroy(repository, queue, entry, "dequeued")
        self._about(repository, entry.pull, "dequeued", entry.who, reason=why.upper())

    def _destroy(self, repository: Repository, queue: MergeQueue, entry: Queued, why: str) -> None:
        if entry.head:
            git.set_ref(repository.path, f"refs/heads/{entry.branch}", None)
            self._tell(repository, queue, entry, "destroyed", reason=why)
            entry.base = entry.head = entry.branch = ""

    def _tell(self, repository: Repository, queue: MergeQueue, entry: Queued, action: str, **more: Any) -> None:
        commit = repository.objects.commit(entry.head)
        group = {
            "head_sha": entry.head,
            "head_ref": f"refs/heads/{entry.branch}",
            "base_sha": entry.base,
            "base_ref": f"refs/heads/{queue.branch}",
            "head_commit": {
                "id": entry.head,
                "tree_id": commit.tree,
                "message": commit.message,
                "timestamp": moment(datetime.fromtimestamp(commit.at, UTC)),
                "author": {"name": commit.author_name, "email": commit.author},
                "committer": {"name": entry.who.login, "email": commit.committer},
            },
        }
        self._webhooks.send("merge_group", action, repository, entry.who, merge_group=group, **more)


def branch_of(repository: Repository, commit: str) -> str | None:
    """The temporary branch of the group with that commit."""
    entries = (entry for queue in repository.queues.values() for entry in queue.entries)
    return next((entry.branch for entry in entries if entry.head == commit), None)


def state_of(entry: Queued) -> str:
    """An entry's state in GitHub's words."""
    return "AWAITING_CHECKS" if entry.head else "QUEUED"
