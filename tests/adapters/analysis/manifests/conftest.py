"""A mirror to read manifests from, and what reads them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.manifests.manifests import ManifestReader
from homebot.adapters.git.mirror import Mirror, Mirrors


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "shop") as opened:
        yield opened


@pytest.fixture(scope="module")
def reader() -> Iterator[ManifestReader]:
    found = ManifestReader(1)
    yield found
    found.close()
