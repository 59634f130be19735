"""A small company on the stand-in for GitHub: an organisation, a team, and a repository of its own for each test."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.core.facts import PullId
from homebot.sandbox.box import Box, Person

ORGANISATION = "acme"
numbers = count(1)


@dataclass(frozen=True)
class Company:
    """`alice` and `bob` are in the team `payments`, `carol` is a member of the organisation; `mallory` is from outside
    and was let in to each repository, `zoe` to none."""

    box: Box
    credentials: Credentials
    alice: Person
    bob: Person
    carol: Person
    mallory: Person
    zoe: Person

    def github(self, calls: list[tuple[str, str]] | None = None) -> GitHub:
        """GitHub as the App sees it, with nothing remembered; `calls` collects what is counted."""
        counted = [] if calls is None else calls
        return GitHub(self.box.api_url, self.credentials, lambda kind, operation: counted.append((kind, operation)))

    def repository(self, files: Mapping[str, str] | None = None) -> str:
        """A new repository."""
        name = f"repository{next(numbers)}"
        self.box.repository(ORGANISATION, name, files or {"README.md": "# a service\n"}, collaborators=["mallory"])
        return f"{ORGANISATION}/{name}"

    def pull(self, **more: object) -> PullId:
        """A pull request of carol's, in a new repository."""
        repository = self.repository()
        self.box.commit(repository, "change", {"a.py": "a = 1\n"}, author="carol")
        number = self.carol.open_pull(repository, "change", "A change", "Why", **more)
        return PullId(ORGANISATION, repository.partition("/")[2], number)


def found(box: Box) -> Company:
    """Founds it."""
    number, key = box.app("http://127.0.0.1:9/", "secret")
    box.control("webhook", paused=True)
    people = [box.person(login, ORGANISATION) for login in ("alice", "bob", "carol")]
    box.control("install", organisation=ORGANISATION)
    box.control("team", organisation=ORGANISATION, slug="payments", members=["alice", "bob"])
    credentials = Credentials(app_id=number, private_key=key)
    return Company(box, credentials, *people, mallory=box.person("mallory"), zoe=box.person("zoe"))
