"""What GitHub has no API for: setting up the company, moving things along, faults, and looking behind the scenes."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Blueprint, request

from homebot.sandbox import git_command
from homebot.sandbox import repositories as git
from homebot.sandbox.company import Company
from homebot.sandbox.control_teams import Act, team_acts
from homebot.sandbox.errors import ApiError
from homebot.sandbox.faults import Faults
from homebot.sandbox.present import moment
from homebot.sandbox.releases import Releases
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import CLOCK, App, Pull, Repository, Team, User, now

if TYPE_CHECKING:
    from homebot.sandbox.server import Journal


def blueprint(company: Company, releases: Releases, journal: "Journal", faults: Faults) -> Blueprint:
    """Mounted under `/_sandbox`; no signing in."""
    routes = Blueprint("control", __name__)
    acts = {**_setting_up(company), **_moving(company, releases), **_looking(company, journal, faults)}

    @routes.post("/<act>")
    def do(act: str) -> Any:
        if act not in acts:
            raise ApiError(404, f"there is no {act}; there are {', '.join(sorted(acts))}")
        done = acts[act](request.get_json(silent=True) or {})
        return {} if done is None else done

    return routes


def _setting_up(company: Company) -> dict[str, Act]:
    world = company.world

    def app(given: dict[str, Any]) -> dict[str, Any]:
        """Registers the App anew."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        slug = given.get("slug", "homebot")
        bot = world.add_user(f"{slug}[bot]", "Bot")
        world.app = App(given.get("id", 12345), slug, public.decode(), given["webhook_url"], given["secret"], bot)
        return {"id": world.app.id, "private_key": private.decode()}

    def webhook(given: dict[str, Any]) -> None:
        """Another address, or none for a while (what is sent meanwhile is logged as failed)."""
        assert world.app is not None
        world.app.webhook_url = given.get("url", world.app.webhook_url)
        world.webhooks_paused = given.get("paused", False)

    def install(given: dict[str, Any]) -> dict[str, Any]:
        """Installs the App on an organisation."""
        number = world.installation_of(given["organisation"]) or world.next_id()
        world.installations[number] = given["organisation"].lower()
        world.installed_at.setdefault(number, now())
        return {"id": number}

    def user(given: dict[str, Any]) -> dict[str, Any]:
        """A person, perhaps in organisations, or no longer (`left`), perhaps busy."""
        made = world.add_user(given["login"])
        made.busy = given.get("busy", made.busy)
        for organisation in given.get("organisations", []):
            world.organisations.setdefault(organisation.lower(), set()).add(made.login.lower())
        for organisation in given.get("left", []):
            world.organisations[organisation.lower()].discard(made.login.lower())
        return {"login": made.login, "token": made.token}

    def repository(given: dict[str, Any]) -> dict[str, Any]:
        """A private repository with a first commit of `files`."""
        owner, name = given["owner"], given["name"]
        branch = given.get("branch", "main")
        made = Repository(world.next_id(), owner, name, world.root / owner.lower() / f"{name.lower()}.git", branch)
        made.collaborators = {login.lower() for login in given.get("collaborators", [])}
        git.create(made.path, branch)
        world.repositories[made.full_name.lower()] = made
        files = given.get("files", {"README.md": f"# {name}\n"})
        return {"sha": git.commit(made.path, branch, None, files, "First", ("root", "root@example.com"), now())}

    def fork(given: dict[str, Any]) -> None:
        """A fork of a repository under a person's name."""
        source = world.repositories[given["repository"].lower()]
        path = world.root / given["owner"].lower() / f"{source.name.lower()}.git"
        made = Repository(world.next_id(), given["owner"], source.name, path, source.default_branch)
        made.parent = source.full_name
        git.create(path, source.default_branch)
        git_command.git(path, "fetch", "--quiet", str(source.path), "+refs/heads/*:refs/heads/*")
        world.repositories[made.full_name.lower()] = made

    acts: dict[str, Act] = {
        "app": app, "webhook": webhook, "install": install, "user": user, "repository": repository,
        "fork": fork, **team_acts(company),
    }  # fmt: skip
    return _with_lock(company, acts)


def _moving(company: Company, releases: Releases) -> dict[str, Act]:
    world = company.world

    def commit(given: dict[str, Any]) -> dict[str, Any]:
        """A commit on a branch (made from `from`, else the default branch), as if somebody had pushed it."""
        repository = world.repositories[given["repository"].lower()]
        branch = given["branch"]
        before = repository.objects.resolve(f"refs/heads/{branch}")
        start = given.get("from")
        parent = repository.objects.resolve(start) if start else None
        parent = parent or before or repository.objects.resolve(f"refs/heads/{repository.default_branch}")
        person = world.add_user(given.get("author", "root"))
        author = (person.login, given.get("email", f"{person.login}@users.noreply.example"))
        text = given.get("message", "Change")
        made = git.commit(repository.path, branch, parent, given["files"], text, author, now())
        company.moved(repository, Caller(person, "user"), branch, before, made)
        return {"sha": made}

    def delete_branch(given: dict[str, Any]) -> None:
        """A branch is gone; with `pull`, the pull request's own ref too, as after a support request."""
        repository = world.repositories[given["repository"].lower()]
        git.set_ref(repository.path, f"refs/heads/{given['branch']}", None)
        if "pull" in given:
            git.set_ref(repository.path, f"refs/pull/{given['pull']}/head", None)

    def tag(given: dict[str, Any]) -> None:
        """A tag is pushed: new, or moved by force; at `at`, else where the default branch stands; `gone` deletes it."""
        repository = world.repositories[given["repository"].lower()]
        oid = repository.objects.resolve(given.get("at") or f"refs/heads/{repository.default_branch}")
        who = Caller(world.add_user(given.get("as", "root")), "user")
        releases.tag(repository, who, given["tag"], None if given.get("gone") else oid, given.get("annotated", False))

    def rename(given: dict[str, Any]) -> None:
        """A repository gets another name, or `gone` is deleted: its old name is known no more."""
        found = world.repositories.pop(given["repository"].lower())
        if not given.get("gone"):
            found.name = given["to"]
            world.repositories[found.full_name.lower()] = found

    def draft(given: dict[str, Any]) -> None:
        """To a draft, or ready for review; GitHub does this by GraphQL mutations only."""
        repository = world.repositories[given["repository"].lower()]
        pull = repository.issues[given["number"]]
        assert isinstance(pull, Pull)
        who = Caller(world.add_user(given["as"]), "user")
        company.set_draft(repository, pull, who, given["draft"])

    def bot_pull(given: dict[str, Any]) -> dict[str, Any]:
        """A pull request by a bot."""
        repository = world.repositories[given["repository"].lower()]
        who = Caller(world.add_user(given["as"], "Bot"), "user")
        return {"number": company.open_pull(repository, who, given).number}

    def tokens(given: dict[str, Any]) -> None:
        """How long new tokens hold; `expire` ends all that are out; `budget` is what is left of the hour."""
        world.token_seconds = given.get("seconds", world.token_seconds)
        if given.get("expire"):
            for token in world.tokens.values():
                token.ends_at = datetime.now(UTC) - timedelta(seconds=1)
        if "budget" in given:
            for text in world.tokens:
                world.budget[f"token {text}"] = given["budget"]

    def clock(given: dict[str, Any]) -> None:
        """From now on it is `at` on GitHub, and time goes on from there."""
        CLOCK.later = datetime.fromisoformat(given["at"]) - datetime.now(UTC)

    def ci(given: dict[str, Any]) -> dict[str, Any]:
        """CI speaks: a check run of another App at `sha` begins or, with a `conclusion`, ends. The App is GitHub
        Actions unless `app` names another; `anew` starts the workflow a second time."""
        repository = world.repositories[given["repository"].lower()]
        return {"id": company.checks.ci(repository, given).id}

    def merge_queue(given: dict[str, Any]) -> None:
        """A branch is merged by a merge queue from now on (see `merge_queue`)."""
        company.queues.require(world.repositories[given["repository"].lower()], given)

    def enqueue(given: dict[str, Any]) -> None:
        """Pull requests are put into the queue of their branch, in this order; `bypass` as an administrator may."""
        repository = world.repositories[given["repository"].lower()]
        who = world.add_user(given["as"])
        company.queues.enqueue(repository, who, given["numbers"], given.get("bypass", False))

    acts: dict[str, Act] = {
        "merge-queue": merge_queue, "enqueue": enqueue,
        "tag": tag, "rename": rename,
        "ci": ci, "commit": commit, "delete-branch": delete_branch, "draft": draft, "bot-pull": bot_pull,
        "tokens": tokens, "clock": clock,
    }  # fmt: skip
    return _with_lock(company, acts)


def _looking(company: Company, journal: "Journal", faults: Faults) -> dict[str, Act]:
    world = company.world

    def set_faults(given: dict[str, Any]) -> dict[str, Any]:
        """Sets faults (see `faults.Fault`), or takes all back; how many strikes were left until then."""
        left = faults.left()
        if given.get("clear"):
            faults.clear()
        faults.set(given.get("faults", []), given.get("seed", 0))
        return {"left": left}

    def calls(given: dict[str, Any]) -> dict[str, Any]:
        """Every API and git call; `clear` forgets them afterwards."""
        with journal.lock:
            shown = list(journal.calls)
            if given.get("clear"):
                journal.calls.clear()
        return {"calls": shown}

    def idle(given: dict[str, Any]) -> dict[str, Any]:
        """Waits until every webhook was sent."""
        ends = time.monotonic() + float(given.get("seconds", 10))
        while not company.webhooks.idle() and time.monotonic() < ends:
            time.sleep(0.005)
        return {"idle": company.webhooks.idle()}

    def deliveries(given: dict[str, Any]) -> dict[str, Any]:
        """The delivery log with the payloads."""
        with world.lock:
            found = [company.present_app.delivery(one) | {"payload": one.payload} for one in world.deliveries]
        return {"deliveries": found}

    def queue(given: dict[str, Any]) -> dict[str, Any]:
        """Who waits in a branch's merge queue, each with its group's commit."""
        with world.lock:
            repository = world.repositories[given["repository"].lower()]
            found = repository.queues[given.get("branch", repository.default_branch)]
            return {"entries": [{"number": one.pull.number, "head": one.head} for one in found.entries]}

    def checks(given: dict[str, Any]) -> dict[str, Any]:
        """The check runs of a commit, the oldest first."""
        with world.lock:
            return {"checks": _runs(world.repositories[given["repository"].lower()], given["sha"])}

    def state(given: dict[str, Any]) -> dict[str, Any]:
        """What stands on a pull request or issue: comments, check runs, requests."""
        with world.lock:
            repository = world.repositories[given["repository"].lower()]
            issue = repository.issues[given["number"]]
            comments = [
                {"id": c.id, "author": c.author.login, "body": c.body, "created_at": moment(c.created_at),
                 "updated_at": moment(c.updated_at), "reactions": [r[2] for r in c.reactions]}
                for c in issue.comments
            ]  # fmt: skip
            shown: dict[str, Any] = {"comments": comments, "state": issue.state, "labels": issue.labels}
            if isinstance(issue, Pull):
                shown |= {
                    "head": issue.head,
                    "requested": [user.login for user in issue.requested],
                    "requests": [{"reviewer": _name(r.reviewer), "removed": r.removed} for r in issue.requests],
                    "merged": issue.merge_commit,
                    "checks": _runs(repository, issue.head),
                }
            return shown

    return {
        "faults": set_faults,
        "calls": calls,
        "idle": idle,
        "deliveries": deliveries,
        "state": state,
        "queue": queue,
        "checks": checks,
        "violations": lambda given: {"violations": list(journal.violations)},
        "guesses": lambda given: {"guesses": journal.guesses()},
    }


def _name(reviewer: User | Team) -> str:
    return reviewer.combined if isinstance(reviewer, Team) else reviewer.login


def _runs(repository: Repository, commit: str) -> list[dict[str, Any]]:
    return [
        {"id": r.id, "name": r.name, "status": r.status, "conclusion": r.conclusion, "title": r.title,
         "summary": r.summary, "external_id": r.external_id, "annotations": r.annotations}
        for r in repository.checks_at(commit)
    ]  # fmt: skip


def _with_lock(company: Company, acts: dict[str, Act]) -> dict[str, Act]:
    def locked(act: Act) -> Act:
        def run(given: dict[str, Any]) -> Any:
            with company.world.lock:
                return act(given)

        return run

    return {name: locked(act) for name, act in acts.items()}
