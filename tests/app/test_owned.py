"""Which services an edit of `.homebot.yml` speaks of, read from real git histories."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from homebot.adapters.ownership import Memory
from homebot.app.owned import read_files, with_configured
from homebot.core.directory import Directory
from tests import build
from tests.adapters.git.remote import Content, Remote, git

SEVERAL = build.directory(
    services=(
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("cart", "checkout", paths=("cart/**",)),
        build.service("player", "video", paths=("player/**",)),
    )
)
LISTED = build.directory(services=(build.service("ledgerd", "payments", paths=("ledger/**",)),))
UNLISTED = build.directory(services=())
OWN = b".homebot.yml"


def configures(
    tmp_path: Path, directory: Directory, before: Content, after: Mapping[bytes, Content], whole: bool = True
) -> tuple[str, ...]:
    remote = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    tree = {b"ledger/a.py": b"A = 1\n", b"CODEOWNERS": b"* @bob\n"}
    base = remote.commit("refs/heads/main", tree | ({} if before is None else {OWN: before}))
    head = remote.commit("refs/pull/1/head", dict(after), parent=base)
    for key in ("allowFilter", "allowAnySHA1InWant"):
        git(remote.path, "config", f"uploadpack.{key}", "true")
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)], whole=whole)
        change = read_change(mirror, base, head)
        files = read_files(mirror, Memory(), base, base, change.paths).files()
        return with_configured(mirror, Memory(), directory, "acme/ledgerd", change, files).configures


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("directory", "before", "after", "found"),
    [
        (SEVERAL, None, {OWN: b"- {name: cart, mode: observe}\n"}, ("cart",)),
        (SEVERAL, b"- {name: cart}\n", {OWN: b"- {name: player}\n"}, ("cart", "player")),
        (SEVERAL, b"- {name: cart}\n", {OWN: None}, ("cart",)),
        (SEVERAL, b"- {name: cart}\n", {OWN: b"- {name: cart, mode: nonsense}\n"}, ("cart",)),
        (SEVERAL, b"- {name: cart}\n", {OWN: ("120000", b"ledger/a.py")}, ("cart",)),
        (SEVERAL, b"- {name: cart}\n", {b"ledger/a.py": b"A = 2\n"}, ()),
        (SEVERAL, b"- {name: cart}\n", {b"docs/.homebot.yml": b"- {name: player}\n"}, ()),
        (SEVERAL, None, {OWN: b"mode: observe\n"}, ()),
        (LISTED, None, {OWN: b"mode: observe\n"}, ("ledgerd",)),
        (UNLISTED, b"mode: enforce\n", {OWN: b"mode: observe\n"}, ("ledgerd",)),
    ],
)
def test_as_the_file_is_and_as_it_would_be(
    tmp_path: Path,
    directory: Directory,
    before: Content,
    after: Mapping[bytes, Content],
    found: tuple[str, ...],
    whole: bool,
) -> None:
    assert configures(tmp_path, directory, before, after, whole) == found
