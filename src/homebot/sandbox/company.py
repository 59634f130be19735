"""What people and the App do: each act changes the world as GitHub would, or is refused as GitHub would, and tells the
App by webhook."""

from collections.abc import Sequence
from typing import Any

from homebot.sandbox import git_command, merging
from homebot.sandbox import repositories as git
from homebot.sandbox.checks import Checks
from homebot.sandbox.comments import Comments
from homebot.sandbox.errors import ApiError, invalid, not_found
from homebot.sandbox.merge_queue import MergeQueues
from homebot.sandbox.present import Present
from homebot.sandbox.present_app import PresentApp
from homebot.sandbox.pushes import pushed
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import Pull, Repository, Request, Review, Team, User, now
from homebot.sandbox.webhooks import Webhooks
from homebot.sandbox.world import World

MOST_REVIEWERS = 15


class Company:
    """The acts. Called with the world's lock held."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.present = Present(world)
        self.present_app = PresentApp(world, self.present)
        self.webhooks = Webhooks(world, self.present)
        self.comments = Comments(world, self.present, self.webhooks)
        self.checks = Checks(world, self.present_app, self.webhooks)
        self.queues = MergeQueues(world, self.present, self.webhooks, self._note_merge, self._note_push, self._about)
        self.checks.then = self.queues.look

    # Branches and pull requests

    def moved(self, repository: Repository, who: Caller, branch: str, before: str | None, after: str | None) -> None:
        """A branch was pushed: a `push`, `synchronize` for each open pull request it heads, and `closed` for each whose
        head it brought into its base."""
        repository.pushed_at = now()
        told = pushed(self.present, repository, f"refs/heads/{branch}", before, after, who.user)
        self.webhooks.send("push", None, repository, who.user, **told)
        for pull in repository.pulls:
            commit = merging.found(repository, pull, before, after) if after and _into(pull, branch) else None
            if commit is not None:
                self._merged(repository, pull, who, before, commit)
                self._about(repository, pull, "closed", who.user)
        for home in list(self.world.repositories.values()):
            for pull in home.pulls:
                is_head = (pull.head_repository.lower(), pull.head_ref) == (repository.full_name.lower(), branch)
                if is_head and pull.state == "open" and after is not None:
                    self._synchronize(home, repository, pull, who, after)
            self.queues.look(home)

    def _synchronize(self, home: Repository, source: Repository, pull: Pull, who: Caller, after: str) -> None:
        before, pull.head, pull.updated_at = pull.head, after, now()
        self._set_head(home, source, pull)
        self._about(home, pull, "synchronize", who.user, before=before, after=after)

    def _set_head(self, home: Repository, source: Repository, pull: Pull) -> None:
        if source is not home:
            git_command.git(home.path, "fetch", "--quiet", str(source.path), pull.head)
        git.set_ref(home.path, f"refs/pull/{pull.number}/head", pull.head)

    def open_pull(self, repository: Repository, who: Caller, given: dict[str, Any]) -> Pull:
        """A new pull request, from a branch of this repository or `owner:branch` of a fork."""
        owner, colon, ref = str(given["head"]).partition(":")
        source = self._fork(repository, owner) if colon else repository
        ref = ref if colon else owner
        head = source.objects.resolve(f"refs/heads/{ref}")
        if head is None:
            raise invalid("", resource="PullRequest", field="head", code="invalid")
        base = repository.objects.resolve(f"refs/heads/{given['base']}")
        if base is None:
            raise invalid("", resource="PullRequest", field="base", code="invalid")
        self._check_new(repository, source, base, str(given["base"]), head, ref)
        pull = Pull(
            **self.issue_values(repository, who.user, str(given.get("title") or ""), str(given.get("body") or "")),
            head_ref=ref,
            base_ref=str(given["base"]),
            head=head,
            head_repository=source.full_name,
            draft=bool(given.get("draft")),
        )
        repository.issues[pull.number] = pull
        self._set_head(repository, source, pull)
        self._about(repository, pull, "opened", who.user)
        return pull

    def _check_new(
        self, repository: Repository, source: Repository, base: str, base_ref: str, head: str, ref: str
    ) -> None:
        """One open pull request for each pair of branches, and none that would bring nothing."""
        if source is repository and repository.objects.contains(base, head):
            said = f"No commits between {base_ref} and {ref}"
            raise invalid("", resource="PullRequest", code="custom", message=said)
        for other in repository.pulls:
            is_same = (other.head_repository, other.head_ref, other.base_ref) == (source.full_name, ref, base_ref)
            if is_same and other.state == "open":
                said = f"A pull request already exists for {source.owner}:{ref}."
                raise invalid("", resource="PullRequest", code="custom", message=said)

    def _fork(self, repository: Repository, owner: str) -> Repository:
        for other in self.world.repositories.values():
            if other.owner.lower() == owner.lower() and other.parent == repository.full_name:
                return other
        if owner.lower() == repository.owner.lower():
            return repository
        raise invalid("", resource="PullRequest", field="head", code="invalid")

    def issue_values(self, repository: Repository, author: User, title: str, body: str) -> dict[str, Any]:
        """What a new issue or pull request begins with."""
        at = now()
        number = max(repository.issues, default=0) + 1
        values = {"id": self.world.next_id(), "number": number, "title": title, "body": body, "author": author}
        return {**values, "created_at": at, "updated_at": at}

    def _about(self, repository: Repository, pull: Pull, action: str, sender: User, **more: Any) -> None:
        shown = self.present.pull(repository, pull)
        self.webhooks.send("pull_request", action, repository, sender, number=pull.number, pull_request=shown, **more)

    def edit_pull(self, repository: Repository, pull: Pull, who: Caller, given: dict[str, Any]) -> None:
        """Title, description, base, open or closed."""
        pull.updated_at = now()
        changed: list[str] = [
            name for name in ("title", "body") if name in given and given[name] != getattr(pull, name)
        ]
        for name in changed:
            setattr(pull, name, str(given[name] or ""))
        if "base" in given and given["base"] != pull.base_ref:
            pull.retargets.append((who.user, pull.base_ref, str(given["base"]), pull.updated_at))
            pull.base_ref = str(given["base"])
            changed.append("base")
        if changed:
            self._about(repository, pull, "edited", who.user, changes={name: {"from": ""} for name in changed})
        state = given.get("state", pull.state)
        if state != pull.state:
            pull.state = str(state)
            pull.closed_at = pull.updated_at if state == "closed" else None
            self._about(repository, pull, "closed" if state == "closed" else "reopened", who.user)
            self.queues.look(repository)

    def set_draft(self, repository: Repository, pull: Pull, who: Caller, draft: bool) -> None:
        """To a draft, or ready for review."""
        if pull.draft != draft:
            pull.draft, pull.updated_at = draft, now()
            self._about(repository, pull, "converted_to_draft" if draft else "ready_for_review", who.user)

    def merge(self, repository: Repository, pull: Pull, who: Caller, given: dict[str, Any]) -> str:
        """Merges for real; the merge commit."""
        if pull.draft or pull.state != "open":
            raise ApiError(405, "Pull Request is not mergeable")
        if given.get("sha") not in (None, pull.head):
            raise ApiError(409, "Head branch was modified. Review and try the merge again.")
        base = repository.objects.resolve(f"refs/heads/{pull.base_ref}")
        assert base is not None
        self._merged(repository, pull, who, base, merging.made(repository, pull, base, who.user, given))
        assert pull.merge_commit is not None
        git.set_ref(repository.path, f"refs/heads/{pull.base_ref}", pull.merge_commit)
        self._about(repository, pull, "closed", who.user)
        self.moved(repository, who, pull.base_ref, base, pull.merge_commit)
        return pull.merge_commit

    def update_branch(self, repository: Repository, pull: Pull, who: Caller, given: dict[str, Any]) -> None:
        """What is new on the base branch, merged into the head."""
        source = self.world.repositories[pull.head_repository.lower()]
        base = repository.objects.resolve(f"refs/heads/{pull.base_ref}")
        if base is None or pull.state != "open":
            raise ApiError(422, "Pull request is not open")
        if given.get("expected_head_sha") not in (None, pull.head):
            raise ApiError(422, "expected head sha didn't match current head ref.")
        if source is not repository:
            git_command.git(source.path, "fetch", "--quiet", str(repository.path), base)
        before, made = pull.head, merging.updated(source, pull, base, who.user)
        git.set_ref(source.path, f"refs/heads/{pull.head_ref}", made)
        self.moved(source, who, pull.head_ref, before, made)

    def _merged(self, repository: Repository, pull: Pull, who: Caller, base: str | None, commit: str) -> None:
        pull.merge_commit, pull.merged_onto, pull.merged_by, pull.state = commit, base, who.user, "closed"
        pull.merged_at = pull.closed_at = pull.updated_at = now()

    def _note_merge(self, repository: Repository, pull: Pull, who: User, base: str, commit: str) -> None:
        self._merged(repository, pull, Caller(who, "user"), base, commit)

    def _note_push(self, repository: Repository, who: User, branch: str, before: str, after: str) -> None:
        self.moved(repository, Caller(who, "user"), branch, before, after)

    # Reviews

    def request(
        self, repository: Repository, pull: Pull, who: Caller, logins: list[str], slugs: Sequence[str] = ()
    ) -> None:
        """Asks people and teams for a review: all of them or, with one who cannot be asked, nobody."""
        users = [self.world.users.get(login.lower()) for login in logins]
        teams = [self.world.teams.get(f"{repository.owner}/{slug}".lower()) for slug in slugs]
        if any(user is not None and user is pull.author for user in users):
            raise ApiError(422, "Review cannot be requested from pull request author.")
        self._check_reviewers(repository, users, teams)
        asked = {id(user): user for user in users if user is not None}
        fresh = [user for user in asked.values() if user not in pull.requested]
        new_teams = [team for team in teams if team is not None and team not in pull.requested_teams]
        known = len(pull.requested) + len(pull.requested_teams)
        if known + len(fresh) + len(new_teams) > MOST_REVIEWERS:
            raise invalid("", resource="PullRequest", code="custom", message="too many reviewers: at most 15")
        pull.requested += fresh
        pull.requested_teams += new_teams
        asked_anew: list[User | Team] = [*fresh, *new_teams]
        for one in asked_anew:
            self._requested(repository, pull, who, one, removed=False)

    def _check_reviewers(self, repository: Repository, users: list[User | None], teams: list[Team | None]) -> None:
        can = all(user is not None and user.kind == "User" and self.world.may_see(user, repository) for user in users)
        if can and all(team is not None for team in teams):
            hidden = [team for team in teams if team is not None and team.secret]
            if hidden:
                raise invalid("", message=f"Could not resolve to a node with the global id of 'T_{hidden[0].id}'.")
            return
        what = "users or teams" if not can else "teams"
        raise ApiError(
            422,
            f"Reviews may only be requested from collaborators. One or more of the {what} you specified is not a "
            f"collaborator of the {repository.full_name} repository.",
        )

    def _requested(self, repository: Repository, pull: Pull, who: Caller, one: User | Team, removed: bool) -> None:
        pull.requests.append(Request(one, who.user, removed, now()))
        action = "review_request_removed" if removed else "review_requested"
        if isinstance(one, Team):
            self._about(repository, pull, action, who.user, requested_team=self.present.team(one))
        else:
            self._about(repository, pull, action, who.user, requested_reviewer=self.present.user(one))

    def unrequest(
        self, repository: Repository, pull: Pull, who: Caller, logins: list[str], slugs: Sequence[str] = ()
    ) -> None:
        """Takes requests back; people and teams who were not asked are passed over, as GitHub does."""
        people, named = {login.lower() for login in logins}, {slug.lower() for slug in slugs}
        users = [user for user in pull.requested if user.login.lower() in people]
        teams = [team for team in pull.requested_teams if team.slug in named]
        pull.requested = [user for user in pull.requested if user not in users]
        pull.requested_teams = [team for team in pull.requested_teams if team not in teams]
        taken_back: list[User | Team] = [*users, *teams]
        for one in taken_back:
            self._requested(repository, pull, who, one, removed=True)

    def review(self, repository: Repository, pull: Pull, who: Caller, given: dict[str, Any]) -> Review:
        """A submitted review."""
        event = str(given.get("event") or "COMMENT")
        states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
        if event not in states:
            raise invalid("", resource="PullRequestReview", field="event", code="invalid")
        if event == "APPROVE" and who.user is pull.author:
            raise ApiError(422, "Unprocessable Entity", ["Can not approve your own pull request"])
        commit = repository.objects.resolve(str(given.get("commit_id") or pull.head))
        if commit is None:
            raise invalid("", resource="PullRequestReview", field="commit_id", code="invalid")
        review = Review(self.world.next_id(), who.user, states[event], str(given.get("body") or ""), commit, now())
        pull.reviews.append(review)
        pull.updated_at = now()
        if who.user in pull.requested:
            pull.requested.remove(who.user)
        self._review_event(repository, pull, who.user, "submitted", review)
        return review

    def dismiss(self, repository: Repository, pull: Pull, who: Caller, number: int) -> Review:
        """Takes a review's word away."""
        review = next((one for one in pull.reviews if one.id == number), None)
        if review is None:
            raise not_found()
        review.state, pull.updated_at = "DISMISSED", now()
        self._review_event(repository, pull, who.user, "dismissed", review)
        return review

    def _review_event(self, repository: Repository, pull: Pull, sender: User, action: str, review: Review) -> None:
        shown = self.present.review(repository, pull, review) | {"state": review.state.lower()}
        about = self.present.pull(repository, pull)
        self.webhooks.send("pull_request_review", action, repository, sender, review=shown, pull_request=about)


def _into(pull: Pull, branch: str) -> bool:
    return pull.state == "open" and pull.base_ref == branch
