"""A repository that ruff looks at."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from homebot.adapters.analysis.ruff.lint import find_lint
from homebot.adapters.analysis.ruff.ruff import Ruff
from homebot.adapters.git.added import read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.found import Lint
from tests.adapters.git.remote import Content, Remote

MAIN = "refs/heads/main"


HEAD = "refs/pull/1/head"


class Repository:
    """A repository that is changed once, looked at by `ruff`."""

    def __init__(self, folder: Path, mirror: Mirror) -> None:
        self.remote = Remote(folder / "remote" / "ledgerd.git")
        self.mirror = mirror
        self.ruff = Ruff(2)
        self.budget = 90.0
        self.scratch: Path | None = None

    def lint(self, before: Mapping[bytes, Content], after: Mapping[bytes, Content]) -> Lint:
        base = self.remote.commit(MAIN, before or {b"README": b"\n"})
        head = self.remote.commit(HEAD, after, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        files = read_change(self.mirror, base, head).files
        additions = read_additions(self.mirror, base, head, files)
        return find_lint(self.mirror, base, files, additions, self.ruff, self.budget, self.scratch)

    def found(self, before: Mapping[bytes, Content], after: Mapping[bytes, Content]) -> list[tuple[str, int, str]]:
        lint = self.lint(before, after)
        assert (lint.errors, lint.refused) == ((), None)
        return [(one.path, one.line, one.code) for one in lint.found]


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as mirror:
        yield Repository(tmp_path, mirror)
