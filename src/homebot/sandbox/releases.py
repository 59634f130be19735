"""Tags and releases: made, moved, published, and told of as GitHub tells of them."""

from typing import Any

from flask import Blueprint, g, request

from homebot.sandbox import git_command
from homebot.sandbox import repositories as git
from homebot.sandbox.company import Company
from homebot.sandbox.errors import invalid, not_found
from homebot.sandbox.paging import page
from homebot.sandbox.present import moment
from homebot.sandbox.pushes import pushed
from homebot.sandbox.signing_in import Caller, seen
from homebot.sandbox.state import Release, Repository, now

Answer = tuple[Any, int]


class Releases:
    """The acts. Called with the world's lock held."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def tagged(self, repository: Repository, who: Caller, tag: str, before: str | None, after: str | None) -> None:
        """A tag was made, moved or deleted: a `push`, and `create` for a new one."""
        send, present = self._company.webhooks.send, self._company.present
        repository.pushed_at = now()
        told = pushed(present, repository, f"refs/tags/{tag}", before, after, who.user)
        send("push", None, repository, who.user, **told)
        if before is None and after is not None:
            said = {"ref": tag, "ref_type": "tag", "master_branch": repository.default_branch, "description": None}
            send("create", None, repository, who.user, **said, pusher_type="user")

    def tag(self, repository: Repository, who: Caller, name: str, oid: str | None, annotated: bool = False) -> None:
        """Points a tag at a commit, a new one or one that is there; `None` deletes it."""
        before = repository.objects.refs[f"refs/tags/{name}"]
        target = oid
        if oid is not None and annotated:
            person = {"GIT_COMMITTER_NAME": who.user.login, "GIT_COMMITTER_EMAIL": f"{who.user.login}@example.com"}
            text = (
                f"object {oid}\ntype commit\ntag {name}\ntagger {who.user.login} <t@example.com> 1700000000 +0000\n\n"
            )
            made = git_command.git(repository.path, "mktag", data=f"{text}{name}\n".encode(), **person)
            target = made.decode().strip()
        git.set_ref(repository.path, f"refs/tags/{name}", target)
        self.tagged(repository, who, name, before, target)

    def release(self, repository: Repository, who: Caller, given: dict[str, Any]) -> Release:
        """A release, its tag made if need be; a draft makes none and tells nobody but those who wrote it."""
        name = str(given["tag_name"])
        if any(one.tag == name and not one.draft for one in repository.releases):
            raise invalid("", resource="Release", field="tag_name", code="already_exists")
        target = str(given.get("target_commitish") or repository.default_branch)
        made = Release(
            self._company.world.next_id(), name, target, str(given.get("name") or name), str(given.get("body") or ""),
            who.user, bool(given.get("draft")), bool(given.get("prerelease")), now(),
        )  # fmt: skip
        if not made.draft:
            commit = repository.objects.resolve(target)
            if commit is None:
                raise invalid("", resource="Release", field="target_commitish", code="invalid")
            if repository.objects.refs[f"refs/tags/{name}"] is None:
                self.tag(repository, who, name, commit)
        repository.releases.append(made)
        kinds = () if made.draft else ("published", "prereleased" if made.prerelease else "released")
        for action in ("created", *kinds):
            shown = self.shown(repository, made)
            self._company.webhooks.send("release", action, repository, who.user, release=shown)
        return made

    def shown(self, repository: Repository, release: Release) -> dict[str, Any]:
        """A release as GitHub shows it."""
        present = self._company.present
        address = present.api(f"/repos/{repository.full_name}/releases/{release.id}")
        page = present.page(f"/{repository.full_name}/releases")
        at = moment(release.at)
        return {
            "id": release.id,
            "node_id": f"RE_{release.id}",
            "url": address,
            "assets_url": f"{address}/assets",
            "upload_url": f"{address}/assets{{?name,label}}",
            "html_url": f"{page}/tag/{release.tag}",
            "tarball_url": present.api(f"/repos/{repository.full_name}/tarball/{release.tag}"),
            "zipball_url": present.api(f"/repos/{repository.full_name}/zipball/{release.tag}"),
            "tag_name": release.tag,
            "target_commitish": release.target,
            "name": release.name,
            "body": release.body,
            "draft": release.draft,
            "prerelease": release.prerelease,
            "immutable": False,
            "author": present.user(release.author),
            "created_at": at,
            "updated_at": at,
            "published_at": None if release.draft else at,
            "assets": [],
        }


def blueprint(company: Company, releases: Releases) -> Blueprint:
    """The REST API's part; mounted under `/api/v3`."""
    routes = Blueprint("releases", __name__)

    def of(owner: str, name: str) -> Repository:
        return seen(company.world, g.caller, owner, name)

    @routes.get("/repos/<owner>/<name>/releases")
    def listed(owner: str, name: str) -> Answer:
        repository = of(owner, name)
        return page([releases.shown(repository, one) for one in reversed(repository.releases)]), 200

    @routes.post("/repos/<owner>/<name>/releases")
    def released(owner: str, name: str) -> Answer:
        repository = of(owner, name)
        if g.caller.installation is not None:
            raise not_found()  # The App may read contents only.
        return releases.shown(repository, releases.release(repository, g.caller, request.get_json())), 201

    return routes
