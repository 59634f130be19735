"""Deployments and what became of them, told of as GitHub tells of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request

from homebot.sandbox.company import Company
from homebot.sandbox.errors import invalid, not_found
from homebot.sandbox.paging import page
from homebot.sandbox.present import moment
from homebot.sandbox.signing_in import seen
from homebot.sandbox.state import Repository, User, now

Answer = tuple[Any, int]


@dataclass
class DeploymentStatus:
    """What somebody said of a deployment."""

    id: int
    state: str
    environment: str
    description: str
    creator: User
    at: datetime


@dataclass
class Deployment:
    """A commit on its way to an environment."""

    id: int
    sha: str
    ref: str
    environment: str
    production: bool
    creator: User
    at: datetime
    statuses: list[DeploymentStatus] = field(default_factory=list)


class Deployments:
    """The acts. Called with the world's lock held."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._of: dict[str, list[Deployment]] = {}

    def listed(self, repository: Repository) -> list[Deployment]:
        """All of a repository, the newest first."""
        return list(reversed(self._of.get(repository.full_name.lower(), [])))

    def find(self, repository: Repository, number: int) -> Deployment:
        """The one of that number."""
        found = next((one for one in self.listed(repository) if one.id == number), None)
        if found is None:
            raise not_found()
        return found

    def create(self, repository: Repository, who: User, given: dict[str, Any]) -> Deployment:
        """A new one, of a branch, tag or commit. GitHub takes an environment called `production` for production."""
        ref = str(given["ref"])
        heads = (f"refs/heads/{ref}", f"refs/tags/{ref}", ref)
        sha = next((oid for name in heads if (oid := repository.objects.resolve(name)) is not None), None)
        if sha is None:
            raise invalid("", message=f"No ref found for: {ref}", resource="Deployment", field="ref", code="invalid")
        environment = str(given.get("environment") or "production")
        production = bool(given.get("production_environment", environment == "production"))
        made = Deployment(self._company.world.next_id(), sha, ref, environment, production, who, now())
        self._of.setdefault(repository.full_name.lower(), []).append(made)
        return made

    def say(self, repository: Repository, who: User, deployment: Deployment, given: dict[str, Any]) -> DeploymentStatus:
        """Somebody says what became of it."""
        said = DeploymentStatus(
            self._company.world.next_id(), str(given["state"]), str(given.get("environment") or deployment.environment),
            str(given.get("description") or ""), who, now(),
        )  # fmt: skip
        deployment.statuses.append(said)
        told = {
            "deployment": {**self.shown(repository, deployment), "performed_via_github_app": None},
            "deployment_status": self.status(repository, deployment, said),
        }
        more = dict.fromkeys(("check_run", "workflow", "workflow_run"))
        self._company.webhooks.send("deployment_status", "created", repository, who, **told, **more)
        return said

    def shown(self, repository: Repository, deployment: Deployment) -> dict[str, Any]:
        """A deployment as GitHub shows it."""
        present = self._company.present
        address = present.api(f"/repos/{repository.full_name}/deployments/{deployment.id}")
        return {
            "id": deployment.id,
            "node_id": f"DE_{deployment.id}",
            "url": address,
            "statuses_url": f"{address}/statuses",
            "repository_url": present.api(f"/repos/{repository.full_name}"),
            "sha": deployment.sha,
            "ref": deployment.ref,
            "task": "deploy",
            "payload": {},
            "original_environment": deployment.environment,
            "environment": deployment.environment,
            "description": None,
            "creator": present.user(deployment.creator),
            "created_at": moment(deployment.at),
            "updated_at": moment(deployment.at),
            "transient_environment": False,
            "production_environment": deployment.production,
        }

    def status(self, repository: Repository, deployment: Deployment, said: DeploymentStatus) -> dict[str, Any]:
        """A status as GitHub shows it."""
        shown = self.shown(repository, deployment)
        return {
            "id": said.id,
            "node_id": f"DES_{said.id}",
            "url": f"{shown['statuses_url']}/{said.id}",
            "state": said.state,
            "description": said.description,
            "environment": said.environment,
            "target_url": "",
            "log_url": "",
            "environment_url": "",
            "creator": self._company.present.user(said.creator),
            "created_at": moment(said.at),
            "updated_at": moment(said.at),
            "deployment_url": shown["url"],
            "repository_url": shown["repository_url"],
        }


def blueprint(company: Company) -> Blueprint:
    """The REST API's part; mounted under `/api/v3`."""
    routes, deployments = Blueprint("deployments", __name__), Deployments(company)
    base = "/repos/<owner>/<name>/deployments"
    one = f"{base}/<int:number>"

    def of(owner: str, name: str) -> Repository:
        return seen(company.world, g.caller, owner, name)

    @routes.get(base)
    def listed(owner: str, name: str) -> Answer:
        repository = of(owner, name)
        return [deployments.shown(repository, found) for found in page(deployments.listed(repository))], 200

    @routes.post(base)
    def made(owner: str, name: str) -> Answer:
        repository = of(owner, name)
        return deployments.shown(repository, deployments.create(repository, g.caller.user, request.get_json())), 201

    @routes.get(one)
    def shown(owner: str, name: str, number: int) -> Answer:
        repository = of(owner, name)
        return deployments.shown(repository, deployments.find(repository, number)), 200

    @routes.get(f"{one}/statuses")
    def statuses(owner: str, name: str, number: int) -> Answer:
        repository = of(owner, name)
        found = deployments.find(repository, number)
        return [deployments.status(repository, found, said) for said in page(list(reversed(found.statuses)))], 200

    @routes.post(f"{one}/statuses")
    def said(owner: str, name: str, number: int) -> Answer:
        repository = of(owner, name)
        found = deployments.find(repository, number)
        status = deployments.say(repository, g.caller.user, found, request.get_json())
        return deployments.status(repository, found, status), 201

    return routes
