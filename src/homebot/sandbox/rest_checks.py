"""Check runs and statuses of GitHub's REST API."""

from flask import Blueprint

from homebot.sandbox.company import Company
from homebot.sandbox.errors import not_found
from homebot.sandbox.paging import page
from homebot.sandbox.rest import Answer, given, repository_of, who
from homebot.sandbox.state import CheckRun, Repository, now


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
        company.checks.status(repository, who(), sha, given(), now())
        return {"state": given()["state"], "context": given().get("context", "default")}, 201

    return routes
