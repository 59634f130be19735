from pathlib import Path

import pytest

from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirrors, branch
from tests.adapters.git.remote import Content, Remote


def test_reads_files_of_a_tree_and_refuses_trick_names(tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git")
    files: dict[bytes, Content] = {
        b"requirements.txt": b"acme-ledgerd-client==1\n",
        b"src/a b.py": b"x = 1\n",
        b"link": ("120000", b"requirements.txt"),
        b"odd\xff": b"1",
    }
    commit = remote.commit("refs/heads/main", files)
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "web") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)])
        objects = mirror.objects
        assert objects.names(commit) == ("odd\\xff", "requirements.txt")
        assert objects.names(commit, "src") == ("a b.py",)
        assert objects.names(commit, "nowhere") == ()
        assert objects.read_path(commit, "requirements.txt", 1000) == b"acme-ledgerd-client==1\n"
        assert objects.read_path(commit, "src/a b.py", 1000) == b"x = 1\n"
        assert objects.read_path(commit, "src/a b.py", 3) is None
        for name in ("src", "gone", "./link", "../link", "x\ncontents HEAD", "a\0b"):
            assert objects.read_path(commit, name, 1000) is None
        with pytest.raises(MirrorCorrupt):
            objects.read("1" * 40, 10)
        assert objects.has(commit), "the process outlives a missing object"
