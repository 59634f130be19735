"""Comments and reactions: each act changes the world as GitHub would, or is refused as GitHub would."""

from datetime import datetime

from homebot.sandbox.errors import invalid
from homebot.sandbox.present import Present
from homebot.sandbox.present_issues import told
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import Comment, Issue, Repository, User, now
from homebot.sandbox.webhooks import Webhooks
from homebot.sandbox.world import World

LONGEST = 65_536
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


class Comments:
    """The acts on comments. Called with the world's lock held."""

    def __init__(self, world: World, present: Present, webhooks: Webhooks) -> None:
        self._world = world
        self._present = present
        self._webhooks = webhooks

    def add(self, repository: Repository, issue: Issue, who: Caller, body: str) -> Comment:
        """A new comment."""
        self._check(body)
        at = now()
        comment = Comment(self._world.next_long_id(), who.user, body, at, at, who.installation is not None)
        issue.comments.append(comment)
        self._world.comments[comment.id] = repository, issue, comment
        issue.updated_at = at
        self._tell(repository, issue, comment, who.user, "created")
        return comment

    def edit(self, repository: Repository, issue: Issue, comment: Comment, who: Caller, body: str) -> None:
        """Other words in the same comment."""
        self._check(body)
        comment.body, comment.updated_at = body, now()
        issue.updated_at = comment.updated_at
        self._tell(repository, issue, comment, who.user, "edited")

    def delete(self, repository: Repository, issue: Issue, comment: Comment, who: Caller) -> None:
        """The comment is gone."""
        issue.comments.remove(comment)
        del self._world.comments[comment.id]
        self._tell(repository, issue, comment, who.user, "deleted")

    def _check(self, body: str) -> None:
        if not body.strip():
            raise invalid("", resource="IssueComment", field="body", code="missing_field")
        if len(body) > LONGEST:
            message = "body is too long (maximum is 65536 characters)"
            raise invalid("", resource="IssueComment", field="data", code="unprocessable", message=message)

    def _tell(self, repository: Repository, issue: Issue, comment: Comment, sender: User, action: str) -> None:
        shown, about = self._present.comment(repository, issue, comment), told(self._present.issue(repository, issue))
        self._webhooks.send("issue_comment", action, repository, sender, issue=about, comment=shown)

    def react(self, comment: Comment, who: Caller, content: str) -> tuple[tuple[int, User, str, datetime], bool]:
        """A reaction, and whether it is new: one of a kind per person."""
        if content not in REACTIONS:
            raise invalid("", resource="Reaction", field="content", code="invalid")
        for reaction in comment.reactions:
            if reaction[1:3] == (who.user, content):
                return reaction, False
        made = (self._world.next_id(), who.user, content, now())
        comment.reactions.append(made)
        return made, True
