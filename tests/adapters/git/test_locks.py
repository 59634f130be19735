from pathlib import Path

import pytest

from homebot.adapters.git.errors import GitUnavailable
from homebot.adapters.git.locks import held, held_if_free


def test_one_writer_or_many_readers(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "lock"
    with held(path, shared=True, seconds=1), held(path, shared=True, seconds=1):
        with pytest.raises(GitUnavailable, match="in use elsewhere"), held(path, seconds=0.05):
            pytest.fail("two hold it")
        with held_if_free(path) as free:
            assert not free
    with held_if_free(path) as free, pytest.raises(GitUnavailable), held(path, shared=True, seconds=0.05):
        assert free
    with held(path, seconds=0.05):
        pass
