"""Check runs and statuses of GitHub's REST API."""

from flask import Blueprint

from homebot.sandbox.company import Company
from homebot.sandbox.errors import not_found
from homebot.sandbox.paging import page
from homebot.sandbox.rest import Answer, given, repository_of, who
from homebot.sandbox.state import CheckRun, Repository, now


def combined_state(states: list[str]) -> str:
    """One word for many statuses, as GitHub finds it."""
    if {"error", "failure"} & set(states):
        return "failure"
    return "success" if states and set(states) == {"success"} else "pending"


def blueprint(company: Company) -> Blueprint:
    """Mounted under `/api/v3` too."""
    routes = Blueprint("checks", __name__)
    present = company.present_app
    base = "/repos/<owner>/<name>/check-runs"
    one = f"{base}/<int:number>"

    def found(owner: str, name: str, number: int) -> tuple[Repository, CheckRun]:
        repository = repository_of(company, owner, name)
        run = repository.checks.get(number)
        if run is None:
            raise not_found()
        return repository, run

    @routes.post(base)
    def created(owner: str, name: str) -> Answer:
        repository = repository_of(company, owner, name)
        return present.check(repository, company.checks.create(repository, who(), given())), 201

    @routes.get(one)
    def shown(owner: str, name: str, number: int) -> Answer:
        return present.check(*found(owner, name, number)), 200

    @routes.patch(one)
    def edited(owner: str, name: str, number: int) -> Answer:
        repository, run = found(owner, name, number)
        company.checks.edit(repository, run, who(), given())
        return present.check(repository, run), 200

    @routes.get(f"{one}/annotations")
    def annotations(owner: str, name: str, number: int) -> Answer:
        _, run = found(owner, name, number)
        return page(run.annotations), 200

    @routes.post(f"{one}/rerequest")
    def rerequested(owner: str, name: str, number: int) -> Answer:
        repository, run = found(owner, name, number)
        company.checks.rerequest(repository, run, who())
        return {}, 201

    @routes.get("/repos/<owner>/<name>/commits/<path:ref>/check-runs")
    def at_commit(owner: str, name: str, ref: str) -> Answer:
        repository = repository_of(company, owner, name)
        oid = repository.objects.resolve(ref)
        if oid is None:
            raise not_found()
        runs = repository.checks_at(oid)
        return {"total_count": len(runs), "check_runs": [present.check(repository, run) for run in page(runs)]}, 200

    @routes.post("/repos/<owner>/<name>/statuses/<sha>")
    def status(owner: str, name: str, sha: str) -> Answer:
        repository = repository_of(company, owner, name)
        made = company.checks.status(repository, who(), sha, given(), now())
        return present.status(repository, made), 201

    def statuses_at(owner: str, name: str, ref: str) -> tuple[Repository, str]:
        repository = repository_of(company, owner, name)
        oid = repository.objects.resolve(ref)
        if oid is None:
            raise not_found()
        return repository, oid

    @routes.get("/repos/<owner>/<name>/commits/<path:ref>/statuses")
    def statuses(owner: str, name: str, ref: str) -> Answer:
        repository, oid = statuses_at(owner, name, ref)
        found = [one for one in reversed(repository.statuses) if one.commit == oid]
        return [present.status(repository, one) for one in page(found)], 200

    @routes.get("/repos/<owner>/<name>/commits/<path:ref>/status")
    def combined(owner: str, name: str, ref: str) -> Answer:
        repository, oid = statuses_at(owner, name, ref)
        found = repository.statuses_at(oid)
        shown = [present.status(repository, one) for one in page(found)]
        address = company.present.api(f"/repos/{repository.full_name}/commits/{oid}")
        return {
            "state": combined_state([one.state for one in found]),
            "statuses": [{key: one[key] for key in one if key != "creator"} for one in shown],
            "sha": oid,
            "total_count": len(found),
            "repository": company.present.repository(repository),
            "commit_url": address,
            "url": f"{address}/status",
        }, 200

    return routes
