"""A mirror to analyse what lies in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.mirror import Mirror, Mirrors


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "shop") as opened:
        yield opened
