"""The one world of a stand-in, in memory: everybody and everything, and who may see what."""

import itertools
import secrets
import threading
from datetime import datetime
from pathlib import Path

from homebot.sandbox.state import App, Comment, Delivery, InstallationToken, Issue, Repository, Team, User


class World:
    """Everything, behind one lock. `base` is the address of the server, without a slash at its end."""

    def __init__(self, root: Path, base: str) -> None:
        self.root = root
        self.base = base
        self.lock = threading.RLock()
        self.users: dict[str, User] = {}
        self.organisations: dict[str, set[str]] = {}
        self.teams: dict[str, Team] = {}
        self.repositories: dict[str, Repository] = {}
        self.app: App | None = None
        self.others: dict[str, App] = {}
        self.installations: dict[int, str] = {}
        self.installed_at: dict[int, datetime] = {}
        self.comments: dict[int, tuple[Repository, Issue, Comment]] = {}
        self.tokens: dict[str, InstallationToken] = {}
        self.token_seconds = 3600
        self.deliveries: list[Delivery] = []
        self.webhooks_paused = False
        self.budget: dict[str, int] = {}
        self._ids = itertools.count(1)
        self._long_ids = itertools.count(30_000_000_001)

    def next_id(self) -> int:
        """A number nobody has yet."""
        return next(self._ids)

    def next_long_id(self) -> int:
        """A number beyond 32 bits, as those of comments and check runs are on GitHub."""
        return next(self._long_ids)

    def add_user(self, login: str, kind: str = "User") -> User:
        """The user of that login, made if need be."""
        key = login.lower()
        if key not in self.users:
            self.users[key] = User(self.next_id(), login, f"ghp_{secrets.token_hex(18)}", kind)
        return self.users[key]

    def app_of(self, slug: str) -> App:
        """The App of that name: the registered one, or one of somebody else's that runs CI."""
        if self.app is not None and self.app.slug == slug:
            return self.app
        if slug not in self.others:
            self.others[slug] = App(self.next_id(), slug, "", "", "", self.add_user(f"{slug}[bot]", "Bot"))
        return self.others[slug]

    def may_see(self, user: User, repository: Repository) -> bool:
        """Owner, member of the owning organisation, or collaborator."""
        login = user.login.lower()
        members = self.organisations.get(repository.owner.lower(), set())
        return login in members or login == repository.owner.lower() or login in repository.collaborators

    def readers(self, repository: Repository) -> list[User]:
        """Everybody who may see a repository, by login."""
        return [
            user for _, user in sorted(self.users.items()) if user.kind == "User" and self.may_see(user, repository)
        ]

    def installation_of(self, owner: str) -> int | None:
        """The App's installation on an account."""
        return next((number for number, account in self.installations.items() if account == owner.lower()), None)
