"""Issues: opened, listed, closed, reopened and labelled, and told of as GitHub tells of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request

from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError, invalid, not_found
from homebot.sandbox.paging import page
from homebot.sandbox.present import moment
from homebot.sandbox.present_issues import told
from homebot.sandbox.signing_in import Caller, seen
from homebot.sandbox.state import Issue, Pull, Repository, User, now

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
LONGEST_LABEL = 50
Answer = tuple[Any, int]


class Issues:
    """What is done to issues. Called with the world's lock held."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def open(self, repository: Repository, who: Caller, given: dict[str, Any]) -> Issue:
        """A new one; a label that is not there yet is made."""
        title, body = _title(given.get("title")), _body(given.get("body"))
        labels = _labels(given.get("labels") or [])
        issue = Issue(**self._company.issue_values(repository, who.user, title, body))
        repository.issues[issue.number] = issue
        self._tell(repository, issue, who, "opened")
        self.label(repository, issue, who, labels)
        return issue

    def edit(self, repository: Repository, issue: Issue, who: Caller, given: dict[str, Any]) -> None:
        """Title, description, labels, open or closed. A pull request is edited where it is one."""
        if isinstance(issue, Pull):
            self._company.edit_pull(repository, issue, who, given)
        else:
            self._edit_text(issue, given)
            self._set_state(repository, issue, who, given)
        if "labels" in given:
            wanted = _labels(given["labels"])
            self.label(repository, issue, who, wanted)
            for name in [one for one in issue.labels if one not in wanted]:
                self.unlabel(repository, issue, who, name)
        if "assignees" in given:
            self._assign(repository, issue, who, [str(login).lower() for login in given["assignees"]])

    def label(self, repository: Repository, issue: Issue, who: Caller, names: Iterable[str]) -> None:
        """Adds labels. One that is on it already stays: case makes no difference."""
        for name in names:
            if name.lower() not in {one.lower() for one in issue.labels}:
                issue.labels.append(name)
                self._tell(repository, issue, who, "labeled", name)

    def unlabel(self, repository: Repository, issue: Issue, who: Caller, name: str) -> None:
        """Takes a label off; refused where it is not on it."""
        found = next((one for one in issue.labels if one.lower() == name.lower()), None)
        if found is None:
            raise ApiError(404, "Label does not exist")
        issue.labels.remove(found)
        self._tell(repository, issue, who, "unlabeled", found)

    def shown(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """As the API shows it."""
        return self._company.present.issue(repository, issue)

    def _assign(self, repository: Repository, issue: Issue, who: Caller, logins: list[str]) -> None:
        """Whose it is now. Who cannot be assigned is left out in silence, as GitHub does it."""
        before, people = list(issue.assignees), self._company.world.users
        issue.assignees = [people[login] for login in logins if login in people]
        for user in [one for one in issue.assignees if one not in before]:
            self._tell(repository, issue, who, "assigned", assignee=user)

    def _edit_text(self, issue: Issue, given: dict[str, Any]) -> None:
        issue.updated_at = now()
        if "title" in given:
            issue.title = _title(given["title"])
        if "body" in given:
            issue.body = _body(given["body"])

    def _set_state(self, repository: Repository, issue: Issue, who: Caller, given: dict[str, Any]) -> None:
        state = str(given.get("state", issue.state))
        if state == issue.state:
            return
        issue.state, issue.updated_at = state, now()
        issue.closed_at = issue.updated_at if state == "closed" else None
        self._tell(repository, issue, who, "closed" if state == "closed" else "reopened")

    def _tell(
        self,
        repository: Repository,
        issue: Issue,
        who: Caller,
        action: str,
        label: str = "",
        assignee: User | None = None,
    ) -> None:
        """A pull request's labels are events of pull requests."""
        present, send = self._company.present, self._company.webhooks.send
        issue.updated_at = now()
        more = {"label": present.labels(repository, [label])[0]} if label else {}
        more |= {"assignee": present.user(assignee)} if assignee is not None else {}
        if isinstance(issue, Pull):
            shown = present.pull(repository, issue)
            send("pull_request", action, repository, who.user, number=issue.number, pull_request=shown, **more)
        else:
            send("issues", action, repository, who.user, issue=told(self.shown(repository, issue)), **more)


def blueprint(company: Company) -> Blueprint:
    """The REST API's part; mounted under `/api/v3`."""
    routes, issues = Blueprint("issues-of-repositories", __name__), Issues(company)
    base = "/repos/<owner>/<name>/issues"
    one = f"{base}/<int:number>"

    def found(owner: str, name: str, number: int) -> tuple[Repository, Issue]:
        repository = seen(company.world, g.caller, owner, name)
        issue = repository.issues.get(number)
        if issue is None:
            raise not_found()
        return repository, issue

    @routes.get(base)
    def listed(owner: str, name: str) -> Answer:
        repository = seen(company.world, g.caller, owner, name)
        return [issues.shown(repository, issue) for issue in page(_chosen(repository))], 200

    @routes.post(base)
    def opened(owner: str, name: str) -> Answer:
        repository = seen(company.world, g.caller, owner, name)
        return issues.shown(repository, issues.open(repository, g.caller, request.get_json())), 201

    @routes.get(one)
    def shown(owner: str, name: str, number: int) -> Answer:
        return issues.shown(*found(owner, name, number)), 200

    @routes.patch(one)
    def edited(owner: str, name: str, number: int) -> Answer:
        repository, issue = found(owner, name, number)
        issues.edit(repository, issue, g.caller, request.get_json(silent=True) or {})
        return issues.shown(repository, issue), 200

    @routes.get(f"{one}/labels")
    def labels(owner: str, name: str, number: int) -> Answer:
        repository, issue = found(owner, name, number)
        return list(page(company.present.labels(repository, issue.labels))), 200

    @routes.post(f"{one}/labels")
    def labelled(owner: str, name: str, number: int) -> Answer:
        repository, issue = found(owner, name, number)
        given = request.get_json(silent=True) or {}
        names = given.get("labels", []) if isinstance(given, dict) else given
        issues.label(repository, issue, g.caller, _labels(names))
        return company.present.labels(repository, issue.labels), 200

    @routes.delete(f"{one}/labels/<label>")
    def unlabelled(owner: str, name: str, number: int, label: str) -> Answer:
        repository, issue = found(owner, name, number)
        issues.unlabel(repository, issue, g.caller, label)
        return company.present.labels(repository, issue.labels), 200

    return routes


def _chosen(repository: Repository) -> list[Issue]:
    """Those that the query asks for, pull requests too, the newest first unless it asks for another order."""
    asked = request.args
    state, creator = asked.get("state", "open"), asked.get("creator", "").lower()
    wanted = [one.lower() for one in asked.get("labels", "").split(",") if one]
    since = asked.get("since", "")
    found = [
        issue
        for issue in repository.issues.values()
        if state in ("all", issue.state)
        and creator in ("", issue.author.login.lower())
        and set(wanted) <= {one.lower() for one in issue.labels}
        and str(moment(issue.updated_at)) >= since
    ]
    return sorted(found, key=_order(asked.get("sort", "created")), reverse=asked.get("direction", "desc") == "desc")


def _order(sort: str) -> Any:
    def key(issue: Issue) -> tuple[datetime | int, int]:
        first = {"created": issue.created_at, "updated": issue.updated_at}.get(sort, len(issue.comments))
        return first, issue.number

    return key


def _title(given: Any) -> str:
    title = str(given if given is not None else "").strip()
    if not title:
        raise invalid("", resource="Issue", field="title", code="missing_field")
    if len(title) > LONGEST_TITLE:
        message = f"title is too long (maximum is {LONGEST_TITLE} characters)"
        raise invalid("", resource="Issue", field="title", code="custom", message=message)
    return title


def _body(given: Any) -> str:
    body = str(given or "")
    if len(body) > LONGEST_BODY:
        message = f"body is too long (maximum is {LONGEST_BODY} characters)"
        raise invalid("", resource="Issue", field="body", code="custom", message=message)
    return body


def _labels(given: Any) -> list[str]:
    """Names, each once; refused where one is empty or too long."""
    names = [str(one["name"]) if isinstance(one, dict) else str(one) for one in given]
    if any(not name.strip() or len(name) > LONGEST_LABEL for name in names):
        raise invalid("", resource="Label", field="name", code="invalid")
    return list(dict.fromkeys(names))
