from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.licences import MAX_BYTES, read_licences
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.found import LicenceTags
from homebot.core.standards.licence import Options
from tests.adapters.git.remote import Content, Remote

MIT = (Options(spdx=("MIT",)),)
TAG = b"SPDX-License-Identifier: "


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def licences(
    remote: Remote, mirror: Mirror, after: dict[bytes, Content], settings: tuple[Options, ...] = MIT
) -> tuple[LicenceTags, ...]:
    base = remote.commit("refs/heads/main", {b"old.py": b"x = 1\n"})
    head = remote.commit("refs/pull/1/head", after, parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    return read_licences(mirror.objects, read_change(mirror, base, head).files, settings)


@pytest.mark.parametrize(
    ("content", "expressions"),
    [
        (b"# " + TAG + b"MIT\nx = 1\n", ("MIT",)),
        (b"#!/bin/sh\r\n# " + TAG + b" Apache-2.0 OR MIT \r\nx\r\n", ("Apache-2.0 OR MIT",)),
        (b"/* " + TAG + b"MIT */\n", ("MIT",)),
        (b"<!-- " + TAG + b"MIT -->\n", ("MIT",)),
        (b'"""' + TAG + b'MIT"""\n', ("MIT",)),
        (b"# " + TAG + b"MIT\n# " + TAG + b"0BSD\n", ("MIT", "0BSD")),
        (b"# " + TAG + b"\nx = 1\n", ()),
        (b"# SPDX-License-Identifier MIT\n", ()),
        (b"\n" * 29 + b"# " + TAG + b"MIT\n", ("MIT",)),
        (b"\n" * 30 + b"# " + TAG + b"MIT\n", ()),
        (b"x = '" + b"a" * 9_000 + b"' # " + TAG + b"MIT\n", ()),
        (b"\xff\xfe\xff # " + TAG + b"\xffMIT\n", ("\ufffdMIT",)),
        (b"# " + TAG + b"M" * 5_000, ("M" * 100,)),
        ((b"# " + TAG + b"MIT\n") * 20, ("MIT",) * 5),
    ],
)
def test_the_first_lines_tell(remote: Remote, mirror: Mirror, content: bytes, expressions: tuple[str, ...]) -> None:
    assert licences(remote, mirror, {b"new.py": content}) == (LicenceTags("new.py", expressions),)


def test_only_new_source_files_are_opened(remote: Remote, mirror: Mirror) -> None:
    after: dict[bytes, Content] = {
        b"old.py": b"x = 2\n",
        b"notes.txt": b"hello\n",
        b"empty.py": b"",
        b"link.py": ("120000", b"old.py"),
        b"lib.py": ("160000", b"1" * 40),
        b"gen/x.py": b"x\n",
        b"new.py": b"x\n",
    }
    settings = (Options(spdx=("MIT",), exempt=("gen/**",)), Options(spdx=("MIT",), source=("*.nothing",)))
    assert [tags.path for tags in licences(remote, mirror, after, settings)] == ["new.py"]
    assert licences(remote, mirror, {**after, b"other.py": b"y\n"}, (Options(),)) == ()


def test_a_file_that_is_too_large_says_so(remote: Remote, mirror: Mirror) -> None:
    content = b"# " + TAG + b"MIT\n" + b"x = 1\n" * (MAX_BYTES // 6)
    (tags,) = licences(remote, mirror, {b"huge.py": content})
    assert tags.expressions == ()
    assert tags.error == f"it has {len(content):,} bytes, over 1,048,576"
