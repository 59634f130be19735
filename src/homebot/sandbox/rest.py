"""GitHub's REST API, as far as a bot and the people around it use it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, g, request

from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError, not_found
from homebot.sandbox.merging import tried
from homebot.sandbox.paging import log_page, page
from homebot.sandbox.present import moment
from homebot.sandbox.present_app import PERMISSIONS
from homebot.sandbox.signing_in import Caller, seen
from homebot.sandbox.state import Comment, InstallationToken, Issue, Pull, Repository

Answer = tuple[Any, int]


def blueprints(company: Company) -> list[Blueprint]:
    """All of it; mounted under `/api/v3`."""
    found = []
    for name, add in (("app", _app), ("people", _people), ("pulls", _pulls), ("issues", _issues)):
        routes = Blueprint(name, __name__)
        add(routes, company)
        found.append(routes)
    return found


def who() -> Caller:
    """Who is asking, found before the request was let in."""
    found: Caller = g.caller
    return found


def given() -> dict[str, Any]:
    """The body."""
    return request.get_json(silent=True) or {}


def repository_of(company: Company, owner: str, name: str) -> Repository:
    """The repository, if it may be seen."""
    return seen(company.world, who(), owner, name)


def reviewers() -> tuple[list[str], list[str]]:
    """The people and the teams of a body about requests for review."""
    body = given()
    return body.get("reviewers") or [], body.get("team_reviewers") or []


def pull_of(repository: Repository, number: int) -> Pull:
    """The pull request."""
    found = repository.issues.get(number)
    if not isinstance(found, Pull):
        raise not_found()
    return found


def _app(routes: Blueprint, company: Company) -> None:
    world, present = company.world, company.present_app

    def as_app() -> None:
        if not who().is_app:
            raise ApiError(401, "A JSON web token could not be decoded")

    @routes.get("/app")
    def app() -> Answer:
        as_app()
        assert world.app is not None
        return present.app(world.app), 200

    @routes.get("/repos/<owner>/<name>/installation")
    def installation(owner: str, name: str) -> Answer:
        as_app()
        number = world.installation_of(owner)
        if number is None or f"{owner}/{name}".lower() not in world.repositories:
            raise not_found()
        assert world.app is not None
        return present.installation(number, world.app), 200

    @routes.get("/orgs/<organisation>/installation")
    def installation_there(organisation: str) -> Answer:
        as_app()
        number = world.installation_of(organisation)
        if number is None:
            raise not_found()
        assert world.app is not None
        return present.installation(number, world.app), 200

    @routes.post("/app/installations/<int:number>/access_tokens")
    def token(number: int) -> Answer:
        as_app()
        if number not in world.installations:
            raise not_found()
        text = f"ghs_{world.next_long_id()}{'x' * 24}"
        ends = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=world.token_seconds)
        world.tokens[text] = InstallationToken(number, ends)
        shown = {"token": text, "expires_at": moment(ends), "permissions": PERMISSIONS}
        return {**shown, "repository_selection": "all"}, 201

    @routes.get("/app/hook/deliveries")
    def deliveries() -> Answer:
        as_app()
        wanted = request.args.get("status")
        newest = sorted(world.deliveries, key=lambda one: one.id, reverse=True)
        found = [one for one in newest if wanted is None or one.is_good is (wanted == "success")]
        return [present.delivery(one) for one in log_page(found)], 200

    @routes.post("/app/hook/deliveries/<int:number>/attempts")
    def attempt(number: int) -> Answer:
        as_app()
        delivery = next((one for one in world.deliveries if one.id == number), None)
        if delivery is None:
            raise not_found()
        company.webhooks.again(delivery)
        return {}, 202


def _people(routes: Blueprint, company: Company) -> None:
    world, present = company.world, company.present

    @routes.get("/user")
    def user() -> Answer:
        return present.user(who().user), 200

    @routes.get("/orgs/<organisation>/members/<login>")
    def member(organisation: str, login: str) -> Answer:
        if login.lower() in world.organisations.get(organisation.lower(), set()):
            return "", 204
        raise not_found()

    @routes.get("/rate_limit")
    def rate_limit() -> Answer:
        left = world.budget.get(request.headers.get("Authorization", ""), 5000)
        limit = {"limit": 5000, "remaining": left, "reset": 0, "used": 5000 - left}
        return {"resources": {"core": limit, "search": limit}, "rate": limit}, 200

    @routes.get("/repos/<owner>/<name>")
    def repository(owner: str, name: str) -> Answer:
        return present.repository(repository_of(company, owner, name)), 200


def _pulls(routes: Blueprint, company: Company) -> None:
    present = company.present
    base = "/repos/<owner>/<name>/pulls"
    one = f"{base}/<int:number>"

    def found(owner: str, name: str, number: int) -> tuple[Repository, Pull]:
        repository = repository_of(company, owner, name)
        return repository, pull_of(repository, number)

    @routes.get(base)
    def listed(owner: str, name: str) -> Answer:
        repository = repository_of(company, owner, name)
        state = request.args.get("state", "open")
        pulls = [pull for pull in reversed(repository.pulls) if state in ("all", pull.state)]
        return [present.pull_simple(repository, pull) for pull in page(pulls)], 200

    @routes.post(base)
    def opened(owner: str, name: str) -> Answer:
        repository = repository_of(company, owner, name)
        return present.pull(repository, company.open_pull(repository, who(), given())), 201

    @routes.get(one)
    def shown(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        tried(repository, pull)
        return present.pull(repository, pull), 200

    @routes.patch(one)
    def edited(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        company.edit_pull(repository, pull, who(), given())
        return present.pull(repository, pull), 200

    @routes.put(f"{one}/merge")
    def merged(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        sha = company.merge(repository, pull, who(), given())
        return {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}, 200

    @routes.put(f"{one}/update-branch")
    def updated(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        company.update_branch(repository, pull, who(), given())
        shown = present.pull(repository, pull)["url"]
        return {"message": "Updating pull request branch.", "url": shown}, 202

    @routes.get(f"{one}/reviews")
    def reviews(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        return [present.review(repository, pull, review) for review in page(pull.reviews)], 200

    @routes.post(f"{one}/reviews")
    def reviewed(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        return present.review(repository, pull, company.review(repository, pull, who(), given())), 200

    @routes.put(f"{one}/reviews/<int:review>/dismissals")
    def dismissed(owner: str, name: str, number: int, review: int) -> Answer:
        repository, pull = found(owner, name, number)
        return present.review(repository, pull, company.dismiss(repository, pull, who(), review)), 200

    @routes.get(f"{one}/requested_reviewers")
    def requested(owner: str, name: str, number: int) -> Answer:
        _, pull = found(owner, name, number)
        teams = [present.team(team) for team in pull.requested_teams]
        return {"users": [present.user(user) for user in pull.requested], "teams": teams}, 200

    @routes.post(f"{one}/requested_reviewers")
    def request_review(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        company.request(repository, pull, who(), *reviewers())
        return present.pull_simple(repository, pull), 201

    @routes.delete(f"{one}/requested_reviewers")
    def unrequest_review(owner: str, name: str, number: int) -> Answer:
        repository, pull = found(owner, name, number)
        company.unrequest(repository, pull, who(), *reviewers())
        return present.pull_simple(repository, pull), 200


def _issues(routes: Blueprint, company: Company) -> None:
    present = company.present
    base = "/repos/<owner>/<name>/issues"
    one = f"{base}/comments/<int:number>"

    def found(owner: str, name: str, number: int) -> tuple[Repository, Issue, Comment]:
        repository = repository_of(company, owner, name)
        home, issue, comment = company.world.comments.get(number, (None, None, None))
        if home is not repository or issue is None or comment is None:
            raise not_found()
        return repository, issue, comment

    def own(comment: Comment) -> None:
        if who().installation is not None and comment.author is not who().user:
            raise ApiError(403, "Resource not accessible by integration")

    @routes.get(f"{base}/<int:number>/comments")
    def listed(owner: str, name: str, number: int) -> Answer:
        repository = repository_of(company, owner, name)
        issue = repository.issues.get(number)
        if issue is None:
            raise not_found()
        since = request.args.get("since", "")
        comments = [comment for comment in issue.comments if str(moment(comment.updated_at)) >= since]
        return [present.comment(repository, issue, comment) for comment in page(comments)], 200

    @routes.post(f"{base}/<int:number>/comments")
    def said(owner: str, name: str, number: int) -> Answer:
        repository = repository_of(company, owner, name)
        issue = repository.issues.get(number)
        if issue is None:
            raise not_found()
        comment = company.comments.add(repository, issue, who(), str(given().get("body") or ""))
        return present.comment(repository, issue, comment), 201

    @routes.get(one)
    def shown(owner: str, name: str, number: int) -> Answer:
        return present.comment(*found(owner, name, number)), 200

    @routes.patch(one)
    def edited(owner: str, name: str, number: int) -> Answer:
        repository, issue, comment = found(owner, name, number)
        own(comment)
        company.comments.edit(repository, issue, comment, who(), str(given().get("body") or ""))
        return present.comment(repository, issue, comment), 200

    @routes.delete(one)
    def deleted(owner: str, name: str, number: int) -> Answer:
        repository, issue, comment = found(owner, name, number)
        own(comment)
        company.comments.delete(repository, issue, comment, who())
        return "", 204

    @routes.get(f"{one}/reactions")
    def reactions(owner: str, name: str, number: int) -> Answer:
        _, _, comment = found(owner, name, number)
        return [present.reaction(*reaction) for reaction in page(comment.reactions)], 200

    @routes.post(f"{one}/reactions")
    def reacted(owner: str, name: str, number: int) -> Answer:
        _, _, comment = found(owner, name, number)
        reaction, is_new = company.comments.react(comment, who(), str(given().get("content")))
        return present.reaction(*reaction), 201 if is_new else 200
